internal import Tensor

/// Two 3×3 convolutions, each with batch normalisation and leaky ReLU, plus a 1×1 convolution of the block's input;
/// then 2×2 with a stride of two, down. The poster's residual block.
struct EncoderBlock: Sendable {
    let firstConvolution: ConvolutionLayer
    let firstNormalization: BatchNormalizationLayer
    let secondConvolution: ConvolutionLayer
    let secondNormalization: BatchNormalizationLayer
    let skip: ConvolutionLayer
    let down: ConvolutionLayer

    init(name: String, inputs: Int, outputs: Int, precision: Precision) {
        let same = ConvolutionSettings(padding: Size2D(1), precision: precision.products)
        firstConvolution = ConvolutionLayer(
            name: "\(name).conv1", inputs: inputs, outputs: outputs, kernel: 3, settings: same)
        firstNormalization = BatchNormalizationLayer(name: "\(name).bn1", channels: outputs)
        secondConvolution = ConvolutionLayer(
            name: "\(name).conv2", inputs: outputs, outputs: outputs, kernel: 3, settings: same)
        secondNormalization = BatchNormalizationLayer(name: "\(name).bn2", channels: outputs)
        skip = ConvolutionLayer(name: "\(name).skip", inputs: inputs, outputs: outputs, kernel: 1)
        down = ConvolutionLayer(
            name: "\(name).ds", inputs: outputs, outputs: outputs, kernel: 2,
            settings: ConvolutionSettings(stride: Size2D(2)))
    }

    var specifications: [ParameterSpecification] {
        firstConvolution.specifications + firstNormalization.specifications + secondConvolution.specifications
            + secondNormalization.specifications + skip.specifications + down.specifications
    }

    /// (N, H, W, I) → (N, H/2, W/2, O), and the size (H, W) that the decoder comes back to.
    func callAsFunction(
        _ input: Tensor, parameters: ParameterSet, recorder: StatisticsRecorder?
    ) -> (output: Tensor, size: Size2D) {
        let first = firstNormalization(
            firstConvolution(input, parameters: parameters), parameters: parameters, recorder: recorder,
            activationSlope: MultiTaskNet.slope)
        let second = secondNormalization(
            secondConvolution(first, parameters: parameters), parameters: parameters, recorder: recorder,
            activationSlope: MultiTaskNet.slope)
        let sum = second + skip(input, parameters: parameters)
        return (down(sum, parameters: parameters), Size2D(height: sum.shape[1], width: sum.shape[2]))
    }
}

/// Up-convolution to the size of the matching encoder block, the skip beside it, then two 3×3 up-convolutions.
struct DecoderBlock: Sendable {
    let up: TransposedConvolutionLayer
    let firstConvolution: TransposedConvolutionLayer
    let firstNormalization: BatchNormalizationLayer
    let secondConvolution: TransposedConvolutionLayer
    /// None in the last block, whose second convolution gives the logits.
    let secondNormalization: BatchNormalizationLayer?

    /// - Parameter hidden: channels between the two convolutions; nil for half of those that come in.
    init(
        name: String, inputs: Int, skipChannels: Int, hidden: Int? = nil, outputs: Int, isLast: Bool,
        precision: Precision
    ) {
        let same = ConvolutionSettings(padding: Size2D(1), precision: precision.products)
        let joined = inputs + skipChannels
        let hidden = hidden ?? joined / 2
        up = TransposedConvolutionLayer(
            name: "\(name).us", inputs: inputs, outputs: inputs, kernel: 2,
            settings: ConvolutionSettings(stride: Size2D(2)))
        firstConvolution = TransposedConvolutionLayer(
            name: "\(name).conv2d", inputs: joined, outputs: hidden, kernel: 3, settings: same)
        firstNormalization = BatchNormalizationLayer(name: "\(name).bn2d", channels: hidden)
        secondConvolution = TransposedConvolutionLayer(
            name: "\(name).conv1d", inputs: hidden, outputs: outputs, kernel: 3, settings: same,
            // Nearly all cells of a pianoroll are silent: begin there, and spare the first hundred steps.
            biasStart: isLast ? -5 : nil)
        secondNormalization = isLast ? nil : BatchNormalizationLayer(name: "\(name).bn1d", channels: outputs)
    }

    var specifications: [ParameterSpecification] {
        up.specifications + firstConvolution.specifications + firstNormalization.specifications
            + secondConvolution.specifications + (secondNormalization?.specifications ?? [])
    }

    /// (N, h, w, I) and a skip (N, H, W, S) → (N, H, W, O).
    func callAsFunction(
        _ input: Tensor, skip: Tensor?, size: Size2D, parameters: ParameterSet, recorder: StatisticsRecorder?
    ) -> Tensor {
        let raised = up(input, parameters: parameters, outputSize: size)
        let joined = skip.map { Tensor.concatenation(of: [raised, $0], axis: 3) } ?? raised
        let first = firstNormalization(
            firstConvolution(joined, parameters: parameters), parameters: parameters, recorder: recorder,
            activationSlope: MultiTaskNet.slope)
        let second = secondConvolution(first, parameters: parameters)
        guard let secondNormalization else { return second }
        return secondNormalization(
            second, parameters: parameters, recorder: recorder, activationSlope: MultiTaskNet.slope)
    }
}
