import Testing

@testable import Tensor

/// The way for every kind of convolution; `ConvolutionTests` has the operators that rest on it.
@Suite struct ColumnConvolutionTests {
    struct Problem: CustomTestStringConvertible {
        var image: TensorShape
        var weight: TensorShape
        var settings: ConvolutionSettings

        var testDescription: String { "\(image) ∗ \(weight), \(settings)" }

        var geometry: ConvolutionGeometry {
            ConvolutionGeometry(
                images: image[0], input: Size2D(height: image[1], width: image[2]), inputChannels: image[3],
                outputChannels: weight[0], kernel: Size2D(height: weight[2], width: weight[3]), settings: settings)
        }
    }

    private static let problems: [Problem] = [
        Problem(image: [2, 9, 11, 6], weight: [5, 6, 3, 3], settings: ConvolutionSettings(padding: Size2D(1))),
        Problem(image: [3, 9, 12, 8], weight: [6, 8, 1, 1], settings: ConvolutionSettings()),
        Problem(image: [1, 40, 50, 40], weight: [33, 40, 3, 3], settings: ConvolutionSettings(padding: Size2D(1))),
        Problem(
            image: [2, 11, 13, 8], weight: [6, 4, 3, 3], settings: ConvolutionSettings(padding: Size2D(2), groups: 2)),
        Problem(image: [2, 11, 13, 6], weight: [6, 1, 3, 2], settings: ConvolutionSettings(groups: 6)),
        Problem(
            image: [2, 11, 14, 5], weight: [4, 5, 3, 3],
            settings: ConvolutionSettings(stride: Size2D(2), padding: Size2D(1))),
        Problem(
            image: [2, 15, 14, 4], weight: [6, 2, 3, 2],
            settings: ConvolutionSettings(
                stride: Size2D(height: 2, width: 3), padding: Size2D(1), dilation: Size2D(2), groups: 2)),
        // The reversed convolution would need a negative padding.
        Problem(
            image: [2, 5, 6, 9], weight: [8, 9, 3, 3],
            settings: ConvolutionSettings(padding: Size2D(height: 3, width: 4))),
        Problem(image: [2, 5, 6, 4], weight: [3, 4, 1, 1], settings: ConvolutionSettings(padding: Size2D(2))),
        Problem(image: [1, 1, 1, 1], weight: [1, 1, 1, 1], settings: ConvolutionSettings()),
    ]

    @Test(arguments: problems)
    func equalsTheDefinition(problem: Problem) {
        let direct = DirectConvolution(image: problem.image, weight: problem.weight, settings: problem.settings)
        let (image, weight) = (randomTensor(problem.image, seed: 1), randomTensor(problem.weight, seed: 2))
        let geometry = problem.geometry
        let bias = randomTensor([problem.weight[0]], seed: 3)
        let value = ColumnConvolution.forward(image, weight: weight, bias: bias.scalars, geometry: geometry)
        expectClose(value, direct.forward(image, weight, bias: bias), tolerance: 2e-6)

        let gradient = randomTensor(value.shape, seed: 4)
        let backBias = randomTensor([problem.image[3]], seed: 5)
        let data = ColumnConvolution.dataGradient(
            gradient, weight: weight, bias: backBias.scalars, geometry: geometry)
        expectClose(data, direct.dataGradient(gradient, weight) + backBias, tolerance: 2e-6)
        let found = ColumnConvolution.weightGradient(image, gradient: gradient, geometry: geometry)
        expectClose(found, direct.weightGradient(image, gradient), tolerance: 2e-6)
    }

    /// Each output is one plain sum of products: whole numbers come out exactly.
    @Test func wholeNumbersAreExact() {
        let (image, weight) = (whole([2, 8, 9, 12], modulus: 23), whole([10, 12, 3, 3], modulus: 13))
        let settings = ConvolutionSettings(padding: Size2D(1), method: .plain)
        let found = image.conv2d(weight: weight, settings: settings)
        #expect(found.scalars == directConvolution(image, weight, bias: nil, settings: settings).scalars)
    }

    private func whole(_ shape: TensorShape, modulus: Int) -> Tensor {
        let values: [Int] = (0..<shape.elementCount).map { $0 * 7 % modulus - modulus / 2 }
        return Tensor(values.map { Float($0) }, shape: shape)
    }

    /// Images without a place for the kernel, and no images at all: an empty result, and gradients of zero.
    @Test func nothingComesOfNothing() {
        let weight = randomTensor([4, 9, 3, 3], seed: 1).tracked()
        for method in [ConvolutionMethod.plain, .quickest] {
            for shape in [[0, 5, 5, 9], [1, 2, 5, 9], [1, 5, 2, 9]] as [TensorShape] {
                let image = randomTensor(shape, seed: 2).tracked()
                let value = image.conv2d(weight: weight, settings: ConvolutionSettings(method: method))
                #expect(value.shape == [shape[0], max(0, shape[1] - 2), max(0, shape[2] - 2), 4])
                let gradients = value.backward(seed: .zeros(value.shape))
                #expect(gradients[weight]?.scalars == [Float](repeating: 0, count: 4 * 81))
                #expect(gradients[image]?.scalars == [Float](repeating: 0, count: shape.elementCount))
            }
        }
    }
}
