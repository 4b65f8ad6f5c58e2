import Foundation
import Testing

@testable import MultiTask
@testable import Tensor

/// The network laid open in PyTorch's layouts; `InferCommandTests` set its figures beside PyTorch's.
@Suite struct NetworkProbeTests {
    private let model = TestSounds.randomModel(instruments: [.piano, .violin])

    private func probe(heads: NetworkSettings.Heads? = nil) throws -> NetworkProbe {
        let folder = try TestSounds.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = folder.appendingPathComponent("a")
        try model.write(to: url, precision: .float32)
        return try NetworkProbe(contentsOf: url, heads: heads)
    }

    private func features(_ frames: Int) -> Tensor {
        Tensor((0..<88 * frames).map { sinf(Float($0)) }, shape: [88, frames])
    }

    private func targets(_ frames: Int) -> [String: Tensor] {
        ["roll": .zeros([2, 88, frames]), "pitch": .zeros([88, frames]), "instrument": .ones([2, frames])]
    }

    @Test func laysOutputsOutAsPyTorchDoes() throws {
        let features = features(17)
        let arrays = try probe().outputs(features: features)
        let output = model.network(features.reshaped([1, 88, 17, 1]), parameters: model.parameters)
        #expect(arrays.mapValues(\.shape) == ["roll": [2, 88, 17], "pitch": [88, 17], "instrument": [2, 17]])
        #expect(arrays["roll"]?[1, 5, 9] == output.roll[0, 5, 9, 1])
        #expect(arrays["pitch"]?[5, 9] == output.pitch[0, 5, 9])
        #expect(arrays["instrument"]?[1, 9] == output.instrument[0, 9, 1])
    }

    @Test func gradientsAreOfEachTrainedParameter() throws {
        let arrays = try probe(heads: .paper).outputsAndGradients(features: features(20), targets: targets(20))
        for specification in model.parameters.specifications {
            let gradient = arrays["grad/\(specification.name)"]
            #expect(gradient?.shape == (specification.role == .trained ? specification.shape : nil))
            #expect(gradient?.isFinite != false)
        }
    }

    @Test func refusesOtherShapes() throws {
        let probe = try probe()
        #expect(throws: CheckpointError.self) { try probe.outputs(features: features(15), name: "X.npy") }
        #expect(throws: CheckpointError.self) { try probe.outputs(features: .zeros([80, 20])) }
        for key in ["roll", "pitch", "instrument"] {
            var lacking = targets(20)
            lacking[key] = nil
            let error = #expect(throws: CheckpointError.self) {
                try probe.outputsAndGradients(features: features(20), targets: lacking, targetsName: "T.npz")
            }
            #expect(error == .malformed(path: "T.npz", reason: "it has no array \"\(key)\""))
        }
    }
}
