import Tensor
import Testing

@Suite struct ReductionTests {
    @Test func overAllOrSomeAxes() {
        let table = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
        #expect(table.sum().scalar == 21)
        #expect(table.sum(axes: [0]).scalars == [5, 7, 9])
        #expect(table.mean(axes: [1]).scalars == [2, 5])
        #expect(table.maximum(axes: [1], keepDimensions: true).shape == [2, 1])
        #expect(table.maximum().scalar == 6)
    }

    @Test func agreesWithPyTorch() throws {
        let operators: [(String, (Tensor, [Int], Bool) -> Tensor)] = [
            ("sum.", { $0.sum(axes: $1, keepDimensions: $2) }),
            ("mean.", { $0.mean(axes: $1, keepDimensions: $2) }),
            ("max.", { $0.maximum(axes: $1, keepDimensions: $2) }),
        ]
        for (name, apply) in operators {
            for golden in try Golden.cases("reductions", name) {
                let settings = try golden.integers()
                try golden.check(inputs: ["input"]) { apply($0[0], settings.dropLast(), settings.last == 1) }
            }
        }
    }

    @Test(arguments: [[0], [1], [2], [0, 2], [1, 2], [0, 1, 2]])
    func gradients(axes: [Int]) {
        let input = spacedTensor([3, 1, 5], seed: 1)
        checkGradients(of: [input], "sum") { $0[0].sum(axes: axes) }
        checkGradients(of: [input], "mean") { $0[0].mean(axes: axes, keepDimensions: true) }
        checkGradients(of: [input], "maximum") { $0[0].maximum(axes: axes) }
    }

    @Test func equalsShareTheGradientOfTheMaximum() throws {
        let tied = Tensor([3, 1, 3, 2], shape: [4]).tracked()
        #expect(tied.maximum().backward()[tied]?.scalars == [0.5, 0, 0.5, 0])
    }

    /// Shapes that take each way through the loops: long rows, narrow and wide columns, folded once or more often.
    @Test(arguments: [
        [1, 20_000, 1], [3, 5000, 1], [2, 700, 3], [2, 257, 40], [1, 70_000, 9], [5, 33, 1], [4, 2, 1000],
    ])
    func anyLength(shape: [Int]) {
        let input = randomTensor(TensorShape(shape), seed: 7)
        let values = input.scalars
        var (sums, greatest) = ([Float](), [Float]())
        for outer in 0..<shape[0] {
            for inner in 0..<shape[2] {
                let column = (0..<shape[1]).map { values[(outer * shape[1] + $0) * shape[2] + inner] }
                sums.append(Float(column.reduce(0.0) { $0 + Double($1) }))
                greatest.append(column.max() ?? 0)
            }
        }
        expectClose(input.sum(axes: [1]), Tensor(sums, shape: [shape[0], shape[2]]), tolerance: 2e-6)
        #expect(input.maximum(axes: [1]).scalars == greatest)
    }

    @Test func manyEqualTermsLoseNothing() {
        #expect(abs(Tensor(repeating: 0.1, shape: [3_000_000]).sum().scalar - 300_000) < 1)
    }

    @Test func sumOfNothingIsZero() {
        #expect(Tensor([], shape: [2, 0]).sum(axes: [1]).scalars == [0, 0])
    }
}
