import TensorKernels

/// Products of bfloat16 numbers, for ``ProductPrecision/bfloat16``: twice the numbers in an instruction and half the
/// memory, by kernels of `TensorKernels` that only some processors run. There is no twin in Swift that takes their
/// place: where they don't run, the products are of single precision.
///
/// The instruction adds two products at a time. So both sides are read in pairs of neighbours along the sum, 32 bits
/// each with the first in the lower half: element (p, c) of a matrix of pairs holds rows 2p and 2p + 1 of column c.
struct BFloat16Product: Sendable {
    private let native: tk_bfloat16_kernels

    /// What this processor has; nil where it has nothing of the kind, or the environment asks for older kernels.
    private static let available: BFloat16Product? =
        Engine.current.family == .avx512 ? tk_bfloat16().map { BFloat16Product(native: $0.pointee) } : nil

    /// For a precision, what multiplies in it; nil: it is done in single precision.
    static func current(_ precision: ProductPrecision) -> BFloat16Product? {
        precision == .bfloat16 ? available : nil
    }

    /// From one row of pairs to the next: whole registers.
    static func stride(_ columns: Int) -> Int { (columns + 15) & ~15 }

    /// The nearest bfloat16 number, ties to even.
    @inline(__always)
    static func rounded(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        if value.isNaN { return UInt16(truncatingIfNeeded: bits >> 16) | 0x40 }
        return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
    }

    /// Writes some numbers to one half of the pairs that begin at `place`.
    @inline(__always)
    static func store(
        _ lanes: WinogradTransforms.Lanes, _ count: Int, half: Int, of place: UnsafeMutablePointer<Float>
    ) {
        let target = UnsafeMutableRawPointer(place)
        for lane in 0..<count {
            target.storeBytes(of: rounded(lanes[lane]), toByteOffset: 4 * lane + 2 * half, as: UInt16.self)
        }
    }

    /// See ``WinogradTransforms/input(_:channels:to:planeStride:)``; planes and strides are of bfloat16 numbers.
    func winogradInput(
        _ pixels: WinogradTiles.Pixels, channels: Int, to planes: UnsafeMutablePointer<UInt16>, planeStride: Int,
        tileStride: Int
    ) {
        native.winograd_input(pixels.first, pixels.offsets, channels, pixels.ahead, planes, planeStride, tileStride)
    }

    /// See ``WinogradTransforms/gradient(_:channels:to:planeStride:)``; planes and strides are of bfloat16 numbers.
    func winogradGradient(
        _ pixels: WinogradTiles.Pixels, channels: Int, to planes: UnsafeMutablePointer<UInt16>, planeStride: Int,
        tileStride: Int
    ) {
        native.winograd_gradient(pixels.first, pixels.offsets, channels, pixels.ahead, planes, planeStride, tileStride)
    }

    /// Rows of bfloat16 numbers, `stride` apart, to rows of pairs; a last odd one is paired with zeros.
    func pairs(
        _ rows: UnsafePointer<UInt16>, stride: Int, count: Int, channels: Int, to pairs: UnsafeMutablePointer<UInt32>
    ) {
        native.pairs(rows, stride, count, channels, pairs, Self.stride(channels))
    }

    /// `result` (+)= left·right in single precision, over `pairs` pairs.
    ///
    /// - Parameters:
    ///   - left: its pair p of row r lies at r · `row` + p · `pair`.
    ///   - right: rows of pairs, at least ``stride(_:)`` of `columns` wide; at most 64 columns.
    ///   - adding: to what stands in `result`.
    func multiply(
        _ left: UnsafePointer<UInt32>, row: Int, pair: Int, _ right: UnsafePointer<UInt32>, rightStride: Int,
        into result: UnsafeMutablePointer<Float>, stride: Int, rows: Int, columns: Int, pairs: Int, adding: Bool
    ) {
        native.product(left, row, pair, right, rightStride, result, stride, rows, columns, pairs, adding ? 1 : 0)
    }
}

extension UnsafeMutablePointer<Float> {
    /// The same memory as bfloat16 numbers, of which two are as large as a float.
    var halves: UnsafeMutablePointer<UInt16> { UnsafeMutableRawPointer(self).assumingMemoryBound(to: UInt16.self) }
    /// The same memory as pairs of bfloat16 numbers.
    var pairs: UnsafeMutablePointer<UInt32> { UnsafeMutableRawPointer(self).assumingMemoryBound(to: UInt32.self) }
}

extension UnsafePointer<Float> {
    /// The same memory as pairs of bfloat16 numbers.
    var pairs: UnsafePointer<UInt32> { UnsafeRawPointer(self).assumingMemoryBound(to: UInt32.self) }
}
