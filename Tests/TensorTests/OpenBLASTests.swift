import Testing

@testable import Tensor

@Suite struct OpenBLASTests {
    /// scale · left · right + keep · result, inside larger matrices (strides), each side perhaps transposed.
    @Test(arguments: [false, true], [false, true])
    func multipliesInPlace(transposesLeft: Bool, transposesRight: Bool) {
        let (rows, inner, columns, stride) = (3, 5, 4, 9)
        let left = randomTensor([6, stride], seed: 1)
        let right = randomTensor([6, stride], seed: 2)
        let before = randomTensor([rows, stride], seed: 3)
        let result = Tensor(before.scalars, shape: before.shape)
        left.withPointer { one in
            right.withPointer { two in
                OpenBLAS.multiply(
                    OpenBLAS.Matrix(base: one, stride: stride, transposed: transposesLeft),
                    OpenBLAS.Matrix(base: two, stride: stride, transposed: transposesRight),
                    into: result.storage.base, stride: stride, rows: rows, columns: columns, inner: inner, scale: 2,
                    keep: 3)
            }
        }
        for row in 0..<rows {
            for column in 0..<stride {
                var expected = before[row, column]
                if column < columns {
                    expected *= 3
                    for index in 0..<inner {
                        let one = transposesLeft ? left[index, row] : left[row, index]
                        let two = transposesRight ? right[column, index] : right[index, column]
                        expected += 2 * one * two
                    }
                }
                #expect(abs(result[row, column] - expected) < 1e-4)
            }
        }
    }
}
