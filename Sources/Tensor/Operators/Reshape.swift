extension Tensor {
    /// The same elements in the same row-major order under another shape. Shares the storage.
    ///
    /// - Precondition: the shapes have equally many elements.
    public func reshaped(_ newShape: TensorShape) -> Tensor {
        precondition(
            newShape.elementCount == shape.elementCount, "reshaped: from the shape \(shape) to \(newShape)")
        let old = shape
        return sharing(shape: newShape).recorded(from: [self]) { [$0.sharing(shape: old)] }
    }
}
