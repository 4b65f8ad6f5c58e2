/// A batch of images (N, H, W, C) in memory whose pixels may lie further apart than their channels are wide: some
/// channels of a wider image, so that a concatenation is written in place instead of being copied together.
///
/// It owns nothing; who makes one keeps the memory alive. Only operators that were given a view to fill write to it.
struct ImageView: @unchecked Sendable {
    let base: UnsafeMutablePointer<Float>
    let images: Int
    let size: Size2D
    let channels: Int
    /// Floats from one pixel to the next; the channel count where the image stands alone.
    let pixelStride: Int

    init(_ base: UnsafeMutablePointer<Float>, images: Int, size: Size2D, channels: Int, pixelStride: Int? = nil) {
        self.base = base
        self.images = images
        self.size = size
        self.channels = channels
        self.pixelStride = pixelStride ?? channels
    }

    /// A view of memory that is only read.
    init(reading base: UnsafePointer<Float>, images: Int, size: Size2D, channels: Int) {
        self.init(UnsafeMutablePointer(mutating: base), images: images, size: size, channels: channels)
    }

    /// Whether pixels lie side by side.
    var isDense: Bool { pixelStride == channels }

    var pixelCount: Int { images * size.height * size.width }

    /// The first pixel of a row.
    func row(_ row: Int, of image: Int) -> UnsafeMutablePointer<Float> {
        base + (image * size.height + row) * size.width * pixelStride
    }

    /// Some of the channels of every pixel.
    func channels(_ range: Range<Int>) -> ImageView {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= channels, "ImageView: no channels \(range) of \(channels)")
        return ImageView(
            base + range.lowerBound, images: images, size: size, channels: range.count, pixelStride: pixelStride)
    }
}

/// What becomes of a convolution's sums before they are written: leaky(sum + bias), for each channel.
struct ConvolutionEpilogue: Sendable {
    /// Added to each sum, one value per channel; empty for none.
    var bias: [Float] = []
    /// The slope of the negative side of the activation; 1 for none.
    var slope: Float = 1

    /// The bias, zeros where there is none, for loops without questions.
    func start(channels: Int) -> [Float] {
        bias.isEmpty ? [Float](repeating: 0, count: channels) : bias
    }

    /// The whole of it on sums that stand elsewhere, pixel by pixel: for ways that have no quicker one.
    func apply(_ sums: UnsafePointer<Float>, to target: ImageView) {
        let channels = target.channels
        let bias = start(channels: channels)
        for pixel in 0..<target.pixelCount {
            let (source, result) = (sums + pixel * channels, target.base + pixel * target.pixelStride)
            for channel in 0..<channels {
                let value = source[channel] + bias[channel]
                result[channel] = value < 0 ? value * slope : value
            }
        }
    }
}
