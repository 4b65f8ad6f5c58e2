import Tensor
import Testing

/// Matrix helpers in double precision, independent of what is tested.
extension Tensor {
    var transposedMatrix: Tensor {
        let (rows, columns, values) = (shape[0], shape[1], scalars)
        return Tensor((0..<rows * columns).map { values[$0 % rows * columns + $0 / rows] }, shape: [columns, rows])
    }

    func times(_ other: Tensor) -> Tensor {
        precondition(shape[1] == other.shape[0])
        let (rows, inner, columns) = (shape[0], shape[1], other.shape[1])
        let (left, right) = (scalars, other.scalars)
        return Tensor(
            (0..<rows * columns).map { index in
                let sum = (0..<inner).reduce(0.0) {
                    $0 + Double(left[index / columns * inner + $1]) * Double(right[$1 * columns + index % columns])
                }
                return Float(sum)
            }, shape: [rows, columns])
    }

    var diagonalMatrix: Tensor {
        let (count, values) = (shape[0], scalars)
        return Tensor(
            (0..<count * count).map { $0 / count == $0 % count ? values[$0 / count] : 0 }, shape: [count, count])
    }

    /// Magnitudes, for what is determined up to a sign.
    var magnitudes: Tensor { Tensor(scalars.map(abs), shape: shape) }
}

func identity(_ size: Int) -> Tensor { Tensor.ones([size]).diagonalMatrix }

/// Fails unless the columns have length 1 and stand at right angles.
func expectOrthonormalColumns(_ matrix: Tensor, _ comment: String, sourceLocation: SourceLocation = #_sourceLocation) {
    expectClose(
        matrix.transposedMatrix.times(matrix), identity(matrix.shape[1]), tolerance: 2e-6, comment,
        sourceLocation: sourceLocation)
}

/// Fails where two elements of a tensor stand in the wrong order.
func expectFalling(_ values: Tensor, _ comment: String) {
    #expect(zip(values.scalars, values.scalars.dropFirst()).allSatisfy { $0 >= $1 }, "\(comment)")
}
