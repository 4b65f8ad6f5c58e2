import Testing

@testable import Tensor

/// Two up-convolutions made one give what they give one after the other: sizes even and odd, with a second image beside
/// the first and without, with batch normalisation and activation and without.
@Suite struct PreparedUpConvolutionTests {
    @Test(
        arguments: [
            Size2D(height: 2, width: 2), Size2D(height: 9, width: 12), Size2D(height: 8, width: 13),
            Size2D(height: 11, width: 39), Size2D(height: 22, width: 5),
        ], [0, 5, 16])
    func equalsBothLayers(size: Size2D, skipChannels: Int) {
        let up = TransposedConvolutionLayer(
            name: "up", inputs: 12, outputs: 10, kernel: 2, settings: ConvolutionSettings(stride: Size2D(2)))
        let layer = TransposedConvolutionLayer(
            name: "layer", inputs: 10 + skipChannels, outputs: 9, kernel: 3,
            settings: ConvolutionSettings(padding: Size2D(1)))
        let normalization = BatchNormalizationLayer(name: "norm", channels: 9)
        let parameters = shakenParameters(
            up.specifications + layer.specifications + normalization.specifications)
        let input = randomTensor([3, size.height / 2, size.width / 2, 12], seed: 1)
        let second = randomTensor([3, size.height, size.width, max(1, skipChannels)], seed: 2)

        let raised = up(input, parameters: parameters, outputSize: size)
        let joined = skipChannels == 0 ? raised : Tensor.concatenation(of: [raised, second], axis: 3)
        let sums = layer(joined, parameters: parameters)
        let beside = skipChannels == 0 ? nil : second

        let plain = PreparedUpConvolution(up, layer, parameters: parameters)
        expectClose(plain(input, size: size, beside: beside), sums)

        let whole = PreparedUpConvolution(
            up, layer, normalization: normalization, activationSlope: 0.1, parameters: parameters)
        let expected = normalization(sums, parameters: parameters, recorder: nil, activationSlope: 0.1)
        expectClose(whole(input, size: size, beside: beside), expected)
    }
}
