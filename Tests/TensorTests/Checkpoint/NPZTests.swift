import Foundation
import Tensor
import Testing

/// ``NPZ``: several arrays in one file.
struct NPZTests {
    @Test func whatSavezWrote() throws {
        let url = try goldenCheckpoint("stored.npz")
        let bytes = [UInt8](try Data(contentsOf: url))
        for arrays in [try NPZ.read(contentsOf: url), try NPZ.read(bytes: bytes)] {
            #expect(Set(arrays.keys) == ["roll", "grad/a.weight", "frames"])
            expectSame(arrays["roll"], quarters(2, 3, 4))
            expectSame(arrays["grad/a.weight"], quarters(5))
            expectSame(arrays["frames"], wholeNumbers(3))
        }
    }

    @Test func aCompressedOneIsRefusedWithAdvice() throws {
        let url = try goldenCheckpoint("compressed.npz")
        expectRefusal(url.path, "is compressed", "numpy.savez instead of numpy.savez_compressed") {
            _ = try NPZ.read(contentsOf: url)
        }
    }

    @Test func theBytesAreThoseOfPythonsZipfile() throws {
        let bytes = try NPZ.bytes(["é": quarters(2), "roll": quarters(2, 3, 4), "c": quarters()])
        #expect(try bytes == [UInt8](Data(contentsOf: goldenCheckpoint("plain.npz"))))
    }

    @Test func whatIsWrittenComesBack() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("x.npz")
            let arrays = [
                "roll": quarters(3, 88, 5), "grad/encode.bn.weight": quarters(1), "none": .zeros([0]), "": Tensor(2),
            ]
            try NPZ.write(arrays, to: url)
            let found = try NPZ.read(contentsOf: url)
            #expect(found.count == arrays.count)
            for (name, array) in arrays { expectSame(found[name], array) }
            try NPZ.write([:], to: url)
            #expect(try NPZ.read(contentsOf: url).isEmpty)
            try expectNames(["x.npz"], in: folder)
        }
    }

    @Test func aFolderThatIsNotThere() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("none/x.npz")
            expectRefusal(url.path, "can't be written") { try NPZ.write(["x": Tensor(1)], to: url) }
            try expectNames([], in: folder)
        }
    }
}
