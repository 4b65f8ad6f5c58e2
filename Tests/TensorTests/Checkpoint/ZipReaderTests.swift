import Foundation
import Testing

@testable import Tensor

/// ``ZipReader`` and ``ZipWriter``: archives in all their forms, and broken ones.
struct ZipReaderTests {
    private let arrays = ["a": quarters(2, 3), "b": quarters(7)]

    private func expectRefusal(
        _ bytes: [UInt8], _ words: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        TensorTests.expectRefusal("x.npz", words, sourceLocation: sourceLocation) {
            _ = try NPZ.read(bytes: bytes, name: "x.npz")
        }
    }

    /// Where a signature stands for the n-th time.
    private func position(of signature: [UInt8], _ count: Int = 0, in bytes: [UInt8]) throws -> Int {
        let found = bytes.indices.filter { bytes[$0...].starts(with: signature) }
        return try #require(found.count > count ? found[count] : nil)
    }

    private let directorySignature: [UInt8] = [0x50, 0x4B, 1, 2]

    /// Sizes of eight bytes, which a file of 4 GB and more needs: for all, and from the second entry on.
    @Test(arguments: [0, 200, 300]) func sizesOfEightBytes(zip64From: UInt64) throws {
        let sink = ByteSink(name: "x.npz")
        try NPZ.write(arrays, to: sink, zip64From: zip64From)
        #expect(try sink.bytes != NPZ.bytes(arrays))
        let found = try NPZ.read(bytes: sink.bytes)
        for (name, array) in arrays { expectSame(found[name], array) }
        // No cut is taken for an archive.
        for count in 0..<sink.bytes.count { expectRefusal(Array(sink.bytes[..<count]), "not a zip archive") }
    }

    @Test func aCommentAtTheEnd() throws {
        var bytes = try NPZ.bytes(arrays)
        bytes[bytes.count - 2] = 5
        bytes += Array("words".utf8)
        #expect(try NPZ.read(bytes: bytes).count == 2)
    }

    @Test func whatIsNoArchive() {
        expectRefusal([], "not a zip archive")
        expectRefusal(Array("hello, this is text, and more than twenty-two bytes of it".utf8), "not a zip archive")
    }

    @Test func aChangedByteOfTheContent() throws {
        var bytes = try NPZ.bytes(arrays)
        let place = try position(of: Array("NUMPY".utf8), in: bytes) + 122
        bytes[place] ^= 1
        expectRefusal(bytes, "checksum of its entry a.npy disagrees")
    }

    @Test func sizesBeyondTheFile() throws {
        var bytes = try NPZ.bytes(arrays)
        let entry = try position(of: directorySignature, in: bytes)
        for field in [20, 24] { bytes.replaceSubrange(entry + field..<entry + field + 4, with: [0, 0, 0, 0x7F]) }
        expectRefusal(bytes, "claim more bytes than the file has")
    }

    @Test func twoSizesOfAStoredEntry() throws {
        var bytes = try NPZ.bytes(arrays)
        bytes[try position(of: directorySignature, in: bytes) + 20] ^= 1
        expectRefusal(bytes, "claims two sizes")
    }

    @Test func offsetsBeyondTheFile() throws {
        let good = try NPZ.bytes(arrays)
        let entry = try position(of: directorySignature, in: good)
        var far = good
        far.replaceSubrange(entry + 42..<entry + 46, with: [0, 0, 0, 0x7F])
        expectRefusal(far, "a.npy lies outside of the file")
        var near = good
        near[entry + 42] = 1
        expectRefusal(near, "a.npy has no header where the directory points")
    }

    @Test func aDirectoryBeyondTheFile() throws {
        var bytes = try NPZ.bytes(arrays)
        bytes[bytes.count - 22 + 19] = 0x7F
        expectRefusal(bytes, "central directory lies outside of the file")
    }

    @Test func moreEntriesThanThereAre() throws {
        var bytes = try NPZ.bytes(arrays)
        bytes[bytes.count - 22 + 10] = 3
        expectRefusal(bytes, "broken after 2 entries")
    }

    @Test func anEncryptedEntry() throws {
        var bytes = try NPZ.bytes(arrays)
        bytes[try position(of: directorySignature, in: bytes) + 8] |= 1
        expectRefusal(bytes, "a.npy is encrypted")
    }

    @Test func namesThatStandTwice() throws {
        let bytes = try NPZ.bytes(arrays).map { $0 }
        let name = try position(of: Array("b.npy".utf8), 1, in: bytes)
        var twice = bytes
        twice[name] = UInt8(ascii: "a")
        expectRefusal(twice, "a.npy stands twice")
    }

    @Test func anEntryThatIsNoArray() throws {
        var bytes = try NPZ.bytes(arrays)
        bytes[try position(of: Array("a.npy".utf8), 1, in: bytes) + 4] = UInt8(ascii: "z")
        expectRefusal(bytes, "its entry a.npz is not an array")
        let sink = ByteSink(name: "x")
        let writer = ZipWriter(sink: sink, zip64From: .max)
        try Array("text".utf8).withUnsafeBytes { try writer.append("a.npy", parts: [$0]) }
        try writer.finish()
        expectRefusal(sink.bytes, "entry a.npy: is damaged or not what it claims: it doesn't begin like an NPY file")
    }

    /// Whatever byte is changed, there are arrays or an error, never a trap.
    @Test func everyByteChanged() throws {
        let sink = ByteSink(name: "x")
        try NPZ.write(arrays, to: sink, zip64From: 200)
        for good in [try NPZ.bytes(arrays), sink.bytes] {
            for position in good.indices {
                for value in [0x00, 0x01, 0x7F, 0xFF] as [UInt8] {
                    var bytes = good
                    bytes[position] = value
                    do { _ = try NPZ.read(bytes: bytes) } catch { #expect(error is CheckpointError) }
                }
            }
        }
    }
}
