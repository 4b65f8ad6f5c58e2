import Testing

@testable import Tensor

@Suite struct WinogradWeightGradientTests {
    /// The gradient of a weight (C′, C, 3, 3) from the image and the gradient of the result.
    private func run(_ image: Tensor, _ gradient: Tensor, padding: Size2D, isTurned: Bool = false) -> Tensor {
        let (inputs, outputs) = (image.shape[3], gradient.shape[3])
        let layout: KernelLayout =
            isTurned
            ? .backward(inputs: outputs, outputs: inputs) : .forward(inputs: inputs, outputs: outputs)
        let weight = Floats(count: 9 * inputs * outputs, value: .nan)
        image.withPointer { source in
            gradient.withPointer { upstream in
                WinogradWeightGradient.run(
                    view(source, image.shape), gradient: view(upstream, gradient.shape), padding: padding,
                    layout: layout, into: weight.base)
            }
        }
        #expect(weight.isIntactAround)
        return Tensor(weight.values, shape: isTurned ? [inputs, outputs, 3, 3] : [outputs, inputs, 3, 3])
    }

    private func view(_ pointer: UnsafePointer<Float>, _ shape: TensorShape) -> ImageView {
        ImageView(
            reading: pointer, images: shape[0], size: Size2D(height: shape[1], width: shape[2]), channels: shape[3])
    }

    private func direct(_ image: Tensor, _ gradient: Tensor, padding: Size2D) -> Tensor {
        let shape: TensorShape = [gradient.shape[3], image.shape[3], 3, 3]
        return DirectConvolution(image: image.shape, weight: shape, settings: ConvolutionSettings(padding: padding))
            .weightGradient(image, gradient)
    }

    @Test(
        arguments: [
            Size2D(1), Size2D(height: 3, width: 4), Size2D(height: 12, width: 16), Size2D(height: 7, width: 30),
        ],
        [Size2D(1), Size2D(2), Size2D(height: 1, width: 2), Size2D(height: 3, width: 1)])
    func equalsTheDefinition(size: Size2D, padding: Size2D) {
        let image = randomTensor([2, size.height, size.width, 9], seed: 1)
        let result = outputSize(size, Size2D(3), ConvolutionSettings(padding: padding))
        let gradient = randomTensor([2, result.height, result.width, 13], seed: 2)
        let found = run(image, gradient, padding: padding)
        #expect(relativeError(found, direct(image, gradient, padding: padding)) < 1e-5)
    }

    /// Small kernels, which are summed in parts at once, and large ones, whose tiles the threads share; many tiles.
    @Test(arguments: [(3, 5), (33, 17), (70, 130), (192, 200)])
    func partsAndSharedTiles(inputs: Int, outputs: Int) {
        let image = randomTensor([3, 23, 25, inputs], seed: 1)
        let gradient = randomTensor([3, 23, 25, outputs], seed: 2)
        let found = run(image, gradient, padding: Size2D(1))
        #expect(relativeError(found, direct(image, gradient, padding: Size2D(1))) < 1e-5)
        #expect(run(image, gradient, padding: Size2D(1)).scalars == found.scalars)
    }

    /// Written for the way back, the same values stand with channels changed over and kernels turned.
    @Test func layouts() {
        let (image, gradient) = (randomTensor([1, 9, 9, 4], seed: 1), randomTensor([1, 9, 9, 6], seed: 2))
        let forward = run(image, gradient, padding: Size2D(1)).scalars
        let backward = run(image, gradient, padding: Size2D(1), isTurned: true).scalars
        for output in 0..<6 {
            for input in 0..<4 {
                for position in 0..<9 {
                    #expect(
                        backward[(input * 6 + output) * 9 + 8 - position]
                            == forward[(output * 4 + input) * 9 + position])
                }
            }
        }
    }

    /// Without a pixel there is nothing to add up.
    @Test func noPixels() {
        let image = randomTensor([1, 2, 5, 8], seed: 1)
        #expect(run(image, .zeros([1, 0, 3, 8]), padding: Size2D(0)).scalars.allSatisfy { $0 == 0 })
        #expect(run(.zeros([0, 5, 5, 8]), .zeros([0, 3, 3, 8]), padding: Size2D(0)).scalars.allSatisfy { $0 == 0 })
    }
}
