import Tensor
import Testing

/// Compares the gradients of a function with differences of its values.
///
/// The function's output is projected onto a random tensor r, so that one number is derived: f = Σ r·output, added up
/// in double precision. Its derivative along a direction d is taken from four values,
/// (8·(f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h, whose error falls with h⁴: so h can be large enough for `Float`.
/// Small inputs are tried element by element, larger ones along random directions.
///
/// - Parameters:
///   - step: h, for directions of length 1.
///   - tolerance: relative to the greatest derivative found for an input (at least 1).
func checkGradients(
    of inputs: [Tensor], step: Float = 0.02, tolerance: Double = 2e-3, seed: UInt64 = 1, _ comment: String = "",
    sourceLocation: SourceLocation = #_sourceLocation, _ function: ([Tensor]) throws -> Tensor
) rethrows {
    var generator = SeededGenerator(seed: seed)
    let leaves = inputs.map { $0.tracked() }
    let output = try function(leaves)
    let projection = Tensor(
        (0..<output.shape.elementCount).map { _ in generator.normal() }, shape: output.shape)
    let gradients = output.backward(seed: projection)

    for (place, leaf) in leaves.enumerated() {
        guard let gradient = gradients[leaf] else {
            Issue.record("\(comment): no gradient for input \(place)", sourceLocation: sourceLocation)
            continue
        }
        guard gradient.shape == leaf.shape else {
            Issue.record(
                "\(comment): gradient \(gradient.shape) for input \(place) \(leaf.shape)",
                sourceLocation: sourceLocation)
            continue
        }
        let scale = max(1, gradient.scalars.map { Double(abs($0)) }.max() ?? 1)
        for direction in directions(for: leaf.shape.elementCount, using: &generator) {
            func value(_ distance: Float) throws -> Double {
                var moved = inputs
                moved[place] = Tensor(
                    zip(inputs[place].scalars, direction).map { $0 + distance * $1 }, shape: leaf.shape)
                return dot(try function(moved).scalars, projection.scalars)
            }
            let near = try value(step) - value(-step)
            let far = try value(2 * step) - value(-2 * step)
            let numeric = (8 * near - far) / (12 * Double(step))
            let analytic = dot(gradient.scalars, direction)
            if !(abs(numeric - analytic) <= tolerance * scale) {
                Issue.record(
                    "\(comment): derivative of input \(place) is \(analytic), by differences \(numeric)",
                    sourceLocation: sourceLocation)
                break
            }
        }
    }
}

/// Each element alone where there are few; else some of them, and random directions of length 1.
private func directions(for count: Int, using generator: inout SeededGenerator) -> [[Float]] {
    func unit(_ index: Int) -> [Float] {
        (0..<count).map { $0 == index ? 1 : 0 }
    }
    if count <= 40 { return (0..<count).map(unit) }
    var found = (0..<12).map { _ in unit(Int.random(in: 0..<count, using: &generator)) }
    for _ in 0..<12 {
        let values = (0..<count).map { _ in generator.normal() }
        let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        found.append(values.map { $0 / length })
    }
    return found
}

private func dot(_ first: [Float], _ second: [Float]) -> Double {
    zip(first, second).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}
