/// Checksums made right again after damage, so that it gets past them to what they guard.
enum Checksums {
    /// Each page of an Ogg file, as far as pages follow each other.
    @Sendable static func repairOgg(_ bytes: inout [UInt8]) {
        var start = 0
        while start + 27 <= bytes.count, bytes[start..<start + 4].elementsEqual("OggS".utf8) {
            let table = start + 27
            let bodyStart = table + Int(bytes[start + 26])
            guard bodyStart <= bytes.count else { return }
            let end = bodyStart + bytes[table..<bodyStart].reduce(0) { $0 + Int($1) }
            guard end <= bytes.count else { return }
            for index in start + 22..<start + 26 { bytes[index] = 0 }
            // Polynomial 04C11DB7, not reflected.
            var sum: UInt32 = 0
            for byte in bytes[start..<end] {
                sum ^= UInt32(byte) << 24
                for _ in 0..<8 { sum = sum & 0x8000_0000 == 0 ? sum << 1 : sum << 1 ^ 0x04C1_1DB7 }
            }
            for index in 0..<4 { bytes[start + 22 + index] = UInt8(truncatingIfNeeded: sum >> (8 * UInt32(index))) }
            start = end
        }
    }

    /// Each entry of a zip archive's directory whose local header is found.
    @Sendable static func repairZip(_ bytes: inout [UInt8]) {
        func number(_ start: Int, _ count: Int) -> Int {
            bytes[start..<start + count].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        for start in bytes.indices.dropLast(46) where number(start, 4) == 0x0201_4B50 {
            let local = number(start + 42, 4)
            guard local <= bytes.count - 30 else { continue }
            let begin = local + 30 + number(local + 26, 2) + number(local + 28, 2)
            let size = number(start + 20, 4)
            guard begin <= bytes.count, size <= bytes.count - begin else { continue }
            // Polynomial EDB88320, reflected.
            var sum = UInt32.max
            for byte in bytes[begin..<begin + size] {
                sum ^= UInt32(byte)
                for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0xEDB8_8320 }
            }
            for index in 0..<4 { bytes[start + 16 + index] = UInt8(truncatingIfNeeded: ~sum >> (8 * UInt32(index))) }
        }
    }
}
