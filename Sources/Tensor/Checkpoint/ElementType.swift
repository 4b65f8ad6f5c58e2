/// The kinds of numbers that files hold, each little-endian; in memory all become `Float`.
enum ElementType {
    case float16
    case bfloat16
    case float32
    case float64
    case int32
    case int64
    case uint8
    case bool

    var byteCount: Int {
        switch self {
        case .uint8, .bool: 1
        case .float16, .bfloat16: 2
        case .float32, .int32: 4
        case .float64, .int64: 8
        }
    }

    /// Makes as many floats as `source` has elements. Rounds to nearest where `Float` is the narrower.
    func decode(_ source: UnsafeRawBufferPointer, into target: UnsafeMutablePointer<Float>) {
        switch self {
        case .float16:
            Self.each(source, into: target, as: UInt16.self, Self.half)
        case .bfloat16:
            Self.each(source, into: target, as: UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
        case .float32:
            Self.each(source, into: target, as: UInt32.self) { Float(bitPattern: $0) }
        case .float64:
            Self.each(source, into: target, as: UInt64.self) { Float(Double(bitPattern: $0)) }
        case .int32:
            Self.each(source, into: target, as: Int32.self) { Float($0) }
        case .int64:
            Self.each(source, into: target, as: Int64.self) { Float($0) }
        case .uint8:
            Self.each(source, into: target, as: UInt8.self) { Float($0) }
        case .bool:
            Self.each(source, into: target, as: UInt8.self) { $0 == 0 ? 0 : 1 }
        }
    }

    /// A half from its bits; the processor's own conversion would be a call for each where AVX isn't taken for granted.
    @inline(__always)
    private static func half(_ bits: UInt16) -> Float {
        let magnitude = UInt32(bits & 0x7FFF) << 13
        // Moved to the wider exponent by a product, which makes normal numbers of the halves that aren't.
        let finite = (Float(bitPattern: magnitude) * 0x1p112).bitPattern
        let unsigned = magnitude < 0x0F80_0000 ? finite : magnitude | 0x7F80_0000
        return Float(bitPattern: unsigned | UInt32(bits & 0x8000) << 16)
    }

    @inline(__always)
    private static func each<Raw: FixedWidthInteger & BitwiseCopyable>(
        _ source: UnsafeRawBufferPointer, into target: UnsafeMutablePointer<Float>, as type: Raw.Type,
        _ convert: (Raw) -> Float
    ) {
        guard let base = source.baseAddress else { return }
        for index in 0..<source.count / MemoryLayout<Raw>.size {
            let raw = (base + index * MemoryLayout<Raw>.size).loadUnaligned(as: Raw.self)
            target[index] = convert(Raw(littleEndian: raw))
        }
    }

    /// The number of elements of a shape that a header claims, and the bytes that they take.
    ///
    /// Nil where a number isn't representable, even with an extent of 0 left aside, or an extent is negative.
    func extent(of dimensions: [Int]) -> (elements: Int, bytes: Int)? {
        var product = 1
        for extent in dimensions where extent != 0 {
            let (next, overflow) = product.multipliedReportingOverflow(by: extent)
            guard extent > 0, !overflow else { return nil }
            product = next
        }
        // Eight bytes for the widest kind, so that no later product of these overflows.
        guard product <= Int.max / 8 else { return nil }
        let elements = dimensions.contains(0) ? 0 : product
        return (elements, elements * byteCount)
    }
}
