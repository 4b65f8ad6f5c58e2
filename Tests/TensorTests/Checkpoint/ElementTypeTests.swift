import Testing

@testable import Tensor

/// ``ElementType``: numbers of files as floats.
struct ElementTypeTests {
    private func decode(_ type: ElementType, _ bytes: [UInt8]) -> [Float] {
        var floats = [Float](repeating: -1, count: bytes.count / type.byteCount)
        bytes.withUnsafeBytes { raw in
            floats.withUnsafeMutableBufferPointer { target in
                if let base = target.baseAddress { type.decode(raw, into: base) }
            }
        }
        return floats
    }

    @Test func everyType() {
        #expect(
            decode(.float16, [0x00, 0x3C, 0x01, 0x00, 0xFF, 0xFB, 0x00, 0x7C]) == [1, 0x1p-24, -65_504, .infinity])
        #expect(decode(.bfloat16, [0x80, 0x3F, 0x49, 0xC0]) == [1, -3.140625])
        #expect(decode(.float32, [0, 0, 0xC0, 0xBF]) == [-1.5])
        #expect(decode(.float64, [0, 0, 0, 0, 0, 0, 0xF8, 0x3F]) == [1.5])
        #expect(decode(.int32, [0xFE, 0xFF, 0xFF, 0xFF, 1, 1, 0, 0]) == [-2, 257])
        #expect(decode(.int64, [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]) == [-2])
        #expect(decode(.uint8, [0, 128, 255]) == [0, 128, 255])
        #expect(decode(.bool, [0, 1, 2]) == [0, 1, 1])
    }

    /// All 65,536 halves, against the definition of the format.
    @Test func everyHalf() {
        for pattern in UInt16.min...UInt16.max {
            let (exponent, fraction) = (Int(pattern >> 10 & 31), Float(pattern & 1023) / 1024)
            let magnitude: Float =
                switch exponent {
                case 0: fraction * 0x1p-14
                case 31: fraction == 0 ? .infinity : .nan
                default: (1 + fraction) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
                }
            let found = decode(.float16, [UInt8(pattern & 255), UInt8(pattern >> 8)])[0]
            let expected = pattern >> 15 == 1 ? -magnitude : magnitude
            if !(found == expected && found.sign == expected.sign || found.isNaN && expected.isNaN) {
                Issue.record("\(pattern) is \(found), expected \(expected)")
            }
        }
    }

    @Test func extents() {
        #expect(ElementType.float32.extent(of: [2, 3]).map { [$0.elements, $0.bytes] } == [6, 24])
        #expect(ElementType.int64.extent(of: []).map { [$0.elements, $0.bytes] } == [1, 8])
        #expect(ElementType.bool.extent(of: [5, 0]).map { [$0.elements, $0.bytes] } == [0, 0])
        #expect(ElementType.bool.extent(of: [-1]) == nil)
        #expect(ElementType.bool.extent(of: [1 << 61]) == nil)
        #expect(ElementType.bool.extent(of: [1 << 62, 0, 4]) == nil)
    }
}
