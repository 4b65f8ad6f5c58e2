/// The three products of a convolution, each by the quickest way for its shape.
///
/// A transposed convolution is made of the same three: its forward is ``dataGradient``, its data gradient
/// ``forward``, and its weight gradient ``weightGradient`` with the two images changed over.
enum ConvolutionKernels {
    /// The ways there are, each in a file of its own.
    enum Way {
        /// ``WinogradConvolution``: 3 × 3.
        case winograd
        /// ``PatchConvolution``: kernels as large as their stride.
        case patches
        /// ``TapConvolution``: few channels.
        case taps
        /// ``ColumnConvolution``: everything else.
        case columns

        init(_ geometry: ConvolutionGeometry) {
            if geometry.settings.method == .plain {
                self = .columns
            } else if TapConvolution.fits(geometry) {
                self = .taps
            } else if PatchConvolution.fits(geometry) {
                self = .patches
            } else if WinogradConvolution.fits(geometry) {
                self = .winograd
            } else {
                self = .columns
            }
        }
    }

    /// output (N, H′, W′, C′) = input (N, H, W, C) ∗ weight (C′, C/groups, KH, KW) + bias (C′).
    static func forward(
        _ input: Tensor, weight: Tensor, bias: Tensor?, geometry: ConvolutionGeometry
    ) -> Tensor {
        let bias = bias?.scalars ?? []
        switch Way(geometry) {
        case .winograd:
            return winograd(input, weight: weight, isTurned: false, bias: bias, geometry: geometry)
        case .patches, .taps:
            let matrix = ConvolutionWeights.columns(of: weight, geometry: geometry)
            return image(geometry.images, geometry.output, geometry.outputChannels) { output in
                withExtendedLifetime(matrix) {
                    input.withPointer { input in
                        if case .taps = Way(geometry) {
                            TapConvolution.forward(
                                input, matrix: matrix.base, bias: bias, geometry: geometry, into: output)
                        } else {
                            PatchConvolution.gather(
                                input, matrix: matrix.base, bias: bias, geometry: geometry, into: output)
                        }
                    }
                }
            }
        case .columns:
            return ColumnConvolution.forward(input, weight: weight, bias: bias, geometry: geometry)
        }
    }

    /// The gradient of the input (N, H, W, C), from that of the output (N, H′, W′, C′).
    static func dataGradient(
        _ gradient: Tensor, weight: Tensor, bias: Tensor? = nil, geometry: ConvolutionGeometry
    ) -> Tensor {
        let bias = bias?.scalars ?? []
        switch Way(geometry) {
        case .winograd:
            guard let reversed = geometry.reversed else { break }
            return winograd(gradient, weight: weight, isTurned: true, bias: bias, geometry: reversed)
        case .patches:
            let matrix = ConvolutionWeights.spreading(of: weight, geometry: geometry)
            return image(geometry.images, geometry.input, geometry.inputChannels) { output in
                withExtendedLifetime(matrix) {
                    gradient.withPointer {
                        PatchConvolution.spread($0, matrix: matrix.base, bias: bias, geometry: geometry, into: output)
                    }
                }
            }
        case .taps where bias.isEmpty:
            return TapConvolution.dataGradient(
                gradient, matrix: ConvolutionWeights.columns(of: weight, geometry: geometry), geometry: geometry)
        case .taps, .columns:
            break
        }
        return ColumnConvolution.dataGradient(gradient, weight: weight, bias: bias, geometry: geometry)
    }

    /// The gradient of the weight (C′, C/groups, KH, KW).
    static func weightGradient(_ input: Tensor, gradient: Tensor, geometry: ConvolutionGeometry) -> Tensor {
        switch Way(geometry) {
        case .winograd:
            let shape: TensorShape = [geometry.outputChannels, geometry.inputChannels, 3, 3]
            return Tensor(shape: shape) { target in
                input.withPointer { input in
                    gradient.withPointer { gradient in
                        WinogradWeightGradient.run(
                            ImageView(
                                reading: input, images: geometry.images, size: geometry.input,
                                channels: geometry.inputChannels),
                            gradient: ImageView(
                                reading: gradient, images: geometry.images, size: geometry.output,
                                channels: geometry.outputChannels),
                            padding: geometry.settings.padding,
                            layout: .forward(inputs: geometry.inputChannels, outputs: geometry.outputChannels),
                            precision: geometry.settings.precision, into: target)
                    }
                }
            }
        case .taps:
            let matrix = TapConvolution.weightGradient(input, gradient: gradient, geometry: geometry)
            return withExtendedLifetime(matrix) {
                ConvolutionWeights.weight(fromColumns: matrix.base, geometry: geometry)
            }
        case .patches:
            let matrix = input.withPointer { input in
                gradient.withPointer { gradient in
                    PatchConvolution.weightGradient(input, gradient: gradient, geometry: geometry)
                }
            }
            return withExtendedLifetime(matrix) {
                ConvolutionWeights.weight(fromColumns: matrix.base, geometry: geometry)
            }
        case .columns:
            return ColumnConvolution.weightGradient(input, gradient: gradient, geometry: geometry)
        }
    }

    /// The sum of a gradient (…, C) over all pixels: the gradient of a bias (C).
    static func biasGradient(_ gradient: Tensor) -> Tensor {
        ChannelLoops.sum(gradient)
    }

    private static func winograd(
        _ input: Tensor, weight: Tensor, isTurned: Bool, bias: [Float], geometry: ConvolutionGeometry
    ) -> Tensor {
        let (inputs, outputs) = (geometry.inputChannels, geometry.outputChannels)
        let layout: KernelLayout =
            isTurned ? .backward(inputs: outputs, outputs: inputs) : .forward(inputs: inputs, outputs: outputs)
        let weights = weight.withPointer {
            WinogradWeights($0, layout: layout, precision: geometry.settings.precision)
        }
        return image(geometry.images, geometry.output, outputs) { output in
            input.withPointer { source in
                WinogradConvolution.run(
                    ImageView(reading: source, images: geometry.images, size: geometry.input, channels: inputs),
                    weights: weights, padding: geometry.settings.padding, epilogue: ConvolutionEpilogue(bias: bias),
                    into: output)
            }
        }
    }

    /// A tensor (N, H, W, C) that `fill` writes.
    private static func image(
        _ images: Int, _ size: Size2D, _ channels: Int, fill: (ImageView) -> Void
    ) -> Tensor {
        Tensor(shape: [images, size.height, size.width, channels]) {
            fill(ImageView($0, images: images, size: size, channels: channels))
        }
    }
}
