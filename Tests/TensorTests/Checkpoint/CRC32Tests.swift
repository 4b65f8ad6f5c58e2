import Testing

@testable import Tensor

/// ``CRC32``: values of Python's `zlib.crc32`.
struct CRC32Tests {
    private func checksum(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { CRC32.checksum([$0]) } }

    @Test func knownChecksums() {
        #expect(checksum([]) == 0)
        #expect(checksum(Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(checksum(Array("The quick brown fox jumps over the lazy dog".utf8)) == 0x414F_A339)
        #expect(checksum((0..<1000).map { UInt8($0 & 255) }) == 0x74E3_FB41)
    }

    @Test func partsAreOneContent() {
        let bytes = (0..<100).map { UInt8($0 * 7 & 255) }
        for split in 0...100 {
            let parts = bytes.withUnsafeBytes { all in
                CRC32.checksum([.init(rebasing: all[..<split]), .init(rebasing: all[split...])])
            }
            #expect(parts == checksum(bytes))
        }
    }
}
