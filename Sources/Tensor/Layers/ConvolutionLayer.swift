/// A convolution with its names: `<name>.weight` (O, I/groups, KH, KW) and `<name>.bias` (O).
public struct ConvolutionLayer: Sendable {
    /// What its parameters' names begin with.
    public let name: String
    /// (O, I/groups, KH, KW).
    public let weightShape: TensorShape
    /// Stride, padding, dilation and groups.
    public let settings: ConvolutionSettings
    /// What the bias begins with; nil: as in PyTorch, evenly within ±1/√fan-in.
    public let biasStart: Float?

    /// A square kernel of `kernel` × `kernel`, from `inputs` channels to `outputs`.
    public init(
        name: String, inputs: Int, outputs: Int, kernel: Int, settings: ConvolutionSettings = ConvolutionSettings(),
        biasStart: Float? = nil
    ) {
        self.name = name
        self.settings = settings
        self.biasStart = biasStart
        weightShape = [outputs, inputs / settings.groups, kernel, kernel]
    }

    /// The parameters, beginning evenly within ±1/√fan-in as in PyTorch.
    public var specifications: [ParameterSpecification] {
        let fanIn = Float(weightShape.dimensions.dropFirst().reduce(1, *))
        return [
            ParameterSpecification(
                name: "\(name).weight", shape: weightShape, initializer: .uniform(bound: 1 / fanIn.squareRoot())),
            ParameterSpecification(
                name: "\(name).bias", shape: [weightShape[0]],
                initializer: biasStart.map { .constant($0) } ?? .uniform(bound: 1 / fanIn.squareRoot())),
        ]
    }

    /// (N, H, W, I) → (N, H′, W′, O).
    public func callAsFunction(_ input: Tensor, parameters: ParameterSet) -> Tensor {
        input.conv2d(
            weight: parameters["\(name).weight"], bias: parameters["\(name).bias"], settings: settings)
    }
}

/// An up-convolution with its names: `<name>.weight` (I, O, KH, KW) and `<name>.bias` (O).
public struct TransposedConvolutionLayer: Sendable {
    /// What its parameters' names begin with.
    public let name: String
    /// (I, O, KH, KW).
    public let weightShape: TensorShape
    /// Stride and padding, as of the convolution whose transpose this is.
    public let settings: ConvolutionSettings
    /// What the bias begins with; nil: as in PyTorch, evenly within ±1/√fan-in.
    public let biasStart: Float?

    /// A square kernel of `kernel` × `kernel`, from `inputs` channels to `outputs`.
    public init(
        name: String, inputs: Int, outputs: Int, kernel: Int, settings: ConvolutionSettings = ConvolutionSettings(),
        biasStart: Float? = nil
    ) {
        self.name = name
        self.settings = settings
        self.biasStart = biasStart
        weightShape = [inputs, outputs, kernel, kernel]
    }

    /// The parameters, beginning evenly within ±1/√fan-in.
    public var specifications: [ParameterSpecification] {
        // An output pixel is made of I·KH·KW / stride² values.
        let area = Float(weightShape[2] * weightShape[3]) / Float(settings.stride.height * settings.stride.width)
        let fanIn = Float(weightShape[0]) * max(1, area)
        return [
            ParameterSpecification(
                name: "\(name).weight", shape: weightShape, initializer: .uniform(bound: 1 / fanIn.squareRoot())),
            ParameterSpecification(
                name: "\(name).bias", shape: [weightShape[1]],
                initializer: biasStart.map { .constant($0) } ?? .uniform(bound: 1 / fanIn.squareRoot())),
        ]
    }

    /// (N, H, W, I) → (N, H′, W′, O), of `outputSize` where the stride leaves a choice.
    public func callAsFunction(
        _ input: Tensor, parameters: ParameterSet, outputSize: Size2D? = nil
    ) -> Tensor {
        input.transposedConv2d(
            weight: parameters["\(name).weight"], bias: parameters["\(name).bias"], settings: settings,
            outputSize: outputSize)
    }
}
