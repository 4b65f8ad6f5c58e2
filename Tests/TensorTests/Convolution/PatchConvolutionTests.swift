import Testing

@testable import Tensor

@Suite struct PatchConvolutionTests {
    /// A kernel as large as its stride.
    private static func settings(_ kernel: Size2D) -> ConvolutionSettings { ConvolutionSettings(stride: kernel) }

    private static func geometry(_ image: TensorShape, _ weight: TensorShape) -> ConvolutionGeometry {
        let kernel = Size2D(height: weight[2], width: weight[3])
        return ConvolutionGeometry(
            images: image[0], input: Size2D(height: image[1], width: image[2]), inputChannels: image[3],
            outputChannels: weight[0], kernel: kernel, settings: settings(kernel))
    }

    private static let kernels = [
        Size2D(1), Size2D(2), Size2D(3), Size2D(height: 1, width: 2), Size2D(height: 3, width: 1),
    ]

    /// Channels in the midst of a wider image, which begins with a value.
    private struct Canvas {
        let memory: Floats
        let shape: TensorShape
        let beside: Int

        init(_ shape: TensorShape, beside: Int, value: Float) {
            (self.shape, self.beside) = (shape, beside)
            memory = Floats(count: shape[0] * shape[1] * shape[2] * (shape[3] + 2 * beside), value: value)
        }

        var view: ImageView {
            ImageView(
                memory.base, images: shape[0], size: Size2D(height: shape[1], width: shape[2]),
                channels: shape[3] + 2 * beside
            ).channels(beside..<beside + shape[3])
        }

        /// What was written; nothing beside it may have been.
        func written(_ value: Float) -> Tensor {
            let width = shape[3] + 2 * beside
            let whole = Tensor(memory.values, shape: [shape[0], shape[1], shape[2], width])
            #expect(memory.isIntactAround)
            for channels in [0..<beside, beside + shape[3]..<width] {
                #expect(whole.sliced(channels, axis: 3).scalars.allSatisfy { $0 == value })
            }
            return whole.sliced(beside..<beside + shape[3], axis: 3)
        }
    }

    @Test func isForPatchesThatNeitherOverlapNorLeaveGaps() {
        func fits(_ kernel: Int, _ settings: ConvolutionSettings) -> Bool {
            PatchConvolution.fits(
                ConvolutionGeometry(
                    images: 1, input: Size2D(8), inputChannels: 4, outputChannels: 4, kernel: Size2D(kernel),
                    settings: settings))
        }
        #expect(fits(1, ConvolutionSettings()))
        #expect(fits(2, ConvolutionSettings(stride: Size2D(2))))
        #expect(!fits(3, ConvolutionSettings(stride: Size2D(2))))
        #expect(!fits(2, ConvolutionSettings()))
        #expect(!fits(2, ConvolutionSettings(stride: Size2D(2), padding: Size2D(1))))
        #expect(!fits(2, ConvolutionSettings(stride: Size2D(2), dilation: Size2D(2))))
        #expect(!fits(2, ConvolutionSettings(stride: Size2D(2), groups: 2)))
    }

    /// Down, odd sizes included: the last row and column of those belong to no patch.
    @Test(arguments: kernels, [0, 2])
    func gather(kernel: Size2D, beside: Int) {
        for hasBias in [false, true] {
            let image = randomTensor([2, 7, 37, 5], seed: 1)
            let weight = randomTensor([9, 5, kernel.height, kernel.width], seed: 2)
            let bias = hasBias ? randomTensor([9], seed: 3) : nil
            let geometry = Self.geometry(image.shape, weight.shape)
            let canvas = Canvas(
                [2, geometry.output.height, geometry.output.width, 9], beside: beside, value: 4)
            let matrix = ConvolutionWeights.columns(of: weight, geometry: geometry)
            image.withPointer {
                PatchConvolution.gather(
                    $0, matrix: matrix.base, bias: bias?.scalars ?? [], geometry: geometry, into: canvas.view)
            }
            let expected = directConvolution(image, weight, bias: bias, settings: Self.settings(kernel))
            #expect(relativeError(canvas.written(4), expected) < 2e-6)
        }
    }

    /// Up, to every size that leads back; what no patch covers is the bias.
    @Test(arguments: kernels, [0, 2])
    func spread(kernel: Size2D, beside: Int) {
        for extra in 0..<max(kernel.height, kernel.width) {
            for hasBias in [false, true] {
                let small = randomTensor([2, 3, 19, 9], seed: 1)
                let weight = randomTensor([9, 5, kernel.height, kernel.width], seed: 2)
                let bias = hasBias ? randomTensor([5], seed: 3) : nil
                let large: TensorShape = [
                    2, 3 * kernel.height + min(extra, kernel.height - 1),
                    19 * kernel.width + min(extra, kernel.width - 1),
                    5,
                ]
                let geometry = Self.geometry(large, weight.shape)
                let canvas = Canvas(large, beside: beside, value: 4)
                let matrix = ConvolutionWeights.spreading(of: weight, geometry: geometry)
                small.withPointer {
                    PatchConvolution.spread(
                        $0, matrix: matrix.base, bias: bias?.scalars ?? [], geometry: geometry, into: canvas.view)
                }
                let direct = DirectConvolution(image: large, weight: weight.shape, settings: Self.settings(kernel))
                let expected = direct.dataGradient(small, weight) + (bias ?? .zeros([5]))
                #expect(relativeError(canvas.written(4), expected) < 2e-6, "\(large), bias \(hasBias)")
            }
        }
    }

    @Test(arguments: kernels)
    func weightGradient(kernel: Size2D) {
        let image = randomTensor([3, 7, 37, 5], seed: 1)
        let shape: TensorShape = [9, 5, kernel.height, kernel.width]
        let geometry = Self.geometry(image.shape, shape)
        let gradient = randomTensor([3, geometry.output.height, geometry.output.width, 9], seed: 2)
        let matrix = image.withPointer { image in
            gradient.withPointer { PatchConvolution.weightGradient(image, gradient: $0, geometry: geometry) }
        }
        let found = withExtendedLifetime(matrix) {
            ConvolutionWeights.weight(fromColumns: matrix.base, geometry: geometry)
        }
        let direct = DirectConvolution(image: image.shape, weight: shape, settings: Self.settings(kernel))
        #expect(relativeError(found, direct.weightGradient(image, gradient)) < 2e-6)
    }

    @Test func nothingComesOfNothing() {
        let weight = randomTensor([4, 9, 2, 2], seed: 1).tracked()
        for shape in [[0, 4, 4, 9], [1, 1, 4, 9], [1, 4, 1, 9]] as [TensorShape] {
            let image = randomTensor(shape, seed: 2).tracked()
            let value = image.conv2d(weight: weight, settings: Self.settings(Size2D(2)))
            #expect(value.shape == [shape[0], shape[1] / 2, shape[2] / 2, 4])
            let gradients = value.backward(seed: .zeros(value.shape))
            #expect(gradients[weight]?.scalars == [Float](repeating: 0, count: 4 * 36))
            #expect(gradients[image]?.scalars == [Float](repeating: 0, count: shape.elementCount))
        }
    }

    /// More pixels than are worked on at once, and products that are cut into pieces.
    @Test(arguments: [(200, 150), (64, 256), (3, 2)])
    func manyPixels(inputs: Int, outputs: Int) {
        let image = randomTensor([1, 29, 31, inputs], seed: 1).tracked()
        let weight = randomTensor([outputs, inputs, 1, 1], seed: 2)
        let value = image.conv2d(weight: weight)
        #expect(relativeError(value, directConvolution(image, weight, bias: nil, settings: .init())) < 2e-6)
    }
}
