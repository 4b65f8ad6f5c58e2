/// The checksum of zip archives (ISO 3309, reflected polynomial EDB88320), eight bytes at a time
/// (Kounavis and Berry 2005).
enum CRC32 {
    /// Table k tells what a byte becomes when k more bytes follow it.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            tables[byte] = (0..<8).reduce(UInt32(byte)) { value, _ in
                value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
            }
        }
        for index in 256..<tables.count {
            let earlier = tables[index - 256]
            tables[index] = tables[Int(earlier & 0xFF)] ^ (earlier >> 8)
        }
        return tables
    }()

    /// The checksum of the parts, one after the other.
    static func checksum(_ parts: [UnsafeRawBufferPointer]) -> UInt32 {
        tables.withUnsafeBufferPointer { tables in
            var value = UInt32.max
            for part in parts {
                var position = 0
                while position + 8 <= part.count {
                    let word = UInt64(littleEndian: part.loadUnaligned(fromByteOffset: position, as: UInt64.self))
                    let mixed = word ^ UInt64(value)
                    value = 0
                    for byte in 0..<8 {
                        value ^= tables[(7 - byte) * 256 + Int(mixed >> (8 * UInt64(byte)) & 0xFF)]
                    }
                    position += 8
                }
                for byte in part[position...] {
                    value = tables[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ (value >> 8)
                }
            }
            return ~value
        }
    }
}
