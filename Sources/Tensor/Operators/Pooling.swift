/// How a pooling window moves over an image.
public struct PoolingSettings: Sendable, Hashable {
    /// Pixels of the window.
    public var kernel: Size2D
    /// Pixels from one position of the window to the next.
    public var stride: Size2D
    /// Rows and columns around the image, on either side, that a window may cover: of −∞ for maxima, 0 for averages.
    public var padding: Size2D
    /// Whether a last window that leaves the image is kept, as long as it begins inside or in the left padding.
    public var ceilMode: Bool

    /// - Parameters:
    ///   - kernel: the window.
    ///   - stride: nil for the size of the window.
    ///   - padding: rows and columns added on every side.
    ///   - ceilMode: whether a window that reaches past the end counts.
    /// - Precondition: kernel and stride are positive; the padding isn't negative and at most half the kernel.
    public init(kernel: Size2D, stride: Size2D? = nil, padding: Size2D = Size2D(0), ceilMode: Bool = false) {
        let stride = stride ?? kernel
        precondition(
            min(kernel.height, kernel.width, stride.height, stride.width) > 0
                && min(padding.height, padding.width) >= 0
                && 2 * padding.height <= kernel.height && 2 * padding.width <= kernel.width,
            "PoolingSettings: kernel \(kernel), stride \(stride), padding \(padding)")
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        self.ceilMode = ceilMode
    }
}

extension Tensor {
    /// The greatest value in each window, for each channel of (N, H, W, C). The gradient goes to the first greatest.
    ///
    /// - Returns: (N, H′, W′, C) with H′ = (H + 2·padding − kernel) / stride + 1, rounded down, or up in ceil mode.
    /// - Precondition: four axes, and the window fits.
    public func maxPool2d(_ settings: PoolingSettings) -> Tensor {
        let geometry = PoolingGeometry(shape, settings: settings, operation: "maxPool2d")
        // Where each greatest value came from, for the gradient alone.
        let winners = isTracked ? IndexStorage(count: geometry.outputShape.elementCount) : nil
        let value = Pooling.maximum(self, geometry, winners: winners)
        return value.recorded(from: [self]) { gradient in
            [winners.map { Pooling.maximumGradient(gradient, geometry, winners: $0) }]
        }
    }

    /// The mean of each window, for each channel of (N, H, W, C).
    ///
    /// - Parameters:
    ///   - settings: window, stride and padding.
    ///   - countsPadding: whether padding counts in the divisor, as in PyTorch. Never does what a last window
    ///     in ceil mode covers beyond the padding.
    /// - Returns: (N, H′, W′, C), of the size that ``maxPool2d(_:)`` gives.
    /// - Precondition: four axes, and the window fits.
    public func averagePool2d(_ settings: PoolingSettings, countsPadding: Bool = true) -> Tensor {
        let geometry = PoolingGeometry(shape, settings: settings, operation: "averagePool2d")
        let value = Pooling.average(self, geometry, countsPadding: countsPadding)
        return value.recorded(from: [self]) { gradient in
            [Pooling.averageGradient(gradient, geometry, countsPadding: countsPadding)]
        }
    }
}

/// Sizes, and the pixels that each window covers.
private struct PoolingGeometry: Sendable {
    let shape: TensorShape
    let outputShape: TensorShape
    private let settings: PoolingSettings

    init(_ shape: TensorShape, settings: PoolingSettings, operation: StaticString) {
        precondition(
            shape.rank == 4 && min(shape[1], shape[2]) > 0
                && shape[1] + 2 * settings.padding.height >= settings.kernel.height
                && shape[2] + 2 * settings.padding.width >= settings.kernel.width,
            "\(operation): no window of \(settings.kernel) fits the image \(shape)")
        self.shape = shape
        self.settings = settings
        let height = Self.positions(
            shape[1], settings.kernel.height, settings.stride.height, settings.padding.height, settings.ceilMode)
        let width = Self.positions(
            shape[2], settings.kernel.width, settings.stride.width, settings.padding.width, settings.ceilMode)
        outputShape = [shape[0], height, width, shape[3]]
    }

    private static func positions(_ extent: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ ceil: Bool) -> Int {
        let free = extent + 2 * padding - kernel
        guard ceil else { return free / stride + 1 }
        let count = (free + stride - 1) / stride + 1
        // A window that would begin in the padding behind the image is left out.
        return (count - 1) * stride >= extent + padding ? count - 1 : count
    }

    var channels: Int { shape[3] }

    /// The pixels inside the image that a window covers.
    struct Window {
        let rows: Range<Int>
        let columns: Range<Int>
        /// Pixels with the padding that it covers.
        let paddedCount: Int
    }

    func window(row: Int, column: Int) -> Window {
        let vertical = Self.span(
            row, shape[1], settings.kernel.height, settings.stride.height, settings.padding.height)
        let horizontal = Self.span(
            column, shape[2], settings.kernel.width, settings.stride.width, settings.padding.width)
        return Window(
            rows: vertical.inside, columns: horizontal.inside, paddedCount: vertical.padded * horizontal.padded)
    }

    private static func span(
        _ position: Int, _ extent: Int, _ kernel: Int, _ stride: Int, _ padding: Int
    ) -> (inside: Range<Int>, padded: Int) {
        let start = position * stride - padding
        let end = min(start + kernel, extent + padding)
        let first = min(max(start, 0), extent)
        return (first..<max(first, min(end, extent)), end - start)
    }
}

/// Places of elements within one image, one for each element of a result.
private final class IndexStorage: @unchecked Sendable {
    private let storage: Storage
    let base: UnsafeMutablePointer<Int32>

    init(count: Int) {
        storage = Storage(count: count)
        base = UnsafeMutableRawPointer(storage.base).bindMemory(to: Int32.self, capacity: max(1, count))
    }
}

/// The loops: over output pixels, the pixels of a window, and innermost over channels, which lie side by side.
private enum Pooling {
    static func maximum(_ input: Tensor, _ geometry: PoolingGeometry, winners: IndexStorage?) -> Tensor {
        let channels = geometry.channels
        return Tensor(shape: geometry.outputShape) { target in
            input.withPointer { source in
                let (source, target) = (ConstantPointer(source), SharedPointer(target))
                forEachPixel(geometry) { image, place, window in
                    let image = source.base + image
                    let result = target.base + place
                    result.update(repeating: -.infinity, count: channels)
                    if let winners {
                        (winners.base + place).update(
                            repeating: first(of: window, geometry), count: channels)
                    }
                    forEachPixel(of: window, geometry) { offset in
                        let values = image + offset
                        if let winners {
                            let indices = winners.base + place
                            for channel in 0..<channels
                            where values[channel] > result[channel] || values[channel].isNaN {
                                result[channel] = values[channel]
                                indices[channel] = Int32(truncatingIfNeeded: offset + channel)
                            }
                        } else {
                            // NaN goes through here as well.
                            for channel in 0..<channels {
                                let value = values[channel]
                                result[channel] = value > result[channel] || value.isNaN ? value : result[channel]
                            }
                        }
                    }
                }
            }
        }
    }

    static func maximumGradient(_ gradient: Tensor, _ geometry: PoolingGeometry, winners: IndexStorage) -> Tensor {
        let (size, count) = (imageSize(geometry.shape), imageSize(geometry.outputShape))
        return Tensor(shape: geometry.shape) { target in
            gradient.withPointer { source in
                let (source, target) = (ConstantPointer(source), SharedPointer(target))
                Parallel.forEach(geometry.shape[0]) { image in
                    let result = target.base + image * size
                    result.update(repeating: 0, count: size)
                    for index in image * count..<(image + 1) * count {
                        result[Int(winners.base[index])] += source.base[index]
                    }
                }
            }
        }
    }

    static func average(_ input: Tensor, _ geometry: PoolingGeometry, countsPadding: Bool) -> Tensor {
        let channels = geometry.channels
        return Tensor(shape: geometry.outputShape) { target in
            input.withPointer { source in
                let (source, target) = (ConstantPointer(source), SharedPointer(target))
                forEachPixel(geometry) { image, place, window in
                    let (image, result) = (source.base + image, target.base + place)
                    result.update(repeating: 0, count: channels)
                    forEachPixel(of: window, geometry) { offset in
                        let values = image + offset
                        for channel in 0..<channels { result[channel] += values[channel] }
                    }
                    let factor = 1 / divisor(window, countsPadding: countsPadding)
                    for channel in 0..<channels { result[channel] *= factor }
                }
            }
        }
    }

    static func averageGradient(_ gradient: Tensor, _ geometry: PoolingGeometry, countsPadding: Bool) -> Tensor {
        let channels = geometry.channels
        let size = imageSize(geometry.shape)
        let (height, width) = (geometry.outputShape[1], geometry.outputShape[2])
        return Tensor(shape: geometry.shape) { target in
            gradient.withPointer { source in
                let (source, target) = (ConstantPointer(source), SharedPointer(target))
                Parallel.forEach(geometry.shape[0]) { image in
                    let result = target.base + image * size
                    result.update(repeating: 0, count: size)
                    for row in 0..<height {
                        for column in 0..<width {
                            let window = geometry.window(row: row, column: column)
                            let factor = 1 / divisor(window, countsPadding: countsPadding)
                            let upstream = source.base + ((image * height + row) * width + column) * channels
                            forEachPixel(of: window, geometry) { offset in
                                let sums = result + offset
                                for channel in 0..<channels { sums[channel] += upstream[channel] * factor }
                            }
                        }
                    }
                }
            }
        }
    }

    private static func imageSize(_ shape: TensorShape) -> Int { shape[1] * shape[2] * shape[3] }

    private static func divisor(_ window: PoolingGeometry.Window, countsPadding: Bool) -> Float {
        Float(countsPadding ? window.paddedCount : max(1, window.rows.count * window.columns.count))
    }

    private static func first(of window: PoolingGeometry.Window, _ geometry: PoolingGeometry) -> Int32 {
        let pixel = window.rows.lowerBound * geometry.shape[2] + window.columns.lowerBound
        return Int32(truncatingIfNeeded: pixel * geometry.channels)
    }

    /// Calls `body` with (first element of the image, first element of the output pixel, window).
    private static func forEachPixel(
        _ geometry: PoolingGeometry, _ body: @Sendable (Int, Int, PoolingGeometry.Window) -> Void
    ) {
        let (height, width) = (geometry.outputShape[1], geometry.outputShape[2])
        let grain = max(1, Elementwise.grain / 4 / max(1, width * geometry.channels))
        Parallel.ranges(geometry.shape[0] * height, grain: grain) { range in
            for line in range {
                for column in 0..<width {
                    body(
                        line / height * imageSize(geometry.shape), (line * width + column) * geometry.channels,
                        geometry.window(row: line % height, column: column))
                }
            }
        }
    }

    /// Calls `body` with the first element of each pixel, counted from that of the image.
    @inline(__always)
    private static func forEachPixel(
        of window: PoolingGeometry.Window, _ geometry: PoolingGeometry, _ body: (Int) -> Void
    ) {
        for row in window.rows {
            for column in window.columns { body((row * geometry.shape[2] + column) * geometry.channels) }
        }
    }
}
