import Foundation
import Tensor
import Testing

@testable import MultiTask

/// `pitchstreamer infer` beside PyTorch, on the golden values of a narrow network; `Tests/Reference/parity.py` does the
/// same with a full one.
@Suite struct InferCommandTests {
    private static let golden = Repository.root.appendingPathComponent("Tests/MultiTaskTests/Golden")
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func golden(_ name: String) throws -> [String: Tensor] {
        try SafeTensors.read(contentsOf: Self.golden.appendingPathComponent("\(name).safetensors")).tensors
    }

    /// Writes the golden network as weights with the paper's heads, its input and its targets.
    private func writeGoldenCase() throws {
        let arrays = try golden("network")
        var weights: [String: Tensor] = [:]
        for (name, value) in arrays where name.hasPrefix("weights/") { weights[String(name.dropFirst(8))] = value }
        let description = ModelDescription(
            network: NetworkSettings(channels: [4, 8, 12, 16], instrumentCount: 3, heads: .paper),
            instruments: [.piano, .violin, .flute])
        try SafeTensors(tensors: weights, metadata: [ModelDescription.metadataKey: description.json()])
            .write(to: folder.url.appendingPathComponent("W.safetensors"))
        let input = try #require(arrays["frames25/input"])
        try NPY.write(input.reshaped([88, 25]), to: folder.url.appendingPathComponent("X.npy"))
        let targets = try golden("network_gradients")
        try NPZ.write(
            [
                "roll": torchLayout(try #require(targets["target/roll"])),
                "pitch": torchLayout(try #require(targets["target/pitch"])),
                "instrument": torchLayout(try #require(targets["target/instrument"])),
            ], to: folder.url.appendingPathComponent("T.npz"))
    }

    /// From (1, 88, T, M), (1, 88, T) and (1, T, M) to what the command takes and gives.
    private func torchLayout(_ tensor: Tensor) -> Tensor {
        let shape = tensor.shape
        if shape.rank == 4 { return tensor.reshaped([shape[1], shape[2], shape[3]]).permuted([2, 0, 1]) }
        let plane = tensor.reshaped([shape[1], shape[2]])
        return shape[1] == 88 ? plane : plane.transposed()
    }

    private func infer(_ arguments: String...) throws -> Tool.Outcome {
        try Tool.run(
            ["infer", "--weights", folder.path("W.safetensors"), "--input", folder.path("X.npy")] + arguments)
    }

    /// The largest difference over the largest golden value; the difference itself where that is nearly 0.
    private func difference(_ value: Tensor?, _ golden: Tensor) -> Float {
        guard let value, value.shape == golden.shape else { return .infinity }
        let scale = golden.scalars.map(abs).max() ?? 0
        let largest = zip(value.scalars, golden.scalars).map { abs($0 - $1) }.max() ?? 0
        return scale > 1e-6 ? largest / scale : largest
    }

    @Test(arguments: NetworkSettings.Heads.allCases)
    func equalsPyTorch(heads: NetworkSettings.Heads) throws {
        try writeGoldenCase()
        try infer(
            "-o", folder.path("Y.npz"), "--gradients", folder.path("T.npz"), "--heads", heads.rawValue
        ).expectGood()
        let arrays = try NPZ.read(contentsOf: folder.url.appendingPathComponent("Y.npz"))
        let outputs = try golden("network")
        for head in ["roll", "pitch", "instrument"] {
            let expected = torchLayout(try #require(outputs["frames25/\(heads)/\(head)"]))
            #expect(difference(arrays[head], expected) < 1e-4, "\(head)")
        }
        let prefix = "\(heads)/grad/"
        let gradients = try golden("network_gradients").filter { $0.key.hasPrefix(prefix) }
        #expect(gradients.count == 94 && arrays.count == 97)
        for (name, expected) in gradients {
            let name = "grad/" + name.dropFirst(prefix.count)
            #expect(difference(arrays[name], expected) < 1e-3, "\(name)")
        }
    }

    @Test func theFileSaysWhichHeads() throws {
        try writeGoldenCase()
        try infer("-o", folder.path("Y.npz")).expectGood()
        try infer("-o", folder.path("paper.npz"), "--heads", "paper").expectGood()
        let arrays = try NPZ.read(contentsOf: folder.url.appendingPathComponent("Y.npz"))
        #expect(arrays.keys.sorted() == ["instrument", "pitch", "roll"])
        let same = try NPZ.read(contentsOf: folder.url.appendingPathComponent("paper.npz"))
        #expect(arrays["pitch"]?.scalars == same["pitch"]?.scalars)
    }

    @Test func weightsWithoutMetadataAreThePapers() throws {
        let paper = TestWeights.random(.paper, instruments: ModelDescription.paper.instruments)
        try SafeTensors(tensors: paper.parameters.dictionary)
            .write(to: folder.url.appendingPathComponent("W.safetensors"))
        try NPY.write(.ones([88, 16]), to: folder.url.appendingPathComponent("X.npy"))
        let outcome = try infer("-o", "-")
        outcome.expectGood()
        let arrays = try NPZ.read(bytes: [UInt8](outcome.output))
        #expect(arrays["roll"]?.shape == [10, 88, 16])
        #expect(arrays["pitch"]?.shape == [88, 16])
        #expect(arrays["instrument"]?.shape == [10, 16])
    }

    @Test func refusesInputsThatDoNotFit() throws {
        try writeGoldenCase()
        let before = folder.contents
        for (shape, words) in [
            ([88, 15] as TensorShape, "(88, 15)"), ([80, 30], "(80, 30)"), ([88], "(88)"),
            ([1, 88, 30], "(1, 88, 30)"),
        ] {
            try NPY.write(.zeros(shape), to: folder.url.appendingPathComponent("X.npy"))
            try infer("-o", folder.path("Y.npz")).expectInputError(
                naming: "X.npy", words, "88 bins × 16 frames or more")
        }
        try NPY.write(Tensor(repeating: .nan, shape: [88, 20]), to: folder.url.appendingPathComponent("X.npy"))
        try infer("-o", folder.path("Y.npz")).expectInputError(naming: "X.npy", "finite")
        try folder.file("X.npy", Data("no array".utf8))
        try infer("-o", folder.path("Y.npz")).expectInputError(naming: "X.npy")
        #expect(folder.contents == before)
    }

    @Test func refusesTargetsThatDoNotFit() throws {
        try writeGoldenCase()
        let before = folder.contents
        try NPZ.write(["roll": .zeros([3, 88, 25])], to: folder.url.appendingPathComponent("T.npz"))
        try infer("-o", folder.path("Y.npz"), "--gradients", folder.path("T.npz"))
            .expectInputError(naming: "T.npz", "\"pitch\"")
        try NPZ.write(
            ["roll": .zeros([3, 88, 24]), "pitch": .zeros([88, 25]), "instrument": .zeros([3, 25])],
            to: folder.url.appendingPathComponent("T.npz"))
        try infer("-o", folder.path("Y.npz"), "--gradients", folder.path("T.npz"))
            .expectInputError(naming: "T.npz", "\"roll\"", "(3, 88, 25)")
        #expect(folder.contents == before)
    }
}
