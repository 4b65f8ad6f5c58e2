/// How a parameter begins.
public enum Initializer: Sendable, Equatable {
    case constant(Float)
    /// Evenly between ±√(6 / ((1 + slope²) · fan-in)): He et al. 2015, for layers before a leaky ReLU.
    case kaimingUniform(slope: Float)
    /// Evenly between ±bound: PyTorch's biases with bound 1/√fan-in.
    case uniform(bound: Float)
    /// Evenly between ±gain·√(6 / (fan-in + fan-out)): Glorot and Bengio 2010.
    case xavierUniform(gain: Float)

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
        }
    }

    private static func uniform(
        _ shape: TensorShape, bound: Float, using generator: inout SeededGenerator
    ) -> Tensor {
        Tensor((0..<shape.elementCount).map { _ in bound * (2 * generator.uniform() - 1) }, shape: shape)
    }
}
