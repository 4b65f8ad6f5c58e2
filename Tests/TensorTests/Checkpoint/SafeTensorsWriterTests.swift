import Foundation
import Tensor
import Testing

/// ``SafeTensors/write(to:precision:)``: the bytes, and what happens when they can't be written.
struct SafeTensorsWriterTests {
    let checkpoint = SafeTensors(
        tensors: ["c": Tensor(1), "b.weight": quarters(2, 3), "a.bias": quarters(5)], metadata: ["about": "plain"])

    @Test(arguments: [("plain.safetensors", SafeTensors.Precision.float32), ("plain_half.safetensors", .float16)])
    func theBytesAreThoseOfTheFormatsOwnWriter(file: String, precision: SafeTensors.Precision) throws {
        let expected = try Data(contentsOf: goldenCheckpoint(file))
        #expect(try checkpoint.bytes(precision: precision) == [UInt8](expected))
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent(file)
            try checkpoint.write(to: url, precision: precision)
            #expect(try Data(contentsOf: url) == expected)
        }
    }

    @Test func theOrderOfInsertionDoesNotShow() throws {
        let names = (0..<50).map { "layer\($0).weight" }
        var forward = SafeTensors(tensors: [:])
        var backward = SafeTensors(tensors: [:])
        for name in names { (forward.tensors[name], forward.metadata[name]) = (quarters(2), name) }
        for name in names.reversed() { (backward.tensors[name], backward.metadata[name]) = (quarters(2), name) }
        #expect(try forward.bytes() == backward.bytes())
    }

    @Test func whatHalfPrecisionCannotHoldIsRefused() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("weights.safetensors")
            let large = SafeTensors(tensors: ["fits": Tensor(65_504), "large": Tensor(70_000)])
            expectRefusal(url.path, "large holds 70000.0", "65504") { try large.write(to: url, precision: .float16) }
            try expectNames([], in: folder)
            try large.write(to: url, precision: .float32)
        }
    }

    @Test func anEarlierFileStaysWhereTheNewOneFails() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("weights.safetensors")
            try checkpoint.write(to: url)
            let before = try Data(contentsOf: url)
            let large = SafeTensors(tensors: ["large": Tensor(70_000)])
            #expect(throws: CheckpointError.self) { try large.write(to: url, precision: .float16) }
            #expect(try Data(contentsOf: url) == before)
            try expectNames(["weights.safetensors"], in: folder)
        }
    }
}
