import Testing

@testable import Tensor

/// The end of a residual block made one gives what its layers give one after the other: sizes even and odd, one
/// tile and many, few channels beside the image and as many, with batch normalisation and activation and without.
@Suite struct PreparedDownConvolutionTests {
    @Test(
        arguments: [
            Size2D(height: 2, width: 2), Size2D(height: 3, width: 5), Size2D(height: 11, width: 39),
            Size2D(height: 22, width: 13), Size2D(height: 40, width: 70),
        ], [1, 7, 24])
    func equalsItsLayers(size: Size2D, skipChannels: Int) {
        let layer = ConvolutionLayer(
            name: "layer", inputs: 12, outputs: 20, kernel: 3, settings: ConvolutionSettings(padding: Size2D(1)))
        let normalization = BatchNormalizationLayer(name: "norm", channels: 20)
        let skip = ConvolutionLayer(name: "skip", inputs: skipChannels, outputs: 20, kernel: 1)
        let down = ConvolutionLayer(
            name: "down", inputs: 20, outputs: 17, kernel: 2, settings: ConvolutionSettings(stride: Size2D(2)))
        let parameters = shakenParameters(
            layer.specifications + normalization.specifications + skip.specifications + down.specifications)
        let input = randomTensor([3, size.height, size.width, 12], seed: 1)
        let second = randomTensor([3, size.height, size.width, skipChannels], seed: 2)
        let sums = layer(input, parameters: parameters)
        let beside = skip(second, parameters: parameters)

        let plain = PreparedDownConvolution(layer, skip: skip, down: down, parameters: parameters)
        expectClose(plain(input, beside: second), down(sums + beside, parameters: parameters))

        let whole = PreparedDownConvolution(
            layer, normalization: normalization, activationSlope: 0.1, skip: skip, down: down, parameters: parameters)
        let active = normalization(sums, parameters: parameters, recorder: nil, activationSlope: 0.1)
        expectClose(whole(input, beside: second), down(active + beside, parameters: parameters))
    }

    @Test func imagesThatDoNotFit() async {
        await #expect(processExitsWith: .failure) {
            let layer = ConvolutionLayer(
                name: "layer", inputs: 8, outputs: 8, kernel: 3, settings: ConvolutionSettings(padding: Size2D(1)))
            let skip = ConvolutionLayer(name: "skip", inputs: 2, outputs: 8, kernel: 1)
            let down = ConvolutionLayer(
                name: "down", inputs: 8, outputs: 8, kernel: 2, settings: ConvolutionSettings(stride: Size2D(2)))
            let parameters = shakenParameters(
                layer.specifications + skip.specifications + down.specifications)
            let prepared = PreparedDownConvolution(layer, skip: skip, down: down, parameters: parameters)
            _ = prepared(.zeros([1, 8, 8, 8]), beside: .zeros([1, 8, 9, 2]))
        }
    }
}
