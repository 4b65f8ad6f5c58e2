import Testing

@testable import Tensor

@Suite struct WinogradConvolutionTests {
    private static func geometry(
        _ size: Size2D, inputs: Int, outputs: Int, settings: ConvolutionSettings = ConvolutionSettings(),
        kernel: Int = 3
    ) -> ConvolutionGeometry {
        ConvolutionGeometry(
            images: 1, input: size, inputChannels: inputs, outputChannels: outputs, kernel: Size2D(kernel),
            settings: settings)
    }

    @Test func isForKernelsOfThreeByThree() {
        func fits(kernel: Int = 3, inputs: Int = 16, outputs: Int = 16, _ settings: ConvolutionSettings) -> Bool {
            WinogradConvolution.fits(
                Self.geometry(Size2D(20), inputs: inputs, outputs: outputs, settings: settings, kernel: kernel))
        }
        #expect(fits(ConvolutionSettings(padding: Size2D(1))))
        #expect(fits(ConvolutionSettings(padding: Size2D(height: 0, width: 5))))
        #expect(!fits(kernel: 5, ConvolutionSettings()))
        #expect(!fits(ConvolutionSettings(stride: Size2D(2))))
        #expect(!fits(ConvolutionSettings(dilation: Size2D(2))))
        #expect(!fits(ConvolutionSettings(groups: 2)))
        // The transforms of few channels cost more than the products that they spare.
        #expect(!fits(inputs: 1, ConvolutionSettings()) && !fits(outputs: 1, ConvolutionSettings()))
    }

    /// A convolution into some channels of a wider image, with bias, activation and what is added behind it.
    private func run(
        _ image: Tensor, _ weight: Tensor, padding: Size2D, epilogue: ConvolutionEpilogue, beside: Int = 0
    ) -> Tensor {
        let (inputs, outputs) = (weight.shape[1], weight.shape[0])
        let settings = ConvolutionSettings(padding: padding)
        let input = Size2D(height: image.shape[1], width: image.shape[2])
        let size = outputSize(input, Size2D(3), settings)
        let weights = weight.withPointer {
            WinogradWeights($0, layout: .forward(inputs: inputs, outputs: outputs))
        }
        let memory = Floats(count: image.shape[0] * size.height * size.width * (outputs + 2 * beside), value: 77)
        let whole = ImageView(memory.base, images: image.shape[0], size: size, channels: outputs + 2 * beside)
        image.withPointer {
            WinogradConvolution.run(
                ImageView(reading: $0, images: image.shape[0], size: input, channels: inputs), weights: weights,
                padding: padding, epilogue: epilogue, into: whole.channels(beside..<beside + outputs))
        }
        #expect(memory.isIntactAround)
        let result = Tensor(memory.values, shape: [image.shape[0], size.height, size.width, outputs + 2 * beside])
        guard beside > 0 else { return result }
        for channels in [0..<beside, beside + outputs..<2 * beside + outputs] {
            #expect(result.sliced(channels, axis: 3).scalars.allSatisfy { $0 == 77 })
        }
        return result.sliced(beside..<beside + outputs, axis: 3)
    }

    /// Images smaller than a tile, of whole tiles, with something left over; paddings that differ.
    @Test(
        arguments: [
            Size2D(1), Size2D(height: 3, width: 4), Size2D(height: 12, width: 16), Size2D(height: 7, width: 30),
        ],
        [Size2D(1), Size2D(2), Size2D(height: 1, width: 2), Size2D(height: 3, width: 1)])
    func equalsTheDefinition(size: Size2D, padding: Size2D) {
        let image = randomTensor([2, size.height, size.width, 9], seed: 1)
        let weight = randomTensor([13, 9, 3, 3], seed: 2)
        let expected = directConvolution(image, weight, bias: nil, settings: ConvolutionSettings(padding: padding))
        let found = run(image, weight, padding: padding, epilogue: ConvolutionEpilogue())
        #expect(relativeError(found, expected) < 1e-5)
    }

    /// Few tiles, which all threads share, and many, of which each thread has its own.
    @Test(arguments: [1, 6], [0, 3])
    func epilogue(images: Int, beside: Int) {
        let image = randomTensor([images, 45, 50, 20], seed: 1)
        let weight = randomTensor([24, 20, 3, 3], seed: 2)
        let bias = randomTensor([24], seed: 3)
        let found = run(
            image, weight, padding: Size2D(1),
            epilogue: ConvolutionEpilogue(bias: bias.scalars, slope: 0.2), beside: beside)
        let sums = directConvolution(image, weight, bias: bias, settings: ConvolutionSettings(padding: Size2D(1)))
        expectClose(found, sums.leakyReLU(slope: 0.2), tolerance: 1e-5)
    }

    /// A convolution without outputs writes none.
    @Test func anImageSmallerThanTheKernel() {
        let found = run(
            randomTensor([1, 2, 8, 8], seed: 1), randomTensor([8, 8, 3, 3], seed: 2), padding: Size2D(0),
            epilogue: ConvolutionEpilogue())
        #expect(found.shape == [1, 0, 6, 8])
    }
}
