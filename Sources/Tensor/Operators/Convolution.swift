extension Tensor {
    /// Two-dimensional convolution (cross-correlation, as in PyTorch) of an image (N, H, W, C).
    ///
    /// - Parameters:
    ///   - weight: (C′, C/groups, KH, KW), PyTorch's order.
    ///   - bias: (C′), added to every pixel.
    ///   - settings: stride, padding, dilation and groups.
    /// - Returns: (N, H′, W′, C′) with H′ = (H + 2·padding − dilation·(KH − 1) − 1) / stride + 1, rounded down.
    /// - Precondition: the shapes fit each other.
    public func conv2d(
        weight: Tensor, bias: Tensor? = nil, settings: ConvolutionSettings = ConvolutionSettings()
    ) -> Tensor {
        precondition(
            shape.rank == 4 && weight.shape.rank == 4
                && weight.shape[1] * settings.groups == shape[3] && weight.shape[0].isMultiple(of: settings.groups),
            "conv2d: the image \(shape) doesn't fit the weight \(weight.shape) in \(settings.groups) groups")
        precondition(
            bias.map { $0.shape == [weight.shape[0]] } ?? true,
            "conv2d: the bias \(bias?.shape ?? []) doesn't fit the weight \(weight.shape)")
        let geometry = ConvolutionGeometry(
            images: shape[0], input: Size2D(height: shape[1], width: shape[2]), inputChannels: shape[3],
            outputChannels: weight.shape[0], kernel: Size2D(height: weight.shape[2], width: weight.shape[3]),
            settings: settings)
        let value = ConvolutionKernels.forward(self, weight: weight, bias: bias, geometry: geometry)

        let (input, kernel) = (kept, weight.detached())
        let (needsInput, needsWeight, needsBias) = (isTracked, weight.isTracked, bias?.isTracked ?? false)
        return value.recorded(from: [self, weight] + (bias.map { [$0] } ?? [])) { gradient in
            [
                needsInput
                    ? ConvolutionKernels.dataGradient(gradient, weight: kernel, geometry: geometry) : nil,
                needsWeight
                    ? ConvolutionKernels.weightGradient(input.tensor, gradient: gradient, geometry: geometry) : nil,
                needsBias ? ConvolutionKernels.biasGradient(gradient) : nil,
            ]
        }
    }
}
