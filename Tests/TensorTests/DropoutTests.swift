import Tensor
import Testing

@Suite struct DropoutTests {
    @Test func aSeedRepeatsTheDraw() {
        let input = Tensor.ones([100_000])
        var first = SeededGenerator(seed: 1)
        var second = SeededGenerator(seed: 1)
        let dropped = input.dropout(rate: 0.25, using: &first)
        #expect(dropped.scalars == input.dropout(rate: 0.25, using: &second).scalars)
        #expect(dropped.scalars != input.dropout(rate: 0.25, using: &first).scalars)
    }

    @Test func keepsTheExpectation() {
        var generator = SeededGenerator(seed: 2)
        let dropped = Tensor.ones([100_000]).dropout(rate: 0.25, using: &generator)
        #expect(Set(dropped.scalars) == [0, 1 / 0.75])
        #expect(abs(dropped.mean().scalar - 1) < 0.01)
    }

    @Test func aRateOfZeroChangesNothing() {
        var generator = SeededGenerator(seed: 3)
        #expect(Tensor([1, 2], shape: [2]).dropout(rate: 0, using: &generator).scalars == [1, 2])
    }

    @Test func theGradientRepeatsTheDraw() throws {
        var generator = SeededGenerator(seed: 4)
        let input = Tensor.ones([50_000]).tracked()
        let dropped = input.dropout(rate: 0.5, using: &generator)
        let gradient = try #require(dropped.sum().backward()[input])
        #expect(gradient.scalars == dropped.scalars)
        checkGradients(of: [randomTensor([3, 5], seed: 5)]) {
            var generator = SeededGenerator(seed: 6)
            return $0[0].dropout(rate: 0.4, using: &generator)
        }
    }
}
