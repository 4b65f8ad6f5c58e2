import Testing

@testable import Tensor

/// Layers made ready for inference beside the layers themselves: every way, alone and beside another.
@Suite struct PreparedConvolutionTests {
    /// A layer and what stands behind it.
    struct Kind: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var kernel = 1
        var settings = ConvolutionSettings()
        var inputs = 9
        var isTransposed = false
        var isNormalized = true
        var slope: Float = 0.1
    }

    /// One of each way, those that have none of their own, and each both with an activation and without.
    private static let same: [Kind] = {
        let padded = ConvolutionSettings(padding: Size2D(1))
        let kinds = [
            Kind(testDescription: "winograd", kernel: 3, settings: padded),
            Kind(testDescription: "winograd, transposed", kernel: 3, settings: padded, isTransposed: true),
            Kind(testDescription: "patches"),
            Kind(testDescription: "patches, transposed", isTransposed: true),
            Kind(testDescription: "taps", kernel: 3, settings: padded, inputs: 2),
            Kind(testDescription: "taps, transposed", kernel: 3, settings: padded, inputs: 2, isTransposed: true),
            Kind(testDescription: "columns", kernel: 5, settings: ConvolutionSettings(padding: Size2D(2))),
            Kind(
                testDescription: "plain", kernel: 3,
                settings: ConvolutionSettings(padding: Size2D(1), method: .plain), isTransposed: true),
        ]
        return kinds
            + kinds.map { kind in
                var kind = kind
                kind.testDescription += ", without activation"
                kind.slope = 1
                kind.isNormalized = false
                return kind
            }
    }()

    /// Those that change the image's size.
    private static let others = [
        Kind(testDescription: "down", kernel: 2, settings: ConvolutionSettings(stride: Size2D(2)), slope: 1),
        Kind(testDescription: "down, activated", kernel: 2, settings: ConvolutionSettings(stride: Size2D(2))),
        Kind(
            testDescription: "groups", kernel: 3, settings: ConvolutionSettings(stride: Size2D(2), groups: 3),
            isNormalized: false),
        Kind(testDescription: "winograd, unpadded", kernel: 3),
        Kind(
            testDescription: "winograd, transposed, padded by 3", kernel: 3,
            settings: ConvolutionSettings(padding: Size2D(3)), isTransposed: true),
    ]

    /// A layer with its parameters, prepared and not.
    private struct Layer {
        let prepared: PreparedConvolution
        let plain: (Tensor, Size2D?) -> Tensor

        init(_ kind: Kind, outputs: Int, seed: UInt64) {
            let (name, inputs) = ("layer", kind.inputs)
            let normalization = kind.isNormalized ? BatchNormalizationLayer(name: "norm", channels: outputs) : nil
            let down = ConvolutionLayer(
                name: name, inputs: inputs, outputs: outputs, kernel: kind.kernel, settings: kind.settings)
            let up = TransposedConvolutionLayer(
                name: name, inputs: inputs, outputs: outputs, kernel: kind.kernel, settings: kind.settings)
            var generator = SeededGenerator(seed: seed)
            let fresh = ParameterSet(
                initializing: (kind.isTransposed ? up.specifications : down.specifications)
                    + (normalization?.specifications ?? []), using: &generator)
            let parameters =
                normalization == nil
                ? fresh
                : fresh.replacing([
                    "norm.weight": randomTensor([outputs], seed: seed + 1),
                    "norm.bias": randomTensor([outputs], seed: seed + 2),
                    "norm.running_mean": randomTensor([outputs], seed: seed + 3),
                    "norm.running_var": randomTensor([outputs], seed: seed + 4).exp(),
                ])
            prepared =
                kind.isTransposed
                ? PreparedConvolution(
                    up, normalization: normalization, activationSlope: kind.slope, parameters: parameters)
                : PreparedConvolution(
                    down, normalization: normalization, activationSlope: kind.slope, parameters: parameters)
            plain = { image, size in
                let sums =
                    kind.isTransposed
                    ? up(image, parameters: parameters, outputSize: size) : down(image, parameters: parameters)
                guard let normalization else { return sums.leakyReLU(slope: kind.slope) }
                return normalization(sums, parameters: parameters, recorder: nil, activationSlope: kind.slope)
            }
        }
    }

    /// Sizes that tiles of four fill and leave unfilled, one of them smaller than a tile.
    private static let sizes = [
        Size2D(height: 12, width: 16), Size2D(height: 9, width: 15), Size2D(height: 5, width: 3),
    ]

    private func image(_ kind: Kind, _ size: Size2D, seed: UInt64) -> Tensor {
        randomTensor([2, size.height, size.width, kind.inputs], seed: seed)
    }

    @Test func howItIsUsed() {
        var generator = SeededGenerator(seed: 1)
        let layer = ConvolutionLayer(
            name: "conv", inputs: 8, outputs: 16, kernel: 3, settings: ConvolutionSettings(padding: Size2D(1)))
        let normalization = BatchNormalizationLayer(name: "bn", channels: 16)
        let parameters = ParameterSet(
            initializing: layer.specifications + normalization.specifications, using: &generator)
        let prepared = PreparedConvolution(
            layer, normalization: normalization, activationSlope: 0.01, parameters: parameters)
        let image = randomTensor([1, 20, 30, 8], seed: 2)
        let expected = normalization(layer(image, parameters: parameters), parameters: parameters, recorder: nil)
        expectClose(prepared(image), expected.leakyReLU(slope: 0.01))
    }

    @Test(arguments: same + others)
    func alone(kind: Kind) {
        let layer = Layer(kind, outputs: 12, seed: 10)
        for size in Self.sizes where kind.settings.padding != Size2D(3) || size.width > 5 {
            let image = image(kind, size, seed: 1)
            expectClose(layer.prepared(image), layer.plain(image, nil), "\(size)")
        }
    }

    /// Any of them beside any other.
    @Test(arguments: same)
    func concatenation(kind: Kind) {
        for other in Self.same {
            let (first, second) = (Layer(kind, outputs: 7, seed: 10), Layer(other, outputs: 10, seed: 20))
            for size in Self.sizes {
                let (image, neighbour) = (image(kind, size, seed: 1), image(other, size, seed: 2))
                expectClose(
                    PreparedConvolution.concatenation(of: first.prepared, image, and: second.prepared, neighbour),
                    Tensor.concatenation(of: [first.plain(image, nil), second.plain(neighbour, nil)], axis: 3),
                    "\(other.testDescription), \(size)")
            }
        }
    }

    /// Up to every size that comes down to the image's, alone and beside another, to whose size it goes.
    @Test(arguments: [1, 0.1] as [Float], [false, true])
    func up(slope: Float, isNormalized: Bool) {
        let up = Kind(
            testDescription: "up", kernel: 2, settings: ConvolutionSettings(stride: Size2D(2)), isTransposed: true,
            isNormalized: isNormalized, slope: slope)
        let layer = Layer(up, outputs: 7, seed: 10)
        for small in Self.sizes {
            let image = image(up, small, seed: 1)
            expectClose(layer.prepared(image), layer.plain(image, nil))
            for (extraHeight, extraWidth) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                let size = Size2D(height: 2 * small.height + extraHeight, width: 2 * small.width + extraWidth)
                let expected = layer.plain(image, size)
                expectClose(layer.prepared(image, outputSize: size), expected, "\(size)")
                for other in Self.same {
                    let second = Layer(other, outputs: 10, seed: 20)
                    let neighbour = self.image(other, size, seed: 2)
                    expectClose(
                        PreparedConvolution.concatenation(of: layer.prepared, image, and: second.prepared, neighbour),
                        Tensor.concatenation(of: [expected, second.plain(neighbour, nil)], axis: 3),
                        "\(other.testDescription), \(size)")
                }
            }
        }
    }

    /// What a prepared layer gives doesn't change while others use it.
    @Test func isSharedBetweenThreads() {
        for kind in Self.same {
            let layer = Layer(kind, outputs: 12, seed: 10).prepared
            let image = image(kind, Size2D(height: 21, width: 30), seed: 1)
            let expected = layer(image).scalars
            let found = Tensor.init(repeating: 0, shape: [8])
            found.withPointer { flags in
                let flags = SharedPointer(UnsafeMutablePointer(mutating: flags))
                Parallel.forEach(8) { flags.base[$0] = layer(image).scalars == expected ? 1 : 0 }
            }
            #expect(found.scalars == [Float](repeating: 1, count: 8), "\(kind.testDescription)")
        }
    }
}
