import Tensor
import Testing

@Suite struct ConvolutionLayerTests {
    @Test func listsItsParametersUnderItsName() {
        let layer = ConvolutionLayer(
            name: "encode.conv1", inputs: 4, outputs: 6, kernel: 3, settings: ConvolutionSettings(groups: 2))
        #expect(layer.specifications.map(\.name) == ["encode.conv1.weight", "encode.conv1.bias"])
        #expect(layer.specifications.map(\.shape) == [[6, 2, 3, 3], [6]])
        let up = TransposedConvolutionLayer(name: "us", inputs: 4, outputs: 6, kernel: 2)
        #expect(up.specifications.map(\.shape) == [[4, 6, 2, 2], [6]])
    }

    @Test func appliesThem() {
        var generator = SeededGenerator(seed: 1)
        let settings = ConvolutionSettings(stride: Size2D(2))
        let layer = ConvolutionLayer(name: "down", inputs: 2, outputs: 3, kernel: 2, settings: settings, biasStart: -5)
        let parameters = ParameterSet(initializing: layer.specifications, using: &generator)
        #expect(parameters["down.bias"].scalars == [-5, -5, -5])
        let image = randomTensor([1, 5, 7, 2], seed: 2)
        expectClose(
            layer(image, parameters: parameters),
            image.conv2d(weight: parameters["down.weight"], bias: parameters["down.bias"], settings: settings))
    }

    @Test func gradients() {
        let layer = ConvolutionLayer(
            name: "c", inputs: 2, outputs: 3, kernel: 3, settings: ConvolutionSettings(padding: Size2D(1)))
        checkLayer(layer.specifications, image: [2, 3, 5, 2]) { layer($0, parameters: $1) }
        let up = TransposedConvolutionLayer(
            name: "us", inputs: 3, outputs: 2, kernel: 2, settings: ConvolutionSettings(stride: Size2D(2)))
        checkLayer(up.specifications, image: [1, 2, 3, 3]) {
            up($0, parameters: $1, outputSize: Size2D(height: 5, width: 6))
        }
    }
}

/// Compares the gradients of a layer, for its image and each of its trained parameters, with differences.
func checkLayer(
    _ specifications: [ParameterSpecification], image: TensorShape, tolerance: Double = 2e-3,
    _ layer: (Tensor, ParameterSet) -> Tensor
) {
    var generator = SeededGenerator(seed: 3)
    let parameters = ParameterSet(initializing: specifications, using: &generator)
    let names = specifications.filter { $0.role == .trained }.map(\.name)
    let moved = names.enumerated().map { index, name in
        parameters[name] + randomTensor(parameters[name].shape, seed: UInt64(index), scale: 0.2)
    }
    let start = parameters.replacing(Dictionary(uniqueKeysWithValues: zip(names, moved)))
    checkGradients(of: [randomTensor(image, seed: 4)], tolerance: tolerance, "image") { layer($0[0], start) }

    // The parameters through the set itself: tracked as a whole, derived by name.
    let input = randomTensor(image, seed: 4)
    let tracked = start.tracked()
    let output = layer(input, tracked)
    let projection = randomTensor(output.shape, seed: 5)
    let gradients = tracked.gradients(in: output.backward(seed: projection))
    for name in names {
        let direction = randomTensor(start[name].shape, seed: 6)
        func value(_ distance: Float) -> Double {
            let changed = start.replacing([name: start[name] + direction * distance])
            return dot(layer(input, changed), projection)
        }
        let step: Float = 0.01
        let near = value(step) - value(-step)
        let far = value(2 * step) - value(-2 * step)
        let numeric = (8 * near - far) / (12 * Double(step))
        let analytic = gradients[name].map { dot($0, direction) } ?? .nan
        #expect(abs(numeric - analytic) <= tolerance * max(1, abs(numeric)), "\(name)")
    }
}
