/// A convolution made ready for inference: batch normalisation folded into its weight, the weight brought into the
/// order that its products need, once; bias and activation done where its sums are written.
///
/// It belongs to the weights it was made of and knows no gradient. ``concatenation(of:_:and:_:)`` writes two into one
/// image instead of making two and a third from them.
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
    /// - Parameters:
    ///   - layer: the convolution.
    ///   - normalization: what follows it, if anything.
    ///   - activationSlope: of a leaky ReLU's negative side; 1 for none.
    ///   - parameters: where the layers' arrays are.
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
    /// - Parameters:
    ///   - layer: the convolution.
    ///   - normalization: what follows it, if anything.
    ///   - activationSlope: of a leaky ReLU's negative side; 1 for none.
    ///   - parameters: where the layers' arrays are.
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
        let (weight, bias) = Self.folded(
            weight: weight, bias: bias, channelAxis: isTransposed ? 1 : 0, normalization: normalization,
            parameters: parameters)
        self.init(weight: weight, bias: bias, settings: settings, isTransposed: isTransposed, slope: slope)
    }

    /// Weight and bias with a batch normalisation's running statistics in them.
    ///
    /// - Parameter channelAxis: the weight's axis of output channels.
    static func folded(
        weight: Tensor, bias: Tensor, channelAxis: Int, normalization: BatchNormalizationLayer?,
        parameters: ParameterSet
    ) -> (weight: Tensor, bias: [Float]) {
        guard let normalization else { return (weight.detached(), bias.scalars) }
        let (factor, shift) = normalization.affine(parameters: parameters)
        var shape = [1, 1, 1, 1]
        shape[channelAxis] = factor.count
        return (
            weight.detached() * Tensor(factor, shape: TensorShape(shape)),
            zip(bias.scalars, zip(factor, shift)).map { $0 * $1.0 + $1.1 }
        )
    }

    /// - Parameters:
    ///   - weight: (C′, C/groups, KH, KW), or (C, C′, KH, KW) of an up-convolution.
    ///   - slope: of the activation's negative side; 1 for none.
    init(
        weight: Tensor, bias: [Float], settings: ConvolutionSettings, isTransposed: Bool = false, slope: Float = 1
    ) {
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
            matrix = .winograd(
                weight.withPointer {
                    WinogradWeights($0, layout: layout, precision: settings.precision)
                })
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
    /// - Parameters:
    ///   - input: (N, H, W, I).
    ///   - outputSize: for up-convolutions, where the stride leaves a choice.
    public func callAsFunction(_ input: Tensor, outputSize: Size2D? = nil) -> Tensor {
        let geometry = geometry(for: input, outputSize: outputSize)
        return Tensor(shape: shape(geometry)) { target in
            write(input, geometry: geometry, into: view(target, geometry))
        }
    }

    /// Writes the convolution of `input` to a view.
    ///
    /// - Precondition: the view has the result's size and channels.
    func fill(_ view: ImageView, with input: Tensor) {
        let geometry = geometry(for: input)
        precondition(
            [view.images, view.size.height, view.size.width, view.channels] == shape(geometry).dimensions,
            "PreparedConvolution: \(shape(geometry)) doesn't fit a view of \(view.size)")
        write(input, geometry: geometry, into: view)
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
                input, geometry: firstGeometry, into: whole.channels(0..<first.outputChannels))
            second.write(
                other, geometry: secondGeometry, into: whole.channels(first.outputChannels..<channels))
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

    /// Writes the convolution of `input` to `target`.
    private func write(_ input: Tensor, geometry: ConvolutionGeometry, into target: ImageView) {
        input.withPointer { source in
            switch matrix {
            case .winograd(let weights):
                let geometry = isTransposed ? geometry.reversed ?? geometry : geometry
                WinogradConvolution.run(
                    ImageView(
                        reading: source, images: geometry.images, size: geometry.input,
                        channels: geometry.inputChannels),
                    weights: weights, padding: geometry.settings.padding, epilogue: epilogue, into: target)
            case .gathering(let matrix):
                PatchConvolution.gather(
                    source, matrix: matrix.base, bias: epilogue.bias, geometry: geometry, into: target)
            case .spreading(let matrix):
                PatchConvolution.spread(
                    source, matrix: matrix.base, bias: epilogue.bias, geometry: geometry, into: target)
            case .taps(let matrix):
                TapConvolution.forward(
                    source, matrix: matrix.base, bias: epilogue.bias, slope: epilogue.slope, geometry: geometry,
                    into: target)
            case .unprepared(let weight):
                let sums =
                    isTransposed
                    ? input.transposedConv2d(weight: weight, settings: settings, outputSize: geometry.input)
                    : input.conv2d(weight: weight, settings: settings)
                sums.withPointer { epilogue.apply($0, to: target) }
            }
        }
    }
}
