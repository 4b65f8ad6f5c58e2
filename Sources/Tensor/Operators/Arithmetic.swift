extension Tensor {
    /// Element by element; see ``adding(_:)``.
    public static func + (left: Tensor, right: Tensor) -> Tensor { left.adding(right) }

    /// The sum of two tensors of one shape.
    ///
    /// - Precondition: the shapes are equal.
    public func adding(_ other: Tensor) -> Tensor {
        precondition(shape == other.shape, "adding: shapes \(shape) and \(other.shape)")
        return Elementwise.sum(self, other).recorded(from: [self, other]) { [$0, $0] }
    }
}
