import Tensor
import Testing

@Suite struct ConvolutionTests {
    @Test func movesAKernelOverAnImage() {
        let image = Tensor([1, 2, 3, 4, 5, 6], shape: [1, 2, 3, 1])
        let sums = image.conv2d(weight: .ones([1, 1, 2, 2]), bias: Tensor([100], shape: [1]))
        #expect(sums.shape == [1, 1, 2, 1])
        #expect(sums.scalars == [112, 116])
        let same = image.conv2d(
            weight: .ones([1, 1, 3, 3]), settings: ConvolutionSettings(padding: Size2D(1)))
        #expect(same.scalars == [12, 21, 16, 12, 21, 16])
    }

    @Test func agreesWithPyTorch() throws {
        for golden in try Golden.cases("conv2d") {
            let settings = try golden.integers()
            let convolution = ConvolutionSettings(
                stride: Size2D(height: settings[0], width: settings[1]),
                padding: Size2D(height: settings[2], width: settings[3]),
                dilation: Size2D(height: settings[4], width: settings[5]), groups: settings[6])
            try golden.check(inputs: ["input", "weight", "bias"]) {
                $0[0].conv2d(weight: $0[1], bias: $0[2], settings: convolution)
            }
        }
    }

    @Test(arguments: [
        ConvolutionSettings(),
        ConvolutionSettings(padding: Size2D(1)),
        ConvolutionSettings(stride: Size2D(2), padding: Size2D(height: 1, width: 0)),
        ConvolutionSettings(stride: Size2D(height: 1, width: 3), padding: Size2D(2), dilation: Size2D(2)),
        ConvolutionSettings(padding: Size2D(1), groups: 2),
    ])
    func gradients(settings: ConvolutionSettings) {
        let inputs = [
            randomTensor([2, 5, 7, 4], seed: 1), randomTensor([6, 4 / settings.groups, 3, 3], seed: 2),
            randomTensor([6], seed: 3),
        ]
        checkGradients(of: inputs) { $0[0].conv2d(weight: $0[1], bias: $0[2], settings: settings) }
    }

    @Test func onlyWhatIsTrackedGetsAGradient() {
        let (image, weight) = (randomTensor([1, 3, 3, 2], seed: 1), randomTensor([2, 2, 1, 1], seed: 2).tracked())
        let gradients = image.conv2d(weight: weight).sum().backward()
        #expect(gradients[weight]?.shape == [2, 2, 1, 1])
        #expect(gradients[image] == nil)
    }

    /// Random shapes against the definition; a convolution is linear in the image and in the weight, so each gradient
    /// must satisfy ⟨upstream, value⟩ = ⟨gradient, input⟩.
    @Test(arguments: 0..<8)
    func agreesWithTheDefinition(part: UInt64) throws {
        var generator = SeededGenerator(seed: 100 + part)
        for index in 0..<50 {
            let problem = RandomConvolution(using: &generator)
            let image = randomTensor(problem.image, seed: generator.next()).tracked()
            let weight = randomTensor(problem.weight, seed: generator.next()).tracked()
            let bias = index.isMultiple(of: 2) ? randomTensor([problem.weight[0]], seed: generator.next()) : nil
            let comment = "\(problem.image) ∗ \(problem.weight), \(problem.settings)"
            let value = image.conv2d(weight: weight, bias: bias, settings: problem.settings)
            let expected = directConvolution(image, weight, bias: bias, settings: problem.settings)
            expectClose(value, expected, tolerance: 1e-5, comment)

            let upstream = randomTensor(value.shape, seed: generator.next())
            let gradients = value.backward(seed: upstream)
            let linear = value.detached() - (bias ?? .zeros([problem.weight[0]]))
            let total = dot(upstream, linear)
            let scale = 1 + dot(upstream, upstream).squareRoot() * dot(linear, linear).squareRoot()
            for input in [image, weight] {
                let gradient = try #require(gradients[input])
                #expect(abs(dot(gradient, input) - total) < 1e-5 * scale, "\(comment)")
            }
        }
    }

    /// Tensors of the network's size take the paths that small ones don't; single pixels against the definition.
    @Test(arguments: [[1, 32, 3, 1], [32, 64, 3, 1], [64, 64, 2, 2], [48, 32, 1, 1], [33, 17, 3, 1]])
    func largeImages(layer: [Int]) throws {
        let (inputs, outputs, kernel) = (layer[0], layer[1], layer[2])
        let settings = ConvolutionSettings(stride: Size2D(layer[3]), padding: Size2D(kernel == 3 ? 1 : 0))
        let image = randomTensor([2, 37, 41, inputs], seed: 1).tracked()
        let weight = randomTensor([outputs, inputs, kernel, kernel], seed: 2, scale: 0.1).tracked()
        let value = image.conv2d(weight: weight, settings: settings)
        expectClose(value, directConvolution(image, weight, bias: nil, settings: settings), tolerance: 2e-5)
        let upstream = randomTensor(value.shape, seed: 3)
        let gradients = value.backward(seed: upstream)
        for input in [image, weight] {
            // Along a random direction the derivative is that of a linear function.
            let direction = randomTensor(input.shape, seed: 4)
            let moved =
                input.shape == image.shape
                ? direction.conv2d(weight: weight, settings: settings)
                : image.conv2d(weight: direction, settings: settings)
            let expected = dot(upstream, moved)
            let scale = dot(upstream, upstream).squareRoot() * dot(moved, moved).squareRoot()
            #expect(abs(dot(try #require(gradients[input]), direction) - expected) < 1e-5 * scale)
        }
    }
}
