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
        let kernel = Size2D(height: weight.shape[2], width: weight.shape[3])
        let smallest = Size2D(
            height: (shape[1] - 1) * settings.stride.height - 2 * settings.padding.height
                + settings.dilation.height * (kernel.height - 1) + 1,
            width: (shape[2] - 1) * settings.stride.width - 2 * settings.padding.width
                + settings.dilation.width * (kernel.width - 1) + 1)
        // The convolution from the result to this image.
        let geometry = ConvolutionGeometry(
            images: shape[0], input: outputSize ?? smallest, inputChannels: weight.shape[1],
            outputChannels: weight.shape[0], kernel: kernel, settings: settings)
        precondition(
            geometry.output == Size2D(height: shape[1], width: shape[2]),
            "transposedConv2d: from \(shape) no way leads to the size \(outputSize ?? smallest) with \(settings)")
        let value = ConvolutionKernels.dataGradient(self, weight: weight, bias: bias, geometry: geometry)

        let (input, matrix) = (detached(), weight.detached())
        let (needsInput, needsWeight, needsBias) = (isTracked, weight.isTracked, bias?.isTracked ?? false)
        return value.recorded(from: [self, weight] + (bias.map { [$0] } ?? [])) { gradient in
            [
                needsInput
                    ? ConvolutionKernels.forward(gradient, weight: matrix, bias: nil, geometry: geometry) : nil,
                needsWeight
                    ? ConvolutionKernels.weightGradient(gradient, gradient: input, geometry: geometry) : nil,
                needsBias ? ConvolutionKernels.biasGradient(gradient) : nil,
            ]
        }
    }
}
