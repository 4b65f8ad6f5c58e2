import Tensor
import Testing

@Suite struct ParameterSetTests {
    private let specifications = [
        ParameterSpecification(name: "a.weight", shape: [2, 2], initializer: .xavierUniform(gain: 1)),
        ParameterSpecification(name: "a.mean", shape: [2], role: .statistic, initializer: .constant(3)),
    ]

    @Test func aSeedRepeatsTheBeginning() {
        var (first, second) = (SeededGenerator(seed: 1), SeededGenerator(seed: 1))
        let one = ParameterSet(initializing: specifications, using: &first)
        let two = ParameterSet(initializing: specifications, using: &second)
        #expect(one["a.weight"].scalars == two["a.weight"].scalars)
        #expect(one["a.mean"].scalars == [3, 3])
        #expect(one.trainedCount == 4)
        #expect(Set(one.dictionary.keys) == ["a.weight", "a.mean"])
    }

    @Test func givesGradientsByName() throws {
        var generator = SeededGenerator(seed: 1)
        let parameters = ParameterSet(initializing: specifications, using: &generator).tracked()
        #expect(parameters["a.weight"].isTracked && !parameters["a.mean"].isTracked)
        let loss = (parameters["a.weight"] * parameters["a.mean"]).sum()
        let gradients = parameters.gradients(in: loss.backward())
        #expect(gradients.mapValues(\.scalars) == ["a.weight": [3, 3, 3, 3]])
        let unused = parameters.gradients(in: Tensor(1).backward())
        #expect(unused["a.weight"]?.scalars == [0, 0, 0, 0])
    }

    @Test func isAValue() {
        var generator = SeededGenerator(seed: 1)
        let before = ParameterSet(initializing: specifications, using: &generator)
        let after = before.replacing(["a.mean": Tensor([1, 2], shape: [2])])
        #expect(before["a.mean"].scalars == [3, 3])
        #expect(after["a.mean"].scalars == [1, 2])
        #expect(after["a.weight"].scalars == before["a.weight"].scalars)
    }

    @Test func namesWhatACheckpointLacksOrHasTooMuch() {
        #expect(throws: ParameterError.names(missing: ["a.mean"], unknown: ["b.weight"])) {
            try ParameterSet(specifications, values: ["a.weight": .zeros([2, 2]), "b.weight": .zeros([1])])
        }
        let error = ParameterError.names(missing: ["a", "b", "c", "d"], unknown: ["e"])
        #expect(
            "\(error)" == "the weights lack a, b, c and 1 more and hold e, which the model doesn't know")
    }

    @Test func namesAWrongShape() {
        let error = ParameterError.shape(name: "a.weight", found: [4], expected: [2, 2])
        #expect(throws: error) {
            try ParameterSet(specifications, values: ["a.weight": .zeros([4]), "a.mean": .zeros([2])])
        }
        #expect("\(error)" == "the weights' a.weight has the shape [4], where the model has [2, 2]")
    }
}
