import Tensor
import Testing

@Suite struct MatrixProductTests {
    @Test func multipliesRowsByColumns() {
        let left = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
        let right = Tensor([1, 0, 0, 1, 1, 1], shape: [3, 2])
        #expect(left.matmul(right).scalars == [4, 5, 10, 11])
        #expect(left.matmul(left, transposingOther: true).scalars == [14, 32, 32, 77])
    }

    @Test func agreesWithPyTorch() throws {
        for golden in try Golden.cases("matmul") {
            try golden.check(inputs: ["a", "b"]) { $0[0].matmul($0[1]) }
            // The same through transposed storage.
            try golden.check(inputs: ["a", "b"]) {
                $0[0].transposed().matmul($0[1].transposed(), transposingSelf: true, transposingOther: true)
            }
        }
    }

    @Test(arguments: [false, true], [false, true])
    func gradients(transposesLeft: Bool, transposesRight: Bool) {
        let matrix = { (rows: Int, columns: Int, isTransposed: Bool, seed: UInt64) in
            randomTensor(isTransposed ? [columns, rows] : [rows, columns], seed: seed)
        }
        let left = matrix(3, 5, transposesLeft, 1)
        let right = matrix(5, 2, transposesRight, 2)
        let product = { (inputs: [Tensor]) in
            inputs[0].matmul(inputs[1], transposingSelf: transposesLeft, transposingOther: transposesRight)
        }
        checkGradients(of: [left, right], "matrices", product)
        let stack = { (part: Tensor) in Tensor.concatenation(of: [part, part * 2], axis: 0) }
        let stacked = [left, right].map { stack($0.reshaped(TensorShape([1] + $0.shape.dimensions))) }
        checkGradients(of: stacked, "stacks", product)
        checkGradients(of: [stacked[0], right], "a stack and a matrix", product)
    }

    /// More rows than one band, against single dot products.
    @Test func large() {
        let (left, right) = (randomTensor([700, 130], seed: 1), randomTensor([130, 110], seed: 2))
        let product = left.matmul(right)
        for (row, column) in [(0, 0), (699, 109), (350, 17), (64, 64), (128, 3)] {
            let dot = (0..<130).reduce(0.0) { $0 + Double(left[row, $1]) * Double(right[$1, column]) }
            #expect(abs(Double(product[row, column]) - dot) < 1e-4)
        }
    }

    @Test func productsOverNothingAreZero() {
        #expect(Tensor([], shape: [2, 0]).matmul(Tensor([], shape: [0, 3])).scalars == [0, 0, 0, 0, 0, 0])
    }
}
