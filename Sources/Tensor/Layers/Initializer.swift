/// How a parameter begins.
public enum Initializer: Sendable, Equatable {
    /// Every element this.
    case constant(Float)
    /// Evenly between ±√(6 / ((1 + slope²) · fan-in)): He et al. 2015, for layers before a leaky ReLU.
    case kaimingUniform(slope: Float)
    /// Evenly between ±bound: PyTorch's biases with bound 1/√fan-in.
    case uniform(bound: Float)
    /// Evenly between ±gain·√(6 / (fan-in + fan-out)): Glorot and Bengio 2010.
    case xavierUniform(gain: Float)
    /// Rows, or columns where there are fewer of them, at right angles and of the length gain, all such alike likely;
    /// axes after the first are taken as one. Saxe, McClelland and Ganguli 2014, as `torch.nn.init.orthogonal_`.
    case orthogonal(gain: Float)

    /// Draws a tensor. The fans are those of PyTorch: axis 1 and axis 0, each times the kernel's area.
    public func tensor(shape: TensorShape, using generator: inout SeededGenerator) -> Tensor {
        let area = shape.dimensions.dropFirst(2).reduce(1, *)
        let fanIn = Float(max(1, (shape.rank > 1 ? shape[1] : 1) * area))
        let fanOut = Float(max(1, (shape.rank > 0 ? shape[0] : 1) * area))
        switch self {
        case .constant(let value):
            return Tensor(repeating: value, shape: shape)
        case .kaimingUniform(let slope):
            return Self.uniform(shape, bound: (6 / ((1 + slope * slope) * fanIn)).squareRoot(), using: &generator)
        case .uniform(let bound):
            return Self.uniform(shape, bound: bound, using: &generator)
        case .xavierUniform(let gain):
            return Self.uniform(shape, bound: gain * (6 / (fanIn + fanOut)).squareRoot(), using: &generator)
        case .orthogonal(let gain):
            return Self.orthogonal(shape, gain: gain, using: &generator)
        }
    }

    private static func orthogonal(
        _ shape: TensorShape, gain: Float, using generator: inout SeededGenerator
    ) -> Tensor {
        precondition(shape.rank >= 2, "Initializer.orthogonal: the shape \(shape) has no rows and columns")
        guard shape.elementCount > 0 else { return .zeros(shape) }
        let (rows, columns) = (shape[0], shape.elementCount / shape[0])
        let (long, short) = (max(rows, columns), min(rows, columns))
        let normal = Tensor((0..<long * short).map { _ in generator.normal() }, shape: [long, short])
        let (q, r) = LinearAlgebra.finiteQR(normal)
        let (values, triangle) = (q.scalars, r.scalars)
        // Of all decompositions, the one with a positive diagonal: it prefers no direction.
        let signs = (0..<short).map { triangle[$0 * short + $0] < 0 ? -gain : gain }
        return Tensor(
            (0..<rows * columns).map { index in
                let (row, column) = (index / columns, index % columns)
                return rows < columns
                    ? signs[row] * values[column * short + row] : signs[column] * values[row * short + column]
            }, shape: shape)
    }

    private static func uniform(
        _ shape: TensorShape, bound: Float, using generator: inout SeededGenerator
    ) -> Tensor {
        Tensor((0..<shape.elementCount).map { _ in bound * (2 * generator.uniform() - 1) }, shape: shape)
    }
}
