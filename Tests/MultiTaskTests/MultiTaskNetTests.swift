import Testing

@testable import MultiTask
@testable import Tensor

/// The network against PyTorch's (`Tests/Reference/network_golden.py`), and its shape against the paper's.
@Suite struct MultiTaskNetTests {
    @Test func hasThePapersParameters() {
        let network = MultiTaskNet(.paper)
        var generator = SeededGenerator(seed: 1)
        let parameters = ParameterSet(initializing: network.specifications, using: &generator)
        #expect(parameters.trainedCount == 3_277_164)
        #expect(parameters["encode.block1.conv1.weight"].shape == [32, 1, 3, 3])
        #expect(parameters["decode.d_block1.conv2d.weight"].shape == [384, 192, 3, 3])
        #expect(parameters["decode.d_block4.us.bias"].shape == [32])
        #expect(parameters["decode.d_block4.conv1d.bias"].scalars == [Float](repeating: -5, count: 10))
    }

    @Test(arguments: NetworkSettings.Heads.allCases, [16, 24, 25, 31])
    func equalsPyTorch(heads: NetworkSettings.Heads, frames: Int) throws {
        let golden = try GoldenTensors.file("network")
        let network = MultiTaskNet(GoldenTensors.settings(heads))
        let parameters = try ParameterSet(
            network.specifications, values: GoldenTensors.part("weights/", of: golden))
        let input = try #require(golden.tensors["frames\(frames)/input"])
        let output = network(input, parameters: parameters)
        let prefix = "frames\(frames)/\(heads.rawValue)/"
        var compared = 0
        for (name, value) in [("roll", output.roll), ("pitch", output.pitch), ("instrument", output.instrument)] {
            guard let expected = golden.tensors[prefix + name] else { continue }
            #expect(GoldenTensors.difference(value, expected) < 1e-4, "\(prefix)\(name)")
            compared += 1
        }
        #expect(compared >= 2)
    }

    @Test(arguments: NetworkSettings.Heads.allCases)
    func poolsTimeAsTheAuthorsCode(heads: NetworkSettings.Heads) throws {
        let golden = try GoldenTensors.file("network")
        let network = MultiTaskNet(GoldenTensors.settings(heads, timePooling: true))
        let parameters = try ParameterSet(
            network.specifications, values: GoldenTensors.part("weights/", of: golden))
        let output = network(try #require(golden.tensors["frames16/input"]), parameters: parameters)
        let prefix = "frames16/\(heads.rawValue)_pooled/"
        #expect(GoldenTensors.difference(output.pitch, try #require(golden.tensors[prefix + "pitch"])) < 1e-4)
        #expect(
            GoldenTensors.difference(output.instrument, try #require(golden.tensors[prefix + "instrument"])) < 1e-4)
    }

    @Test(arguments: NetworkSettings.Heads.allCases)
    func gradientsEqualPyTorch(heads: NetworkSettings.Heads) throws {
        let weights = try GoldenTensors.file("network")
        let golden = try GoldenTensors.file("network_gradients")
        let network = MultiTaskNet(GoldenTensors.settings(heads))
        let parameters = try ParameterSet(
            network.specifications, values: GoldenTensors.part("weights/", of: weights)
        ).tracked()
        let output = network(try #require(weights.tensors["frames25/input"]), parameters: parameters)
        let losses = Losses(
            output,
            targets: Targets(
                roll: try #require(golden.tensors["target/roll"]), pitch: try #require(golden.tensors["target/pitch"]),
                instrument: try #require(golden.tensors["target/instrument"])),
            settings: .paper)
        let gradients = parameters.gradients(in: losses.total.backward())
        let expected = GoldenTensors.part("\(heads.rawValue)/grad/", of: golden)
        #expect(expected.count == gradients.count)
        for (name, gradient) in gradients {
            #expect(GoldenTensors.difference(gradient, try #require(expected[name])) < 1e-3, "\(name)")
        }
    }
}
