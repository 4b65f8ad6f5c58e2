import Foundation
import Tensor
import Testing

@Suite struct LogSumExpTests {
    @Test func isASmoothMaximum() {
        let logits = Tensor([0, 0, 0, 1000], shape: [2, 2])
        expectClose(logits.logSumExp(axis: 1), Tensor([Foundation.log(2), 1000], shape: [2]))
        #expect(logits.logSumExp(axis: 0, keepDimensions: true).shape == [1, 2])
    }

    @Test func agreesWithPyTorch() throws {
        for golden in try Golden.cases("reductions", "logsumexp.") {
            let settings = try golden.integers()
            try golden.check(inputs: ["input"]) {
                $0[0].logSumExp(axes: settings.dropLast(), keepDimensions: settings.last == 1)
            }
        }
        for golden in try Golden.cases("reductions", "log_softmax.") {
            let settings = try golden.integers()
            try golden.check(inputs: ["input"]) { $0[0].logSoftmax(axis: settings[0]) }
        }
    }

    @Test(arguments: 0..<3)
    func gradients(axis: Int) {
        let input = randomTensor([3, 5, 2], seed: 1)
        checkGradients(of: [input], "logSumExp") { $0[0].logSumExp(axis: axis) }
        checkGradients(of: [input], "logSoftmax") { $0[0].logSoftmax(axis: axis) }
    }

    /// Shapes that take each way through the loops.
    @Test(arguments: [[3, 5000, 1], [700, 9, 1], [2, 88, 700], [2, 3, 5], [1, 1, 4], [6, 1, 1]])
    func anyLength(shape: [Int]) throws {
        let input = randomTensor(TensorShape(shape), seed: 2, scale: 4).tracked()
        let values = input.scalars
        var (sums, shares) = ([Float](), [Float](repeating: 0, count: values.count))
        for outer in 0..<shape[0] {
            for inner in 0..<shape[2] {
                let places = (0..<shape[1]).map { (outer * shape[1] + $0) * shape[2] + inner }
                let sum = places.reduce(0.0) { $0 + Foundation.exp(Double(values[$1])) }
                sums.append(Float(Foundation.log(sum)))
                for place in places { shares[place] = Float(Foundation.exp(Double(values[place])) / sum) }
            }
        }
        let value = input.logSumExp(axis: 1)
        expectClose(value, Tensor(sums, shape: [shape[0], shape[2]]), tolerance: 1e-6)
        let gradient = try #require(value.sum().backward()[input])
        expectClose(gradient, Tensor(shares, shape: input.shape), tolerance: 3e-6)
    }

    @Test func infinitiesHaveTheirLimits() {
        let rows = Tensor([-.infinity, -.infinity, -.infinity, 3, .infinity, 0], shape: [3, 2])
        #expect(rows.logSumExp(axis: 1).scalars == [-.infinity, 3, .infinity])
        #expect(rows.transposed().logSumExp(axis: 0).scalars == [-.infinity, 3, .infinity])
        #expect(Tensor([.nan, 1], shape: [2]).logSumExp(axis: 0).scalar.isNaN)
    }
}
