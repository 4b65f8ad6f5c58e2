import Foundation
import Testing

@testable import MultiTask
@testable import Tensor

/// One whole training step (forward, losses, backward, batch statistics, AdamW) against PyTorch's
/// (`Tests/Reference/training_step.py`).
@Suite struct TrainingStepTests {
    @Test func equalsPyTorch() throws {
        let golden = try GoldenTensors.file("training_step")
        func number(_ key: String) throws -> Float { try #require(Float(golden.metadata[key] ?? "")) }
        let network = MultiTaskNet(GoldenTensors.settings(.logSumExp))
        let parameters = try ParameterSet(
            network.specifications, values: GoldenTensors.part("weights/", of: golden))
        let tracked = parameters.tracked()
        let recorder = StatisticsRecorder()
        let output = network(try #require(golden.tensors["input"]), parameters: tracked, recorder: recorder)
        let losses = Losses(
            output,
            targets: Targets(
                roll: try #require(golden.tensors["target/roll"]), pitch: try #require(golden.tensors["target/pitch"]),
                instrument: try #require(golden.tensors["target/instrument"])),
            settings: .paper)
        for (name, value) in [
            ("roll", losses.roll), ("pitch", losses.pitch), ("instrument", losses.instrument), ("total", losses.total),
        ] {
            #expect(GoldenTensors.difference(value, try #require(golden.tensors["loss/\(name)"])) < 1e-5, "\(name)")
        }

        let gradients = tracked.gradients(in: losses.total.backward())
        let expected = GoldenTensors.part("grad/", of: golden)
        let scale = expected.values.flatMap(\.scalars).map(abs).max() ?? 1
        for (name, gradient) in gradients {
            // A bias before batch normalisation has no gradient; what both find there is rounding.
            let golden = try #require(expected[name])
            let isNothing = (golden.scalars.map(abs).max() ?? 0) < 1e-5 * scale
            let difference = zip(gradient.scalars, golden.scalars).map { abs($0 - $1) }.max() ?? 0
            #expect(
                isNothing ? difference < 1e-5 * scale : GoldenTensors.difference(gradient, golden) < 1e-3, "\(name)")
        }

        var optimizer = AdamW(
            firstDecay: Double(try number("beta1")), secondDecay: Double(try number("beta2")),
            epsilon: try number("epsilon"), weightDecay: try number("weight_decay"))
        let after = optimizer.step(parameters, gradients: gradients, learningRate: try number("learning_rate"))
            .replacing(recorder.updates)
        for (name, value) in GoldenTensors.part("after/", of: golden) {
            #expect(GoldenTensors.difference(after[name], value) < 1e-3, "\(name)")
        }
    }
}
