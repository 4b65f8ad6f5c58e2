import Tensor
import Testing

@Suite struct ArithmeticTests {
    @Test func broadcastsByNumPysRule() {
        let table = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
        let row = Tensor([10, 20, 30], shape: [3])
        let column = Tensor([100, 200], shape: [2, 1])
        #expect((table + row).scalars == [11, 22, 33, 14, 25, 36])
        #expect((column - table).scalars == [99, 98, 97, 196, 195, 194])
        #expect((row * column).shape == [2, 3])
        #expect((table / Tensor(2)).scalars == [0.5, 1, 1.5, 2, 2.5, 3])
    }

    @Test func takesNumbersOnEitherSide() {
        let pair = Tensor([1, 4], shape: [2])
        #expect((2 * pair).scalars == [2, 8])
        #expect((pair * 2).scalars == [2, 8])
        #expect((1 - pair).scalars == [0, -3])
        #expect((pair - 1).scalars == [0, 3])
        #expect((1 + pair).scalars == [2, 5])
        #expect((8 / pair).scalars == [8, 2])
        #expect((pair / 2).scalars == [0.5, 2])
        #expect((-pair).scalars == [-1, -4])
    }

    @Test func agreesWithPyTorch() throws {
        let operators: [(String, (Tensor, Tensor) -> Tensor)] = [
            ("add.", { $0 + $1 }), ("sub.", { $0 - $1 }), ("mul.", { $0 * $1 }), ("div.", { $0 / $1 }),
        ]
        for (name, apply) in operators {
            for golden in try Golden.cases("arithmetic", name) {
                try golden.check(inputs: ["a", "b"]) { apply($0[0], $0[1]) }
            }
        }
    }

    @Test(arguments: [
        [[2, 3], [2, 3]], [[5, 1, 7], [3, 1]], [[4], []], [[1, 1], [3, 5]], [[2, 1, 3, 1], [1, 5, 1, 2]],
        [[2, 3, 4], [3, 1]],
    ])
    func gradients(shapes: [[Int]]) {
        let left = randomTensor(TensorShape(shapes[0]), seed: 1)
        // Divisors keep their distance from 0.
        let right = randomTensor(TensorShape(shapes[1]), seed: 2).sigmoid() + 1
        checkGradients(of: [left, right], "add") { $0[0] + $0[1] }
        checkGradients(of: [left, right], "subtract") { $0[0] - $0[1] }
        checkGradients(of: [left, right], "multiply") { $0[0] * $0[1] }
        checkGradients(of: [left, right], "divide") { $0[0] / $0[1] }
        checkGradients(of: [right], "numbers") { 3 / (2 - ($0[0] * 0.5 + 1) / 4) - -$0[0] }
    }

    /// Enough elements that the work is split, and rows of every kind: both move, one stands still.
    @Test func largeAgreesWithSingleElements() {
        let shape: TensorShape = [3, 40, 50, 31]
        let whole = randomTensor(shape, seed: 3)
        for other: TensorShape in [[31], [50, 1], [3, 1, 1, 1], [3, 1, 50, 31], [1], [40, 1, 31]] {
            let part = randomTensor(other, seed: 4)
            let product = whole * part
            var generator = SeededGenerator(seed: 5)
            for _ in 0..<200 {
                let place = shape.dimensions.map { Int.random(in: 0..<$0, using: &generator) }
                let offset = zip(place, shape.strides).reduce(0) { $0 + $1.0 * $1.1 }
                let inner = zip(other.dimensions, zip(other.strides, place.suffix(other.rank)))
                let partOffset = inner.reduce(0) { $0 + ($1.0 == 1 ? 0 : $1.1.0 * $1.1.1) }
                #expect(product.scalars[offset] == whole.scalars[offset] * part.scalars[partOffset])
            }
        }
    }

    @Test func emptyTensors() {
        #expect((Tensor([], shape: [0, 3]) + Tensor([1, 2, 3], shape: [3])).shape == [0, 3])
    }
}
