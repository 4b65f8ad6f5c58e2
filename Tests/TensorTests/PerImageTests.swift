import Testing

@testable import Tensor

@Suite struct PerImageTests {
    /// As many images as threads, more, fewer, one, none.
    @Test(arguments: 0...9)
    func givesEachImageAndKeepsTheOrder(count: Int) {
        let images = randomTensor([count, 3, 5, 2], seed: 1)
        let parts = images.perImage { index, image in (index, image) }
        #expect(parts.map(\.0) == Array(0..<count))
        for (index, image) in parts { #expect(image.scalars == images.sliced(index..<index + 1, axis: 0).scalars) }
        #expect(parts.allSatisfy { $0.1.shape == [1, 3, 5, 2] })
    }

    /// The same bits as for each image by itself, loops within loops included.
    @Test(arguments: [1, 2, 5])
    func computesAsIfAlone(count: Int) {
        let images = randomTensor([count, 21, 30, 12], seed: 1)
        let weight = randomTensor([16, 12, 3, 3], seed: 2)
        let found = images.perImage { _, image in image.conv2d(weight: weight).leakyReLU() }
        for (index, value) in found.enumerated() {
            let alone = images.sliced(index..<index + 1, axis: 0).conv2d(weight: weight).leakyReLU()
            #expect(value.scalars.map(\.bitPattern) == alone.scalars.map(\.bitPattern))
        }
    }

    @Test func noGradientFlowsThrough() {
        let images = randomTensor([2, 3], seed: 1).tracked()
        #expect(images.perImage { _, image in image.isTracked } == [false, false])
    }
}
