import Tensor
import Testing

@Suite struct BatchNormalizationLayerTests {
    private let layer = BatchNormalizationLayer(name: "bn1", channels: 3)

    private func parameters() -> ParameterSet {
        var generator = SeededGenerator(seed: 1)
        return ParameterSet(initializing: layer.specifications, using: &generator)
    }

    @Test func beginsAsTheIdentity() {
        let image = randomTensor([2, 3, 5, 3], seed: 1)
        expectClose(layer(image, parameters: parameters(), recorder: nil), image, tolerance: 1e-4)
        #expect(parameters().trainedCount == 6)
    }

    @Test func trainingMovesTheRunningStatistics() {
        let recorder = StatisticsRecorder()
        let before = parameters()
        let rows = Tensor([1, 2, 3, 5, 6, 7], shape: [2, 3])
        _ = layer(rows, parameters: before, recorder: recorder)
        let after = before.replacing(recorder.updates)
        // A tenth of the batch's mean (3, 4, 5), and of its variance with divisor n − 1 (8).
        expectClose(after["bn1.running_mean"], Tensor([0.3, 0.4, 0.5], shape: [3]))
        expectClose(after["bn1.running_var"], Tensor([1.7, 1.7, 1.7], shape: [3]))
        #expect(after["bn1.weight"].scalars == before["bn1.weight"].scalars)
    }

    @Test func agreesWithPyTorch() throws {
        for golden in try Golden.cases("batch_norm") {
            let isTraining = golden.name.contains("train")
            let (weight, bias) = (try golden["weight"], try golden["bias"])
            let layer = BatchNormalizationLayer(name: "b", channels: weight.shape[0])
            let parameters = try ParameterSet(
                layer.specifications,
                values: [
                    "b.weight": weight, "b.bias": bias, "b.running_mean": golden["running_mean"],
                    "b.running_var": golden["running_var"],
                ])
            let recorder = StatisticsRecorder()
            let value = layer(try golden["input"], parameters: parameters, recorder: isTraining ? recorder : nil)
            expectClose(value, try golden["output"], golden.name)
            let after = parameters.replacing(recorder.updates)
            expectClose(after["b.running_mean"], try golden["updated.running_mean"], golden.name)
            expectClose(after["b.running_var"], try golden["updated.running_var"], golden.name)
        }
    }

    @Test func gradients() {
        checkLayer(layer.specifications, image: [2, 3, 5, 3], tolerance: 4e-3) {
            layer($0, parameters: $1, recorder: StatisticsRecorder())
        }
        checkLayer(layer.specifications, image: [2, 3, 5, 3]) { layer($0, parameters: $1, recorder: nil) }
    }
}
