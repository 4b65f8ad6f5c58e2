import COpenBLAS
import Foundation

/// The one door to OpenBLAS and LAPACKE: row-major matrices, single-threaded; parallelism is the caller's.
enum OpenBLAS {
    /// Which kernels run, and why.
    struct Choice: Sendable {
        let kernels: String
        let reason: String
    }

    /// Threads and kernels, decided once, before the first product.
    static let choice: Choice = decide()

    /// Makes sure that ``choice`` was made.
    static func prepare() {
        // The value is looked at, since the optimizer drops the making of a static that nobody reads.
        precondition(!choice.kernels.isEmpty, "OpenBLAS doesn't say which kernels it runs")
    }

    private static func decide() -> Choice {
        let environment = ProcessInfo.processInfo.environment
        let before = currentKernels()
        var reason = "OpenBLAS's own choice"
        if environment["OPENBLAS_CORETYPE"] != nil {
            reason = "OPENBLAS_CORETYPE in the environment"
        } else if let better = betterKernels(than: before), reload(better) {
            reason = "the processor has AVX-512, which OpenBLAS by itself left unused (\(before))"
        }
        openblas_set_num_threads(1)
        return Choice(kernels: currentKernels(), reason: reason)
    }

    private static func currentKernels() -> String {
        guard let name = openblas_get_corename() else { return "unknown" }
        return String(cString: name)
    }

    /// Debian's OpenBLAS 0.3.21 takes AVX2 kernels on processors younger than itself, at half their speed.
    private static func betterKernels(than current: String) -> String? {
        guard current == "Haswell" || current == "Zen",
            let processors = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
            let flags = processors.split(separator: "\n").first(where: { $0.hasPrefix("flags") })
        else { return nil }
        let has = Set(flags.split(separator: " ").map(String.init))
        return has.isSuperset(of: ["avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd"]) ? "SkylakeX" : nil
    }

    /// Starts OpenBLAS anew with other kernels, through two functions that it exports but doesn't declare.
    private static func reload(_ kernels: String) -> Bool {
        typealias Function = @convention(c) () -> Void
        guard let quit = dlsym(nil, "gotoblas_dynamic_quit"), let start = dlsym(nil, "gotoblas_dynamic_init") else {
            return false
        }
        setenv("OPENBLAS_CORETYPE", kernels, 1)
        unsafeBitCast(quit, to: Function.self)()
        unsafeBitCast(start, to: Function.self)()
        unsetenv("OPENBLAS_CORETYPE")
        return currentKernels() == kernels
    }

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
        guard rows > 0, columns > 0 else { return }
        prepare()
        cblas_sgemm(
            CblasRowMajor, left.transposed ? CblasTrans : CblasNoTrans, right.transposed ? CblasTrans : CblasNoTrans,
            blasint(rows), blasint(columns), blasint(inner), scale, left.base, blasint(max(1, left.stride)),
            right.base, blasint(max(1, right.stride)), keep, result, blasint(max(1, stride)))
    }
}

/// LAPACK on row-major matrices, in place. Each call gives LAPACK's `info`: 0 where all is well, above 0 where the
/// matrix doesn't allow it (which element, or how far it came).
extension OpenBLAS {
    typealias Pointer = UnsafeMutablePointer<Float>

    /// A = Q·R: R in the upper triangle, Q as reflections below it and in `scales`, which has min(rows, columns).
    static func factorQR(_ matrix: Pointer, rows: Int, columns: Int, scales: Pointer) -> Int {
        prepare()
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
        prepare()
        let job = CChar(bitPattern: UInt8(ascii: "S"))
        return Int(
            LAPACKE_sgesdd(
                LAPACK_ROW_MAJOR, job, Int32(rows), Int32(columns), matrix, Int32(columns), values, left,
                Int32(min(rows, columns)), right, Int32(columns)))
    }

    /// Eigenvalues by rising size, and the eigenvectors as columns in place of A, of which the lower triangle is read.
    static func symmetricEigen(_ matrix: Pointer, size: Int, values: Pointer) -> Int {
        prepare()
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
        prepare()
        var rank: Int32 = 0
        let info = LAPACKE_sgelsd(
            LAPACK_ROW_MAJOR, Int32(rows), Int32(columns), Int32(rightColumns), matrix, Int32(columns), right,
            Int32(rightColumns), values, tolerance, &rank)
        return (Int(info), Int(rank))
    }

    /// A = L·Lᵀ in the lower triangle, the only one that is read.
    static func cholesky(_ matrix: Pointer, size: Int) -> Int {
        prepare()
        return Int(
            LAPACKE_spotrf(LAPACK_ROW_MAJOR, CChar(bitPattern: UInt8(ascii: "L")), Int32(size), matrix, Int32(size)))
    }

    /// A·X = B; X in place of B, triangular factors in place of A.
    static func solve(_ matrix: Pointer, size: Int, right: Pointer, rightColumns: Int) -> Int {
        prepare()
        var pivots = [Int32](repeating: 0, count: size)
        return Int(
            LAPACKE_sgesv(
                LAPACK_ROW_MAJOR, Int32(size), Int32(rightColumns), matrix, Int32(size), &pivots, right,
                Int32(rightColumns)))
    }
}
