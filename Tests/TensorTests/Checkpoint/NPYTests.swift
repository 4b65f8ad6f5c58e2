import Foundation
import Tensor
import Testing

/// ``NPY``: one array in NumPy's format.
struct NPYTests {
    @Test(arguments: ["f4", "f8", "fortran"]) func floats(file: String) throws {
        expectSame(try NPY.read(contentsOf: goldenCheckpoint("\(file).npy")), quarters(2, 3, 4))
    }

    @Test(arguments: ["version2", "version3"]) func versions(file: String) throws {
        expectSame(try NPY.read(contentsOf: goldenCheckpoint("\(file).npy")), quarters(2, 3))
    }

    @Test(arguments: ["i4", "i8"]) func integers(file: String) throws {
        expectSame(try NPY.read(contentsOf: goldenCheckpoint("\(file).npy")), wholeNumbers(2, 3))
    }

    @Test func otherTypesAndShapes() throws {
        expectSame(try NPY.read(contentsOf: goldenCheckpoint("f2.npy")), quarters(4))
        expectSame(try NPY.read(contentsOf: goldenCheckpoint("fortran_f8.npy")), quarters(5, 2))
        expectSame(try NPY.read(contentsOf: goldenCheckpoint("u1.npy")), Tensor([0, 1, 2, 3, 4], shape: [5]))
        expectSame(try NPY.read(contentsOf: goldenCheckpoint("b1.npy")), Tensor([1, 0, 0, 1, 0, 0, 1], shape: [7]))
        expectSame(try NPY.read(contentsOf: goldenCheckpoint("scalar.npy")), Tensor(2.5))
        expectSame(try NPY.read(contentsOf: goldenCheckpoint("empty.npy")), .zeros([0, 4]))
    }

    @Test func theBytesAreThoseOfNumPy() throws {
        let arrays: [(String, Tensor)] = [
            ("f4", quarters(2, 3, 4)), ("scalar", Tensor(2.5)), ("empty", .zeros([0, 4])),
        ]
        for (file, tensor) in arrays {
            #expect(try NPY.bytes(tensor) == [UInt8](Data(contentsOf: goldenCheckpoint("\(file).npy"))))
        }
    }

    @Test func whatIsWrittenComesBack() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("x.npy")
            for tensor in [Tensor(1), quarters(7), quarters(88, 3), quarters(1, 2, 3, 4, 5), .zeros([0])] {
                try NPY.write(tensor, to: url)
                expectSame(try NPY.read(contentsOf: url), tensor)
                expectSame(try NPY.read(bytes: NPY.bytes(tensor)), tensor)
            }
            try expectNames(["x.npy"], in: folder)
        }
    }

    @Test func missingFilesAndFolders() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("none/x.npy")
            expectRefusal(url.path, "no such file") { _ = try NPY.read(contentsOf: url) }
            expectRefusal(url.path, "can't be written") { try NPY.write(Tensor(1), to: url) }
        }
    }
}
