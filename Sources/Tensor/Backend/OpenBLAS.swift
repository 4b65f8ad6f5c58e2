import COpenBLAS
import Foundation

/// The one door to OpenBLAS and LAPACKE: row-major matrices, single-threaded; parallelism is the caller's.
enum OpenBLAS {
    /// Rows × columns × inner up to which the AVX-512 kernels multiply without packing first, at their full speed.
    static let smallProduct = 1_000_000

    /// One side of a product: row-major elements, `stride` from one row to the next, perhaps read transposed.
    struct Matrix {
        let base: UnsafePointer<Float>
        let stride: Int
        var transposed = false
    }

    /// `result` = `scale`·left·right + `keep`·`result`, where left is rows × inner and right inner × columns.
    static func multiply(
        _ left: Matrix, _ right: Matrix, into result: UnsafeMutablePointer<Float>, stride: Int,
        rows: Int, columns: Int, inner: Int, scale: Float = 1, keep: Float = 0
    ) {
        Engine.prepare()
        product(
            left, right, into: result, stride: stride, rows: rows, columns: columns, inner: inner, scale: scale,
            keep: keep)
    }

    /// The same with the kernels in force, for ``Engine`` while it chooses them.
    static func product(
        _ left: Matrix, _ right: Matrix, into result: UnsafeMutablePointer<Float>, stride: Int,
        rows: Int, columns: Int, inner: Int, scale: Float = 1, keep: Float = 0
    ) {
        guard rows > 0, columns > 0 else { return }
        cblas_sgemm(
            CblasRowMajor, left.transposed ? CblasTrans : CblasNoTrans, right.transposed ? CblasTrans : CblasNoTrans,
            blasint(rows), blasint(columns), blasint(inner), scale, left.base, blasint(max(1, left.stride)),
            right.base, blasint(max(1, right.stride)), keep, result, blasint(max(1, stride)))
    }
}

/// What ``Engine`` decides with.
extension OpenBLAS {
    /// The name of the kernels in force.
    static var kernels: String { openblas_get_corename().map { String(cString: $0) } ?? "unknown" }

    /// Version and options of the library.
    static var build: String {
        openblas_get_config().map { String(cString: $0).trimmingCharacters(in: .whitespaces) } ?? "unknown"
    }

    /// From now on every product runs on the thread that asks for it.
    static func staySingleThreaded() { openblas_set_num_threads(1) }

    /// Starts OpenBLAS anew, with other kernels or (nil) with those that it chooses by itself. Only before first use.
    ///
    /// Through two functions that it exports but doesn't declare; false where it doesn't, or has no such kernels.
    @discardableResult
    static func restart(with kernels: String?) -> Bool {
        typealias Function = @convention(c) () -> Void
        guard let quit = dlsym(nil, "gotoblas_dynamic_quit"), let start = dlsym(nil, "gotoblas_dynamic_init") else {
            return false
        }
        if let kernels { setenv("OPENBLAS_CORETYPE", kernels, 1) } else { unsetenv("OPENBLAS_CORETYPE") }
        unsafeBitCast(quit, to: Function.self)()
        unsafeBitCast(start, to: Function.self)()
        unsetenv("OPENBLAS_CORETYPE")
        return kernels == nil || kernels == self.kernels
    }
}

extension OpenBLAS {
    /// The same product, cut into pieces that the AVX-512 kernels take without packing.
    static func multiplySplit(
        _ left: Matrix, _ right: Matrix, into result: UnsafeMutablePointer<Float>, stride: Int, rows: Int,
        columns: Int, inner: Int, keep: Float = 0
    ) {
        let isSmall = rows * columns * inner <= smallProduct
        let width = isSmall ? columns : splitWidth(columns: columns)
        let depth = isSmall ? inner : equalPart(of: inner, atMost: 512)
        let height = isSmall ? rows : equalPart(of: rows, atMost: max(32, smallProduct / max(1, width * depth)))
        for row in Swift.stride(from: 0, to: rows, by: max(1, height)) {
            for column in Swift.stride(from: 0, to: columns, by: max(1, width)) {
                for first in Swift.stride(from: 0, to: inner, by: max(1, depth)) {
                    let (across, along) = left.transposed ? (1, left.stride) : (left.stride, 1)
                    multiply(
                        Matrix(
                            base: left.base + row * across + first * along, stride: left.stride,
                            transposed: left.transposed),
                        Matrix(base: right.base + first * right.stride + column, stride: right.stride),
                        into: result + row * stride + column, stride: stride, rows: min(height, rows - row),
                        columns: min(width, columns - column), inner: min(depth, inner - first),
                        keep: first == 0 ? keep : 1)
                }
            }
        }
    }

    /// The size of the fewest equal parts that are no larger than a bound.
    private static func equalPart(of count: Int, atMost most: Int) -> Int {
        let parts = max(1, (count + most - 1) / most)
        return (count + parts - 1) / parts
    }

    /// Columns of one piece of a product: whole registers of all kernels, and equal pieces where that can be.
    static func splitWidth(columns: Int) -> Int {
        if columns.isMultiple(of: 64) { return 64 }
        if columns.isMultiple(of: 32) { return 32 }
        return min(columns, 64)
    }
}

/// LAPACK on row-major matrices, in place. Each call gives LAPACK's `info`: 0 where all is well, above 0 where the
/// matrix doesn't allow it (which element, or how far it came).
extension OpenBLAS {
    typealias Pointer = UnsafeMutablePointer<Float>

    /// A = Q·R: R in the upper triangle, Q as reflections below it and in `scales`, which has min(rows, columns).
    static func factorQR(_ matrix: Pointer, rows: Int, columns: Int, scales: Pointer) -> Int {
        Engine.prepare()
        return Int(LAPACKE_sgeqrf(LAPACK_ROW_MAJOR, Int32(rows), Int32(columns), matrix, Int32(columns), scales))
    }

    /// Makes the first `columns` columns of Q of `count` reflections from ``factorQR``.
    static func formQ(
        _ matrix: Pointer, rows: Int, columns: Int, stride: Int, count: Int, scales: Pointer
    ) -> Int {
        Int(
            LAPACKE_sorgqr(
                LAPACK_ROW_MAJOR, Int32(rows), Int32(columns), Int32(count), matrix, Int32(stride), scales))
    }

    /// A = U·Σ·Vᵀ with k = min(rows, columns): U rows × k, `values` k by falling size, Vᵀ k × columns. Destroys A.
    static func singularValues(
        _ matrix: Pointer, rows: Int, columns: Int, values: Pointer, left: Pointer, right: Pointer
    ) -> Int {
        Engine.prepare()
        let job = CChar(bitPattern: UInt8(ascii: "S"))
        return Int(
            LAPACKE_sgesdd(
                LAPACK_ROW_MAJOR, job, Int32(rows), Int32(columns), matrix, Int32(columns), values, left,
                Int32(min(rows, columns)), right, Int32(columns)))
    }

    /// Eigenvalues by rising size, and the eigenvectors as columns in place of A, of which the lower triangle is read.
    static func symmetricEigen(_ matrix: Pointer, size: Int, values: Pointer) -> Int {
        Engine.prepare()
        return Int(
            LAPACKE_ssyevd(
                LAPACK_ROW_MAJOR, CChar(bitPattern: UInt8(ascii: "V")), CChar(bitPattern: UInt8(ascii: "L")),
                Int32(size), matrix, Int32(size), values))
    }

    /// The shortest X that makes |A·X − B| least. B has max(rows, columns) rows and becomes X in the first `columns`.
    static func leastSquares(
        _ matrix: Pointer, rows: Int, columns: Int, right: Pointer, rightColumns: Int, values: Pointer,
        tolerance: Float
    ) -> (info: Int, rank: Int) {
        Engine.prepare()
        var rank: Int32 = 0
        let info = LAPACKE_sgelsd(
            LAPACK_ROW_MAJOR, Int32(rows), Int32(columns), Int32(rightColumns), matrix, Int32(columns), right,
            Int32(rightColumns), values, tolerance, &rank)
        return (Int(info), Int(rank))
    }

    /// A = L·Lᵀ in the lower triangle, the only one that is read.
    static func cholesky(_ matrix: Pointer, size: Int) -> Int {
        Engine.prepare()
        return Int(
            LAPACKE_spotrf(LAPACK_ROW_MAJOR, CChar(bitPattern: UInt8(ascii: "L")), Int32(size), matrix, Int32(size)))
    }

    /// A·X = B; X in place of B, triangular factors in place of A.
    static func solve(_ matrix: Pointer, size: Int, right: Pointer, rightColumns: Int) -> Int {
        Engine.prepare()
        var pivots = [Int32](repeating: 0, count: size)
        return Int(
            LAPACKE_sgesv(
                LAPACK_ROW_MAJOR, Int32(size), Int32(rightColumns), matrix, Int32(size), &pivots, right,
                Int32(rightColumns)))
    }
}
