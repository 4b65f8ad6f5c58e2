import Tensor
import Testing

@Suite struct ConcatenationTests {
    @Test func joinsAndTakesApart() {
        let (left, right) = (Tensor([1, 2], shape: [2, 1]), Tensor([3, 4, 5, 6], shape: [2, 2]))
        let joined = Tensor.concatenation(of: [left, right], axis: 1)
        #expect(joined.scalars == [1, 3, 4, 2, 5, 6])
        #expect(joined.sliced(1..<3, axis: 1).scalars == right.scalars)
        #expect(joined.sliced(0..<3, axis: 1, step: 2).scalars == [1, 4, 2, 6])
    }

    @Test func agreesWithPyTorch() throws {
        for golden in try Golden.cases("shapes", "concat.") {
            let inputs = ["a", "b", "c"].filter { golden.optional($0) != nil }
            let axis = try golden.integers()[0]
            try golden.check(inputs: inputs) { Tensor.concatenation(of: $0, axis: axis) }
        }
        for golden in try Golden.cases("shapes", "slice.") {
            let settings = try golden.integers()
            try golden.check(inputs: ["input"]) { inputs in
                var value = inputs[0]
                for axis in value.shape.dimensions.indices {
                    let range: Range<Int> = settings[axis * 3]..<settings[axis * 3 + 1]
                    value = value.sliced(range, axis: axis, step: settings[axis * 3 + 2])
                }
                return value
            }
        }
    }

    @Test(arguments: 0..<3)
    func gradients(axis: Int) {
        let input = randomTensor([3, 5, 3], seed: 1)
        checkGradients(of: [input, randomTensor([3, 5, 3], seed: 2)]) {
            Tensor.concatenation(of: [$0[0], $0[1], $0[0]], axis: axis)
        }
        checkGradients(of: [input]) { $0[0].sliced(1..<3, axis: axis) }
        checkGradients(of: [input]) { $0[0].sliced(0..<3, axis: axis, step: 2) }
    }

    @Test func whatIsNotTrackedGetsNoGradient() {
        let (left, right) = (randomTensor([2, 2], seed: 1).tracked(), randomTensor([2, 3], seed: 2))
        let gradients = Tensor.concatenation(of: [left, right], axis: 1).sum().backward()
        #expect(gradients[left]?.scalars == [1, 1, 1, 1])
        #expect(gradients[right] == nil)
    }
}
