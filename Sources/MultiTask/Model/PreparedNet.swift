internal import Tensor

/// The network with one set of weights, made ready for inference: batch norms folded into the convolutions, weights
/// transformed once, activations and sums done where convolutions write. `MultiTaskNet` is what it computes, and what
/// it is tested against; it holds some 4 floats for each weight of a 3 × 3 kernel.
struct PreparedNet: Sendable {
    let settings: NetworkSettings
    private let inputNormalization: BatchNormalizationLayer
    private let parameters: ParameterSet
    private let encoder: [Encoder]
    private let skips: [PreparedConvolution]
    private let deepest: DeepestDecoder
    private let decoder: [Decoder]
    /// What is done to Z on the way; nil: nothing.
    var move: LatentMove?

    init(_ network: MultiTaskNet, parameters: ParameterSet) {
        settings = network.settings
        inputNormalization = network.inputNormalization
        self.parameters = parameters
        encoder = network.encoder.map { Encoder($0, parameters: parameters) }
        skips = network.skips.map { PreparedConvolution($0, parameters: parameters) }
        deepest = DeepestDecoder(network.decoder[0], parameters: parameters)
        decoder = network.decoder.dropFirst().map { Decoder($0, parameters: parameters) }
    }

    /// The three outputs for a batch of standardised features (N, 88, T, 1), T ≥ 16.
    func callAsFunction(_ input: Tensor) -> NetworkOutput { outputAndLatent(input).output }

    /// The three outputs, and the paper's Z they were made of, moved if it is to be: (N, 5, T/16, C), rounded down.
    func outputAndLatent(_ input: Tensor) -> (output: NetworkOutput, latent: Tensor) {
        MultiTaskNet.check(input)
        let normalized = inputNormalization(input, parameters: parameters, recorder: nil)
        let size = Size2D(height: input.shape[1], width: input.shape[2])
        // Where images are large, each by itself: then they stay in the cache from layer to layer. Where there are many
        // channels, all together: then each weight is fetched once.
        let shallow = normalized.perImage { _, image in
            let first = encoder[0](image)
            return (first: first, second: encoder[1](first))
        }
        let second = Tensor.concatenation(of: shallow.map(\.second), axis: 0)
        let third = encoder[2](second)
        var latent = encoder[3](third)
        if let move { latent = move(latent) }
        @Sendable func told(_ value: Tensor) -> Tensor { move?.skip(value) ?? value }
        let deep = decoder[0](deepest(latent, beside: (skips[0], told(third))), beside: skips[1](told(second)))
        let logits = deep.perImage { index, image in
            decoder[2](decoder[1](image, beside: skips[2](told(shallow[index].first))), size: size)
        }
        return (NetworkOutput(logits: Tensor.concatenation(of: logits, axis: 0), settings: settings), latent)
    }

    /// See `EncoderBlock`.
    private struct Encoder: Sendable {
        let first: PreparedConvolution
        let second: PreparedDownConvolution

        init(_ block: EncoderBlock, parameters: ParameterSet) {
            first = PreparedConvolution(
                block.firstConvolution, normalization: block.firstNormalization,
                activationSlope: MultiTaskNet.slope, parameters: parameters)
            second = PreparedDownConvolution(
                block.secondConvolution, normalization: block.secondNormalization,
                activationSlope: MultiTaskNet.slope, skip: block.skip, down: block.down, parameters: parameters)
        }

        func callAsFunction(_ input: Tensor) -> Tensor {
            second(first(input), beside: input)
        }
    }

    /// See `DecoderBlock`. The first one's image is so small that tiles would mostly lie beyond its edges, were its two
    /// first layers made one.
    private struct DeepestDecoder: Sendable {
        let up: PreparedConvolution
        let first: PreparedConvolution
        let second: PreparedConvolution

        init(_ block: DecoderBlock, parameters: ParameterSet) {
            up = PreparedConvolution(block.up, parameters: parameters)
            first = PreparedConvolution(
                block.firstConvolution, normalization: block.firstNormalization,
                activationSlope: MultiTaskNet.slope, parameters: parameters)
            second = block.preparedSecond(parameters: parameters)
        }

        func callAsFunction(_ input: Tensor, beside skip: (PreparedConvolution, Tensor)) -> Tensor {
            second(first(PreparedConvolution.concatenation(of: up, input, and: skip.0, skip.1)))
        }
    }

    /// See `DecoderBlock`.
    private struct Decoder: Sendable {
        let first: PreparedUpConvolution
        let second: PreparedConvolution

        init(_ block: DecoderBlock, parameters: ParameterSet) {
            first = PreparedUpConvolution(
                block.up, block.firstConvolution, normalization: block.firstNormalization,
                activationSlope: MultiTaskNet.slope, parameters: parameters)
            second = block.preparedSecond(parameters: parameters)
        }

        func callAsFunction(_ input: Tensor, beside skip: Tensor) -> Tensor {
            let size = Size2D(height: skip.shape[1], width: skip.shape[2])
            return second(first(input, size: size, beside: skip))
        }

        func callAsFunction(_ input: Tensor, size: Size2D) -> Tensor {
            second(first(input, size: size))
        }
    }
}

extension DecoderBlock {
    fileprivate func preparedSecond(parameters: ParameterSet) -> PreparedConvolution {
        PreparedConvolution(
            secondConvolution, normalization: secondNormalization,
            activationSlope: secondNormalization == nil ? 1 : MultiTaskNet.slope, parameters: parameters)
    }
}
