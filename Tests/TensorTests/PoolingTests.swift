import Tensor
import Testing

@Suite struct PoolingTests {
    @Test func takesTheGreatestOrTheMeanOfEachWindow() {
        let image = Tensor([1, 2, 3, 4, 5, 6, 7, 8], shape: [1, 2, 4, 1])
        let halved = PoolingSettings(kernel: Size2D(2))
        #expect(image.maxPool2d(halved).scalars == [6, 8])
        #expect(image.averagePool2d(halved).scalars == [3.5, 5.5])
        // Pairs of frames, as the network's time pooling takes them; the odd last one alone in ceil mode.
        let pairs = PoolingSettings(kernel: Size2D(height: 1, width: 3), ceilMode: true)
        #expect(image.maxPool2d(pairs).scalars == [3, 4, 7, 8])
    }

    @Test func agreesWithPyTorch() throws {
        for golden in try Golden.cases("pooling") {
            let settings = try golden.integers()
            let pooling = PoolingSettings(
                kernel: Size2D(height: settings[0], width: settings[1]),
                stride: Size2D(height: settings[2], width: settings[3]),
                padding: Size2D(height: settings[4], width: settings[5]), ceilMode: settings[6] == 1)
            try golden.check(inputs: ["input"]) {
                golden.name.hasPrefix("max")
                    ? $0[0].maxPool2d(pooling) : $0[0].averagePool2d(pooling, countsPadding: settings[7] == 1)
            }
        }
    }

    @Test(arguments: [
        PoolingSettings(kernel: Size2D(2)),
        PoolingSettings(kernel: Size2D(3), stride: Size2D(2), padding: Size2D(1)),
        PoolingSettings(kernel: Size2D(height: 2, width: 3), stride: Size2D(1), ceilMode: true),
        PoolingSettings(kernel: Size2D(2), stride: Size2D(3), padding: Size2D(1), ceilMode: true),
    ])
    func gradients(settings: PoolingSettings) {
        let image = spacedTensor([2, 5, 3, 2], seed: 1)
        checkGradients(of: [image], "maximum") { $0[0].maxPool2d(settings) }
        checkGradients(of: [image], "average") { $0[0].averagePool2d(settings) }
        checkGradients(of: [image], "average inside") { $0[0].averagePool2d(settings, countsPadding: false) }
    }

    @Test func theFirstOfEqualsGetsTheGradient() {
        let image = Tensor([2, 2, 1, 2], shape: [1, 2, 2, 1]).tracked()
        let gradients = image.maxPool2d(PoolingSettings(kernel: Size2D(2))).sum().backward()
        #expect(gradients[image]?.scalars == [1, 0, 0, 0])
    }

    @Test func notANumberGoesThrough() {
        let image = Tensor([1, .nan, 3, 2], shape: [1, 2, 2, 1])
        let settings = PoolingSettings(kernel: Size2D(2))
        #expect(image.maxPool2d(settings).scalar.isNaN)
        #expect(image.tracked().maxPool2d(settings).scalar.isNaN)
    }

    @Test func trackedAndUntrackedAgree() {
        let image = randomTensor([3, 37, 29, 5], seed: 2)
        let settings = PoolingSettings(kernel: Size2D(3), stride: Size2D(2), padding: Size2D(1), ceilMode: true)
        #expect(image.maxPool2d(settings).scalars == image.tracked().maxPool2d(settings).scalars)
    }
}
