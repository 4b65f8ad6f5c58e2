import Tensor
import Testing

/// Fails unless the shapes are equal and no element differs by more than `tolerance`, relative to the greatest
/// magnitude expected (at least 1). Equal infinities are equal.
func expectClose(
    _ found: Tensor, _ expected: Tensor, tolerance: Float = 1e-5, _ comment: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    guard found.shape == expected.shape else {
        Issue.record("\(comment): shape \(found.shape), expected \(expected.shape)", sourceLocation: sourceLocation)
        return
    }
    let (found, expected) = (found.scalars, expected.scalars)
    let scale = max(1, expected.filter(\.isFinite).map(abs).max() ?? 1)
    let worst = zip(found, expected).enumerated().map { index, pair in
        (index, pair.0 == pair.1 ? 0 : abs(pair.0 - pair.1) / scale)
    }.max { ($1.1.isNaN ? .infinity : $1.1) > ($0.1.isNaN ? .infinity : $0.1) }
    guard let (index, error) = worst, !(error <= tolerance) else { return }
    Issue.record(
        "\(comment): \(found[index]) at \(index), expected \(expected[index]); relative error \(error)",
        sourceLocation: sourceLocation)
}

/// The greatest difference, relative to the greatest magnitude expected; infinite where shapes differ or a number is none.
func relativeError(_ found: Tensor, _ expected: Tensor) -> Double {
    guard found.shape == expected.shape else { return .infinity }
    return relativeError(found.scalars, expected.scalars)
}

/// The same for plain arrays.
func relativeError(_ found: [Float], _ expected: [Float]) -> Double {
    guard found.count == expected.count else { return .infinity }
    var (greatest, difference) = (0.0, 0.0)
    for (found, expected) in zip(found, expected) {
        greatest = max(greatest, Double(abs(expected)))
        let distance = Double(abs(found - expected))
        difference = distance.isNaN ? .infinity : max(difference, distance)
    }
    return difference == 0 ? 0 : difference / greatest
}

/// Values evenly between −1 and 1: quicker to make than ``randomTensor(_:seed:scale:)``'s.
func uniformTensor(_ shape: TensorShape, using generator: inout SeededGenerator) -> Tensor {
    Tensor((0..<shape.elementCount).map { _ in 2 * generator.uniform() - 1 }, shape: shape)
}

/// Values from a normal distribution.
func randomTensor(_ shape: TensorShape, seed: UInt64, scale: Float = 1) -> Tensor {
    var generator = SeededGenerator(seed: seed)
    return Tensor((0..<shape.elementCount).map { _ in scale * generator.normal() }, shape: shape)
}

/// Values no two of which are near each other or near 0, in random order: for operators with kinks.
func spacedTensor(_ shape: TensorShape, seed: UInt64, spacing: Float = 0.2) -> Tensor {
    var generator = SeededGenerator(seed: seed)
    let count = shape.elementCount
    let values = (0..<count).map { spacing * (Float($0) + 0.5 - Float(count / 2)) }
    return Tensor(values.shuffled(using: &generator), shape: shape)
}
