extension Tensor {
    /// Up-convolution: the transpose of ``conv2d(weight:bias:settings:)``, as PyTorch's `conv_transpose2d`.
    ///
    /// - Parameters:
    ///   - weight: (C, C′, KH, KW), PyTorch's order for transposed convolutions. One group.
    ///   - bias: (C′), added to every pixel.
    ///   - settings: the stride, padding and dilation of the convolution that is transposed.
    ///   - outputSize: the size of the result, where the stride leaves a choice; by default the smallest,
    ///     (H − 1)·stride − 2·padding + dilation·(KH − 1) + 1.
    /// - Returns: (N, H′, W′, C′).
    /// - Precondition: the shapes fit each other, and the output size is one that a convolution with these settings
    ///   brings to (H, W).
    public func transposedConv2d(
        weight: Tensor, bias: Tensor? = nil, settings: ConvolutionSettings = ConvolutionSettings(),
        outputSize: Size2D? = nil
    ) -> Tensor {
        precondition(
            shape.rank == 4 && weight.shape.rank == 4 && weight.shape[0] == shape[3] && settings.groups == 1,
            "transposedConv2d: the image \(shape) doesn't fit the weight \(weight.shape), groups \(settings.groups)")
        precondition(
            bias.map { $0.shape == [weight.shape[1]] } ?? true,
            "transposedConv2d: the bias \(bias?.shape ?? []) doesn't fit the weight \(weight.shape)")
        // The convolution from the result to this image.
        let geometry = ConvolutionGeometry(
            transposing: settings, images: shape[0], input: Size2D(height: shape[1], width: shape[2]),
            inputChannels: shape[3], outputChannels: weight.shape[1],
            kernel: Size2D(height: weight.shape[2], width: weight.shape[3]), outputSize: outputSize)
        let value = ConvolutionKernels.dataGradient(self, weight: weight, bias: bias, geometry: geometry)

        let (input, matrix) = (kept, weight.detached())
        let (needsInput, needsWeight, needsBias) = (isTracked, weight.isTracked, bias?.isTracked ?? false)
        return value.recorded(from: [self, weight] + (bias.map { [$0] } ?? [])) { gradient in
            [
                needsInput
                    ? ConvolutionKernels.forward(gradient, weight: matrix, bias: nil, geometry: geometry) : nil,
                needsWeight
                    ? ConvolutionKernels.weightGradient(gradient, gradient: input.tensor, geometry: geometry) : nil,
                needsBias ? ConvolutionKernels.biasGradient(gradient) : nil,
            ]
        }
    }
}
