import Tensor
import Testing

/// ``ExponentialMovingAverage``: a running mean of parameters.
struct ExponentialMovingAverageTests {
    private func parameters(_ weight: Float, _ statistic: Float) throws -> ParameterSet {
        let model = [
            ParameterSpecification(name: "weight", shape: [2], initializer: .constant(0)),
            ParameterSpecification(name: "mean", shape: [1], role: .statistic, initializer: .constant(0)),
        ]
        return try ParameterSet(
            model, values: ["weight": Tensor(repeating: weight, shape: [2]), "mean": Tensor([statistic], shape: [1])])
    }

    /// By hand: 1 → 0.9·1 + 0.1·2 = 1.1 → 0.9·1.1 + 0.1·3 = 1.29, and the statistic likewise.
    @Test func theMeanFollows() throws {
        var average = ExponentialMovingAverage(decay: 0.9, parameters: try parameters(1, 10))
        average.update(with: try parameters(2, 20))
        average.update(with: try parameters(3, 30))
        expectClose(average.parameters["weight"], Tensor([1.29, 1.29], shape: [2]), tolerance: 1e-6)
        expectClose(average.parameters["mean"], Tensor([12.9], shape: [1]), tolerance: 1e-6)
    }

    @Test func aStepCanHaveADecayOfItsOwn() throws {
        var average = ExponentialMovingAverage(decay: 0.9, parameters: try parameters(1, 10))
        average.update(with: try parameters(2, 20), decay: 0.5)
        expectClose(average.parameters["weight"], Tensor([1.5, 1.5], shape: [2]), tolerance: 1e-6)
        #expect(average.decay == 0.9)
    }

    @Test func aDecayOfZeroIsTheLastOne() throws {
        var average = ExponentialMovingAverage(decay: 0, parameters: try parameters(1, 10))
        average.update(with: try parameters(2, 20))
        #expect(average.parameters["weight"].scalars == [2, 2])
    }
}
