extension Tensor {
    /// Every pixel of (N, H, W, C) repeated `factor.height` times down and `factor.width` times across.
    ///
    /// - Returns: (N, H·factor.height, W·factor.width, C).
    /// - Precondition: four axes, and the factors are positive.
    public func upsampled(by factor: Size2D) -> Tensor {
        precondition(
            shape.rank == 4 && min(factor.height, factor.width) > 0,
            "upsampled: the image \(shape) by \(factor)")
        let (images, height, width, channels) = (shape[0], shape[1], shape[2], shape[3])
        // The repetitions as axes of their own, which broadcasting fills and a sum takes back.
        let single: TensorShape = [images, height, 1, width, 1, channels]
        let repeated: TensorShape = [images, height, factor.height, width, factor.width, channels]
        let result: TensorShape = [images, height * factor.height, width * factor.width, channels]
        let original = shape
        return sharing(shape: single).expanded(to: repeated).sharing(shape: result).recorded(from: [self]) {
            [$0.sharing(shape: repeated).contracted(to: single).sharing(shape: original)]
        }
    }
}
