import Testing

@testable import Tensor

/// Images that lie in the midst of others, and what becomes of a convolution's sums before they are written.
@Suite struct ImageViewTests {
    private let size = Size2D(height: 2, width: 3)

    /// Two images of 2 × 3 pixels with five channels: 0, 1, 2 … in the order of memory.
    private func numbered() -> Floats { Floats((0..<2 * 6 * 5).map { Float($0) }) }

    @Test func standsAlone() {
        let memory = numbered()
        let image = ImageView(memory.base, images: 2, size: size, channels: 5)
        #expect(image.isDense && image.pixelStride == 5 && image.pixelCount == 12)
        #expect(image.row(0, of: 0).pointee == 0)
        #expect(image.row(1, of: 0).pointee == 15)
        #expect(image.row(1, of: 1).pointee == 45)
    }

    @Test func someChannelsOfAWiderImage() {
        let memory = numbered()
        let image = ImageView(memory.base, images: 2, size: size, channels: 5).channels(1..<4).channels(1..<3)
        #expect(!image.isDense && image.channels == 2 && image.pixelStride == 5 && image.pixelCount == 12)
        // Its channels are the third and the fourth of the whole.
        #expect(image.row(0, of: 0)[0] == 2 && image.row(0, of: 0)[1] == 3)
        #expect(image.row(1, of: 1)[2 * image.pixelStride] == 45 + 10 + 2)
    }

    @Test func channelsThatItHasNot() async {
        await #expect(processExitsWith: .failure) {
            let memory = Floats(count: 4)
            _ = ImageView(memory.base, images: 1, size: Size2D(1), channels: 4).channels(2..<5)
        }
    }

    // MARK: ConvolutionEpilogue

    @Test func sumsBeginWithZeroWhereNoBiasIsGiven() {
        #expect(ConvolutionEpilogue().start(channels: 3) == [0, 0, 0])
        #expect(ConvolutionEpilogue(bias: [1, 2, 3]).start(channels: 3) == [1, 2, 3])
    }

    /// leaky(sum + bias), channel by channel; the neighbours' channels stay as they were.
    @Test func appliedToSums() {
        let sums: [Float] = [1, -3, -1, -3, 4, 0]
        let memory = Floats(count: 3 * 4, value: 9)
        let target = ImageView(memory.base, images: 1, size: Size2D(height: 1, width: 3), channels: 4).channels(1..<3)
        ConvolutionEpilogue(bias: [0, 1], slope: 0.5).apply(sums, to: target)
        #expect(memory.values == [9, 1, -1, 9, 9, -0.5, -1, 9, 9, 4, 1, 9])
    }

    @Test func withoutAnythingItCopies() {
        let memory = Floats(count: 4)
        ConvolutionEpilogue().apply(
            [1, -2, 3, -4], to: ImageView(memory.base, images: 1, size: Size2D(height: 1, width: 2), channels: 2))
        #expect(memory.values == [1, -2, 3, -4])
    }
}
