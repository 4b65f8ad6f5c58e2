import Testing

@testable import Tensor

/// The error of every convolution of the paper's network at full width with nine instruments, against double
/// precision: what it gives, the gradient of its image, and that of its weight.
///
/// Images are the network's own where it is narrow, 11 × 39 and 5 × 19 pixels, and crops of the others.
@Suite struct NetworkShapesTests {
    struct Layer: CustomTestStringConvertible, Sendable {
        let name: String
        let inputs: Int
        let outputs: Int
        let kernel: Int
        let size: Size2D
        var isTransposed = false
        /// Of an up-convolution's result.
        var outputSize: Size2D?

        var testDescription: String { "\(name): \(inputs) → \(outputs), \(kernel) × \(kernel), \(size)" }

        var settings: ConvolutionSettings {
            switch kernel {
            case 3: ConvolutionSettings(padding: Size2D(1))
            case 2: ConvolutionSettings(stride: Size2D(2))
            default: ConvolutionSettings()
            }
        }
    }

    /// The encoder's blocks, of 1, 32, 64 and 128 channels; each with the size it works at.
    private static let sizes = [
        Size2D(height: 24, width: 33), Size2D(height: 22, width: 39), Size2D(height: 22, width: 26),
        Size2D(height: 11, width: 39),
    ]
    private static let channels = [1, 32, 64, 128, 256]

    private static let layers: [Layer] = {
        var layers: [Layer] = []
        for block in 0..<4 {
            let (inputs, outputs, size) = (channels[block], channels[block + 1], sizes[block])
            let name = "encode.block\(block + 1)"
            layers += [
                Layer(name: "\(name).conv1", inputs: inputs, outputs: outputs, kernel: 3, size: size),
                Layer(name: "\(name).conv2", inputs: outputs, outputs: outputs, kernel: 3, size: size),
                Layer(name: "\(name).skip", inputs: inputs, outputs: outputs, kernel: 1, size: size),
                Layer(name: "\(name).ds", inputs: outputs, outputs: outputs, kernel: 2, size: size),
            ]
        }
        for (block, skip) in zip(1...4, [128, 64, 32, 0]) {
            let (inputs, size) = (channels[5 - block], sizes[4 - block])
            let joined = inputs + skip
            let name = "decode.d_block\(block)"
            let half = Size2D(height: size.height / 2, width: size.width / 2)
            layers += [
                Layer(
                    name: "\(name).us", inputs: inputs, outputs: inputs, kernel: 2, size: half, isTransposed: true,
                    outputSize: size),
                Layer(
                    name: "\(name).conv2d", inputs: joined, outputs: joined / 2, kernel: 3, size: size,
                    isTransposed: true),
                Layer(
                    name: "\(name).conv1d", inputs: joined / 2, outputs: skip > 0 ? skip : 9, kernel: 3, size: size,
                    isTransposed: true),
            ]
            if skip > 0 {
                layers.append(
                    Layer(name: "encode.conv\(block)", inputs: skip, outputs: skip, kernel: 3, size: size))
            }
        }
        return layers
    }()

    @Test func areAll() {
        #expect(Self.layers.count == 16 + 12 + 3)
        let parameters = Self.layers.reduce(0) { $0 + $1.inputs * $1.outputs * $1.kernel * $1.kernel + $1.outputs }
        // Those of the authors' network, less its batch norms, for nine instruments instead of ten.
        #expect(parameters == 3_277_164 - 145 - 2 * (1 + 2 * 480 + 192 + 128 + 96 + 64 + 48 + 32 + 16))
    }

    /// The parameters are drawn as PyTorch's and the images are normal, as behind a batch norm.
    @Test(arguments: layers)
    func errors(layer: Layer) throws {
        let area = layer.kernel * layer.kernel
        let shape: TensorShape =
            layer.isTransposed
            ? [layer.inputs, layer.outputs, layer.kernel, layer.kernel]
            : [layer.outputs, layer.inputs, layer.kernel, layer.kernel]
        let image = randomTensor([1, layer.size.height, layer.size.width, layer.inputs], seed: 1).tracked()
        let weight = randomTensor(shape, seed: 2, scale: 1 / Float(area * layer.inputs).squareRoot()).tracked()
        let value =
            layer.isTransposed
            ? image.transposedConv2d(weight: weight, settings: layer.settings, outputSize: layer.outputSize)
            : image.conv2d(weight: weight, settings: layer.settings)
        let upstream = randomTensor(value.shape, seed: 3)
        let gradients = value.backward(seed: upstream)

        let direct = DirectConvolution(
            image: layer.isTransposed ? value.shape : image.shape, weight: shape, settings: layer.settings)
        let expected: [Tensor]
        if layer.isTransposed {
            expected = [
                direct.dataGradient(image, weight), direct.forward(upstream, weight),
                direct.weightGradient(upstream, image),
            ]
        } else {
            expected = [
                direct.forward(image, weight), direct.dataGradient(upstream, weight),
                direct.weightGradient(image, upstream),
            ]
        }
        let found = [value, try #require(gradients[image]), try #require(gradients[weight])]
        for (index, name) in ["forward", "data gradient", "weight gradient"].enumerated() {
            let error = relativeError(found[index], expected[index])
            #expect(error <= 1e-5, "\(name)")
        }
    }
}
