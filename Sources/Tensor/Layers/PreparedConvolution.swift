/// A convolution made ready for inference: batch normalisation folded into its weight, the weight brought into the
/// order that its products need, once; bias and activation done where its sums are written.
///
/// It belongs to the weights it was made of and knows no gradient. The two ways to put several together,
/// ``callAsFunction(_:adding:of:)`` and ``concatenation(of:_:and:_:)``, write into one image instead of making two and
/// a third from them.
public struct PreparedConvolution: Sendable {
    private enum Matrix: Sendable {
        case winograd(WinogradWeights)
        case gathering(Storage)
        case spreading(Storage)
        case taps(Storage)
        /// A kind without a way of its own: the weight, run by the operator.
        case unprepared(Tensor)
    }

    private let weightShape: TensorShape
    private let settings: ConvolutionSettings
    private let isTransposed: Bool
    private let matrix: Matrix
    private let epilogue: ConvolutionEpilogue

    /// A convolution, the batch normalisation behind it with its running statistics, and an activation.
    ///
    /// - Parameter activationSlope: of a leaky ReLU's negative side; 1 for none.
    public init(
        _ layer: ConvolutionLayer, normalization: BatchNormalizationLayer? = nil, activationSlope: Float = 1,
        parameters: ParameterSet
    ) {
        self.init(
            weight: parameters["\(layer.name).weight"], bias: parameters["\(layer.name).bias"],
            settings: layer.settings, isTransposed: false, normalization: normalization, slope: activationSlope,
            parameters: parameters)
    }

    /// An up-convolution, the batch normalisation behind it with its running statistics, and an activation.
    ///
    /// - Parameter activationSlope: of a leaky ReLU's negative side; 1 for none.
    public init(
        _ layer: TransposedConvolutionLayer, normalization: BatchNormalizationLayer? = nil,
        activationSlope: Float = 1, parameters: ParameterSet
    ) {
        self.init(
            weight: parameters["\(layer.name).weight"], bias: parameters["\(layer.name).bias"],
            settings: layer.settings, isTransposed: true, normalization: normalization, slope: activationSlope,
            parameters: parameters)
    }

    private init(
        weight: Tensor, bias: Tensor, settings: ConvolutionSettings, isTransposed: Bool,
        normalization: BatchNormalizationLayer?, slope: Float, parameters: ParameterSet
    ) {
        var (weight, bias) = (weight.detached(), bias.scalars)
        if let normalization {
            let (factor, shift) = normalization.affine(parameters: parameters)
            let shape: TensorShape = isTransposed ? [1, factor.count, 1, 1] : [factor.count, 1, 1, 1]
            weight = weight * Tensor(factor, shape: shape)
            bias = zip(bias, zip(factor, shift)).map { $0 * $1.0 + $1.1 }
        }
        weightShape = weight.shape
        self.settings = settings
        self.isTransposed = isTransposed
        epilogue = ConvolutionEpilogue(bias: bias, slope: slope)
        // Sizes come with each image; here only the kind matters.
        let geometry = Self.geometry(
            weight.shape, settings, isTransposed: isTransposed, images: 1, size: Size2D(64), outputSize: nil)
        switch ConvolutionKernels.Way(geometry) {
        case .winograd where !isTransposed || geometry.reversed != nil:
            let (first, second) = (weight.shape[0], weight.shape[1])
            let layout: KernelLayout =
                isTransposed ? .backward(inputs: second, outputs: first) : .forward(inputs: second, outputs: first)
            matrix = .winograd(weight.withPointer { WinogradWeights($0, layout: layout) })
        case .patches where slope == 1:
            matrix =
                isTransposed
                ? .spreading(ConvolutionWeights.spreading(of: weight, geometry: geometry))
                : .gathering(ConvolutionWeights.columns(of: weight, geometry: geometry))
        case .taps where !isTransposed:
            matrix = .taps(ConvolutionWeights.columns(of: weight, geometry: geometry))
        case .winograd, .patches, .taps, .columns:
            matrix = .unprepared(weight)
        }
    }

    /// (N, H, W, C) → (N, H′, W′, C′).
    ///
    /// - Parameter outputSize: for up-convolutions, where the stride leaves a choice.
    public func callAsFunction(_ input: Tensor, outputSize: Size2D? = nil) -> Tensor {
        let geometry = geometry(for: input, outputSize: outputSize)
        return Tensor(shape: shape(geometry)) { target in
            write(input, geometry: geometry, epilogue: epilogue, into: view(target, geometry))
        }
    }

    /// This convolution of one image plus another convolution of another, neither of them with an activation behind
    /// the sum.
    ///
    /// - Precondition: both give images of the same shape; the other has no activation.
    public func callAsFunction(_ input: Tensor, adding other: PreparedConvolution, of second: Tensor) -> Tensor {
        let (geometry, otherGeometry) = (geometry(for: input), other.geometry(for: second))
        precondition(
            shape(geometry) == other.shape(otherGeometry) && other.epilogue.slope == 1,
            "PreparedConvolution: \(shape(geometry)) and \(other.shape(otherGeometry)) can't be added")
        var first = epilogue
        first.after = other.epilogue.bias
        return Tensor(shape: shape(geometry)) { target in
            let view = view(target, geometry)
            write(input, geometry: geometry, epilogue: first, into: view)
            other.write(
                second, geometry: otherGeometry, epilogue: ConvolutionEpilogue(), adding: true, into: view)
        }
    }

    /// The images of two convolutions with their channels one behind the other: (N, H, W, C′₁ + C′₂).
    ///
    /// - Precondition: both give images of one size; the first, where it is an up-convolution, can give the second's.
    public static func concatenation(
        of first: PreparedConvolution, _ input: Tensor, and second: PreparedConvolution, _ other: Tensor
    ) -> Tensor {
        let secondGeometry = second.geometry(for: other)
        let size = second.size(secondGeometry)
        let firstGeometry = first.geometry(for: input, outputSize: first.isTransposed ? size : nil)
        precondition(
            first.size(firstGeometry) == size && input.shape[0] == other.shape[0],
            "PreparedConvolution: \(first.shape(firstGeometry)) and \(second.shape(secondGeometry)) can't be joined")
        let channels = first.outputChannels + second.outputChannels
        return Tensor(shape: [input.shape[0], size.height, size.width, channels]) { target in
            let whole = ImageView(target, images: input.shape[0], size: size, channels: channels)
            first.write(
                input, geometry: firstGeometry, epilogue: first.epilogue,
                into: whole.channels(0..<first.outputChannels))
            second.write(
                other, geometry: secondGeometry, epilogue: second.epilogue,
                into: whole.channels(first.outputChannels..<channels))
        }
    }
}

/// Shapes: an up-convolution's geometry is that of the convolution from its output to its input.
extension PreparedConvolution {
    private var outputChannels: Int { weightShape[isTransposed ? 1 : 0] }

    private func geometry(for input: Tensor, outputSize: Size2D? = nil) -> ConvolutionGeometry {
        let inputs = weightShape[isTransposed ? 0 : 1] * (isTransposed ? 1 : settings.groups)
        precondition(
            input.shape.rank == 4 && input.shape[3] == inputs,
            "PreparedConvolution: the image \(input.shape) doesn't fit the weight \(weightShape)")
        return Self.geometry(
            weightShape, settings, isTransposed: isTransposed, images: input.shape[0],
            size: Size2D(height: input.shape[1], width: input.shape[2]), outputSize: outputSize)
    }

    private static func geometry(
        _ weight: TensorShape, _ settings: ConvolutionSettings, isTransposed: Bool, images: Int, size: Size2D,
        outputSize: Size2D?
    ) -> ConvolutionGeometry {
        let kernel = Size2D(height: weight[2], width: weight[3])
        if isTransposed {
            return ConvolutionGeometry(
                transposing: settings, images: images, input: size, inputChannels: weight[0],
                outputChannels: weight[1], kernel: kernel, outputSize: outputSize)
        }
        return ConvolutionGeometry(
            images: images, input: size, inputChannels: weight[1] * settings.groups, outputChannels: weight[0],
            kernel: kernel, settings: settings)
    }

    private func size(_ geometry: ConvolutionGeometry) -> Size2D { isTransposed ? geometry.input : geometry.output }

    private func shape(_ geometry: ConvolutionGeometry) -> TensorShape {
        let size = size(geometry)
        return [geometry.images, size.height, size.width, outputChannels]
    }

    private func view(_ target: UnsafeMutablePointer<Float>, _ geometry: ConvolutionGeometry) -> ImageView {
        ImageView(target, images: geometry.images, size: size(geometry), channels: outputChannels)
    }

    /// Writes the convolution of `input` to `target`, or adds it to what is there.
    private func write(
        _ input: Tensor, geometry: ConvolutionGeometry, epilogue: ConvolutionEpilogue, adding: Bool = false,
        into target: ImageView
    ) {
        input.withPointer { source in
            switch matrix {
            case .winograd(let weights) where !adding:
                let geometry = isTransposed ? geometry.reversed ?? geometry : geometry
                WinogradConvolution.run(
                    ImageView(
                        reading: source, images: geometry.images, size: geometry.input,
                        channels: geometry.inputChannels),
                    weights: weights, padding: geometry.settings.padding, epilogue: epilogue, into: target)
            case .gathering(let matrix) where epilogue.after.isEmpty:
                PatchConvolution.gather(
                    source, matrix: matrix.base, bias: epilogue.bias, adding: adding, geometry: geometry, into: target)
            case .spreading(let matrix) where epilogue.after.isEmpty && !adding:
                PatchConvolution.spread(
                    source, matrix: matrix.base, bias: epilogue.bias, geometry: geometry, into: target)
            case .taps(let matrix) where epilogue.after.isEmpty:
                TapConvolution.forward(
                    source, matrix: matrix.base, bias: epilogue.bias, slope: epilogue.slope, adding: adding,
                    geometry: geometry, into: target)
            default:
                // No way does this in one: first the sums, then the rest.
                sums(input, geometry: geometry).withPointer { epilogue.apply($0, adding: adding, to: target) }
            }
        }
    }

    /// The convolution alone, without bias or activation.
    private func sums(_ input: Tensor, geometry: ConvolutionGeometry) -> Tensor {
        if case .unprepared(let weight) = matrix {
            return isTransposed
                ? input.transposedConv2d(weight: weight, settings: settings, outputSize: geometry.input)
                : input.conv2d(weight: weight, settings: settings)
        }
        return Tensor(shape: shape(geometry)) { target in
            write(input, geometry: geometry, epilogue: ConvolutionEpilogue(), into: view(target, geometry))
        }
    }
}
