import Tensor
import Testing

@Suite struct BatchNormalizationTests {
    @Test func givesEachChannelMeanZeroAndVarianceOne() {
        let rows = Tensor([1, 10, 3, 30], shape: [2, 2])
        let (value, statistics) = rows.batchNormalized(scale: .ones([2]), offset: .zeros([2]))
        expectClose(value, Tensor([-1, -1, 1, 1], shape: [2, 2]), tolerance: 1e-4)
        #expect(statistics.mean.scalars == [2, 20])
        #expect(statistics.unbiasedVariance.scalars == [2, 200])
        let evaluated = rows.batchNormalized(
            scale: Tensor([2, 1], shape: [2]), offset: Tensor([5, 0], shape: [2]), mean: statistics.mean,
            variance: .ones([2]))
        expectClose(evaluated, Tensor([3, -10, 7, 10], shape: [2, 2]), tolerance: 1e-4)
    }

    @Test func agreesWithPyTorch() throws {
        for golden in try Golden.cases("batch_norm") {
            let (mean, variance) = (try golden["running_mean"], try golden["running_var"])
            try golden.check(inputs: ["input", "weight", "bias"], tolerance: 5e-5) { inputs in
                guard golden.name.contains("train") else {
                    return inputs[0].batchNormalized(
                        scale: inputs[1], offset: inputs[2], mean: mean, variance: variance)
                }
                let (value, statistics) = inputs[0].batchNormalized(scale: inputs[1], offset: inputs[2])
                expectClose(mean * 0.9 + statistics.mean * 0.1, try golden["updated.running_mean"])
                expectClose(variance * 0.9 + statistics.unbiasedVariance * 0.1, try golden["updated.running_var"])
                return value
            }
        }
    }

    /// Channels that fill the lanes of the loops, that don't, and one alone.
    @Test(arguments: [1, 3, 16, 19])
    func gradients(channels: Int) {
        let inputs = [
            randomTensor([2, 3, 5, channels], seed: 1, scale: 2) + 1, randomTensor([channels], seed: 2) + 1.5,
            randomTensor([channels], seed: 3),
        ]
        let (mean, variance) = (randomTensor([channels], seed: 4), randomTensor([channels], seed: 5).exp())
        checkGradients(of: inputs, tolerance: 8e-3, "training") {
            let (value, _): (Tensor, BatchStatistics) = $0[0].batchNormalized(scale: $0[1], offset: $0[2])
            return value
        }
        checkGradients(of: inputs, "evaluation") {
            $0[0].batchNormalized(scale: $0[1], offset: $0[2], mean: mean, variance: variance)
        }
    }

    @Test func statisticsOfManyRowsAreExact() {
        let input = randomTensor([4, 60, 70, 9], seed: 1) + 100
        let (_, statistics) = input.batchNormalized(scale: .ones([9]), offset: .zeros([9]))
        let values = input.scalars
        for channel in 0..<9 {
            let own = stride(from: channel, to: values.count, by: 9).map { Double(values[$0]) }
            let mean = own.reduce(0, +) / Double(own.count)
            let variance = own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(own.count - 1)
            #expect(abs(Double(statistics.mean[channel]) - mean) < 1e-5)
            #expect(abs(Double(statistics.unbiasedVariance[channel]) - variance) < 1e-5)
        }
    }

    @Test func statisticsHoldNoGraph() {
        let (_, statistics) = randomTensor([3, 2], seed: 1).tracked().batchNormalized(
            scale: .ones([2]), offset: .zeros([2]))
        #expect(!statistics.mean.isTracked && !statistics.unbiasedVariance.isTracked)
    }
}
