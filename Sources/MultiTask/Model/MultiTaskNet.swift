internal import Tensor

/// The network of Hung, Chen and Yang (ICASSP 2019): a residual encoder and decoder over (pitch, time), whose output
/// is read in three ways.
///
/// Names are those of the authors' state dict, in PyTorch's layouts. The parameters stand apart, in a
/// `ParameterSet`: the network itself is only its shape, a value to copy and to send.
struct MultiTaskNet: Sendable {
    let settings: NetworkSettings
    let inputNormalization: BatchNormalizationLayer
    let encoder: [EncoderBlock]
    let skips: [ConvolutionLayer]
    let decoder: [DecoderBlock]

    /// - Parameter precision: of the products. It is no part of the network, which the same weights are read for.
    init(_ settings: NetworkSettings, precision: Precision = .single) {
        self.settings = settings
        let channels = settings.channels
        inputNormalization = BatchNormalizationLayer(name: "encode.bn", channels: 1)
        encoder = (0..<4).map { index in
            EncoderBlock(
                name: "encode.block\(index + 1)", inputs: index == 0 ? 1 : channels[index - 1],
                outputs: channels[index], precision: precision)
        }
        skips = (0..<3).map { index in
            ConvolutionLayer(
                name: "encode.conv\(index + 1)", inputs: channels[2 - index], outputs: channels[2 - index], kernel: 3,
                settings: ConvolutionSettings(padding: Size2D(1), precision: precision.products))
        }
        decoder = (0..<4).map { index in
            let isLast = index == 3
            return DecoderBlock(
                name: "decode.d_block\(index + 1)", inputs: channels[3 - index],
                skipChannels: isLast ? 0 : channels[2 - index],
                hidden: isLast ? settings.lastHiddenChannels : nil,
                outputs: isLast ? settings.instrumentCount : channels[2 - index], isLast: isLast,
                precision: precision)
        }
    }

    /// Every array of the state dict, in its order.
    var specifications: [ParameterSpecification] {
        inputNormalization.specifications + encoder.flatMap(\.specifications) + skips.flatMap(\.specifications)
            + decoder.flatMap(\.specifications)
    }

    /// The three outputs for a batch of standardised features.
    ///
    /// - Parameters:
    ///   - input: (N, 88, T, 1) for any T ≥ 16: four halvings must leave something.
    ///   - recorder: given in training, see `BatchNormalizationLayer`; nil in evaluation.
    func callAsFunction(
        _ input: Tensor, parameters: ParameterSet, recorder: StatisticsRecorder? = nil
    ) -> NetworkOutput {
        Self.check(input)
        var value = inputNormalization(input, parameters: parameters, recorder: recorder)
        var sizes: [Size2D] = []
        var outputs: [Tensor] = []
        for block in encoder {
            let (output, size) = block(value, parameters: parameters, recorder: recorder)
            value = output
            sizes.append(size)
            outputs.append(output)
        }
        for (index, block) in decoder.enumerated() {
            // The skips come from the outputs of blocks 3, 2 and 1; the last decoder block has none.
            let skip = index < 3 ? skips[index](outputs[2 - index], parameters: parameters) : nil
            value = block(value, skip: skip, size: sizes[3 - index], parameters: parameters, recorder: recorder)
        }
        return NetworkOutput(logits: value, settings: settings)
    }

    static func check(_ input: Tensor) {
        precondition(
            input.shape.rank == 4 && input.shape[1] == NetworkSettings.pitchCount && input.shape[3] == 1
                && input.shape[2] >= fewestFrames,
            "MultiTaskNet: an input of \(input.shape), not (N, 88, T ≥ \(fewestFrames), 1)")
    }

    /// The shortest input that survives four halvings.
    static let fewestFrames = 16
    /// The negative side of every leaky ReLU.
    static let slope: Float = 0.01
}
