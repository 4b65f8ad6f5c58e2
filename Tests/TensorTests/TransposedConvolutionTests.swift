import Tensor
import Testing

@Suite struct TransposedConvolutionTests {
    @Test func spreadsEveryPixelOverAKernel() {
        let image = Tensor([1, 2], shape: [1, 1, 2, 1])
        let weight = Tensor([1, 2, 3, 4], shape: [1, 1, 2, 2])
        let settings = ConvolutionSettings(stride: Size2D(2))
        let spread = image.transposedConv2d(weight: weight, settings: settings)
        #expect(spread.scalars == [1, 2, 2, 4, 3, 4, 6, 8])
        // Where the image that was halved had an odd size, the last row or column is the bias alone.
        let odd = image.transposedConv2d(
            weight: weight, bias: Tensor([10], shape: [1]), settings: settings,
            outputSize: Size2D(height: 2, width: 5))
        #expect(odd.scalars == [11, 12, 12, 14, 10, 13, 14, 16, 18, 10])
    }

    @Test func agreesWithPyTorch() throws {
        for golden in try Golden.cases("conv_transpose2d") {
            let settings = try golden.integers()
            let convolution = ConvolutionSettings(
                stride: Size2D(height: settings[0], width: settings[1]),
                padding: Size2D(height: settings[2], width: settings[3]))
            try golden.check(inputs: ["input", "weight", "bias"]) {
                $0[0].transposedConv2d(
                    weight: $0[1], bias: $0[2], settings: convolution,
                    outputSize: Size2D(height: settings[4], width: settings[5]))
            }
        }
    }

    @Test(arguments: [
        (ConvolutionSettings(stride: Size2D(2)), 2, Size2D(height: 7, width: 11)),
        (ConvolutionSettings(padding: Size2D(1)), 3, Size2D(height: 3, width: 5)),
        (
            ConvolutionSettings(stride: Size2D(2), padding: Size2D(1), dilation: Size2D(2)), 3,
            Size2D(height: 8, width: 11)
        ),
    ])
    func gradients(settings: ConvolutionSettings, kernel: Int, size: Size2D) {
        let inputs = [
            randomTensor([2, 3, 5, 3], seed: 1), randomTensor([3, 4, kernel, kernel], seed: 2),
            randomTensor([4], seed: 3),
        ]
        checkGradients(of: inputs) {
            $0[0].transposedConv2d(weight: $0[1], bias: $0[2], settings: settings, outputSize: size)
        }
    }

    /// It is the transpose of the convolution with the same weight: ⟨conv(x), y⟩ = ⟨x, transposed(y)⟩.
    @Test(arguments: 0..<4)
    func isTheTranspose(part: UInt64) {
        var generator = SeededGenerator(seed: 200 + part)
        for _ in 0..<50 {
            let problem = RandomConvolution(using: &generator, groups: false)
            let image = randomTensor(problem.image, seed: generator.next())
            let weight = randomTensor(problem.weight, seed: generator.next())
            let forward = image.conv2d(weight: weight, settings: problem.settings)
            let other = randomTensor(forward.shape, seed: generator.next())
            let back = other.transposedConv2d(
                weight: weight, settings: problem.settings,
                outputSize: Size2D(height: problem.image[1], width: problem.image[2]))
            let scale = 1 + dot(forward, forward).squareRoot() * dot(other, other).squareRoot()
            #expect(
                abs(dot(forward, other) - dot(image, back)) < 1e-5 * scale,
                "\(problem.image) ∗ \(problem.weight), \(problem.settings)")
        }
    }
}
