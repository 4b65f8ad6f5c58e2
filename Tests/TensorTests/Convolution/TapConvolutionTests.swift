import Testing

@testable import Tensor

@Suite struct TapConvolutionTests {
    /// Kernels, channels, paddings and dilations of images with few channels.
    struct Problem: CustomTestStringConvertible {
        var size = Size2D(height: 9, width: 14)
        var channels = 1
        var kernel = Size2D(3)
        var padding = Size2D(1)
        var dilation = Size2D(1)

        var settings: ConvolutionSettings { ConvolutionSettings(padding: padding, dilation: dilation) }
        var testDescription: String { "\(size), \(channels) channels, \(kernel), \(settings)" }

        func geometry(images: Int, outputs: Int) -> ConvolutionGeometry {
            ConvolutionGeometry(
                images: images, input: size, inputChannels: channels, outputChannels: outputs, kernel: kernel,
                settings: settings)
        }
    }

    private static let problems: [Problem] = [
        // The network's first layer; more rows than one part has.
        Problem(), Problem(size: Size2D(height: 40, width: 61)),
        Problem(channels: 3), Problem(padding: Size2D(0)), Problem(padding: Size2D(2)),
        Problem(channels: 2, kernel: Size2D(height: 1, width: 5), padding: Size2D(height: 0, width: 3)),
        Problem(channels: 7, kernel: Size2D(2), padding: Size2D(height: 2, width: 0)),
        Problem(kernel: Size2D(height: 4, width: 3), padding: Size2D(2)),
        // Kernels that hang over both edges at once, or reach the image from beyond it.
        Problem(size: Size2D(1), padding: Size2D(2)),
        Problem(size: Size2D(height: 2, width: 1), kernel: Size2D(5), padding: Size2D(2)),
        Problem(size: Size2D(1), channels: 2, kernel: Size2D(1), padding: Size2D(2)),
    ]

    @Test func isForFewChannels() {
        for problem in Self.problems { #expect(TapConvolution.fits(problem.geometry(images: 1, outputs: 4))) }
        #expect(!TapConvolution.fits(Problem(channels: 8).geometry(images: 1, outputs: 4)))
        #expect(!TapConvolution.fits(Problem(channels: 4).geometry(images: 1, outputs: 4)))
        #expect(!TapConvolution.fits(Problem(dilation: Size2D(2)).geometry(images: 1, outputs: 4)))
        let strided = ConvolutionGeometry(
            images: 1, input: Size2D(9), inputChannels: 1, outputChannels: 4, kernel: Size2D(3),
            settings: ConvolutionSettings(stride: Size2D(2)))
        #expect(!TapConvolution.fits(strided))
    }

    private func inputs(_ problem: Problem, outputs: Int) -> (image: Tensor, weight: Tensor, direct: DirectConvolution)
    {
        let image = randomTensor([3, problem.size.height, problem.size.width, problem.channels], seed: 1)
        let weight = randomTensor([outputs, problem.channels, problem.kernel.height, problem.kernel.width], seed: 2)
        return (
            image, weight, DirectConvolution(image: image.shape, weight: weight.shape, settings: problem.settings)
        )
    }

    @Test(arguments: problems)
    func forward(problem: Problem) {
        let (image, weight, direct) = inputs(problem, outputs: 9)
        let bias = randomTensor([9], seed: 3)
        let geometry = problem.geometry(images: 3, outputs: 9)
        let matrix = ConvolutionWeights.columns(of: weight, geometry: geometry)
        /// Written to channels 2 to 10 of thirteen.
        func run(bias: [Float], slope: Float) -> Tensor {
            let shape: TensorShape = [3, geometry.output.height, geometry.output.width, 13]
            let memory = Floats(count: shape.elementCount, value: 7)
            let view = ImageView(memory.base, images: 3, size: geometry.output, channels: 13).channels(2..<11)
            image.withPointer {
                TapConvolution.forward(
                    $0, matrix: matrix.base, bias: bias, slope: slope, geometry: geometry, into: view)
            }
            let whole = Tensor(memory.values, shape: shape)
            #expect(memory.isIntactAround)
            #expect(whole.sliced(0..<2, axis: 3).scalars.allSatisfy { $0 == 7 })
            #expect(whole.sliced(11..<13, axis: 3).scalars.allSatisfy { $0 == 7 })
            return whole.sliced(2..<11, axis: 3)
        }
        let sums = direct.forward(image, weight)
        expectClose(run(bias: [], slope: 1), sums, tolerance: 2e-6)
        expectClose(
            run(bias: bias.scalars, slope: 0.1), (sums + bias).leakyReLU(slope: 0.1), tolerance: 2e-6)
    }

    @Test(arguments: problems)
    func gradients(problem: Problem) {
        let (image, weight, direct) = inputs(problem, outputs: 5)
        let geometry = problem.geometry(images: 3, outputs: 5)
        let gradient = randomTensor([3, geometry.output.height, geometry.output.width, 5], seed: 4)
        let data = TapConvolution.dataGradient(
            gradient, matrix: ConvolutionWeights.columns(of: weight, geometry: geometry), geometry: geometry)
        expectClose(data, direct.dataGradient(gradient, weight), tolerance: 2e-6)
        let columns = TapConvolution.weightGradient(image, gradient: gradient, geometry: geometry)
        let found = withExtendedLifetime(columns) {
            ConvolutionWeights.weight(fromColumns: columns.base, geometry: geometry)
        }
        expectClose(found, direct.weightGradient(image, gradient), tolerance: 2e-6)
    }

    @Test func nothingComesOfNothing() {
        let weight = randomTensor([4, 1, 3, 3], seed: 1).tracked()
        for shape in [[0, 5, 5, 1], [1, 2, 5, 1], [1, 5, 2, 1]] as [TensorShape] {
            let image = randomTensor(shape, seed: 2).tracked()
            let gradients = image.conv2d(weight: weight).backward(
                seed: .zeros([shape[0], max(0, shape[1] - 2), max(0, shape[2] - 2), 4]))
            #expect(gradients[weight]?.scalars == [Float](repeating: 0, count: 36))
            #expect(gradients[image]?.scalars == [Float](repeating: 0, count: shape.elementCount))
        }
    }
}
