/// Convolutions whose kernel is as large as their stride, so that patches neither overlap nor leave gaps: 1 × 1, and
/// 2 × 2 with a stride of two, down and up. In channels-last order the rows of a patch lie side by side, so each row of
/// the image is a matrix already, and nothing is copied.
enum PatchConvolution {
    static func fits(_ geometry: ConvolutionGeometry) -> Bool {
        geometry.kernel == geometry.settings.stride && geometry.settings.padding == Size2D(0)
            && geometry.settings.dilation == Size2D(1) && geometry.settings.groups == 1
    }

    /// Down: output (N, h, w, C′) from patches of input (N, H, W, C).
    ///
    /// - Parameters:
    ///   - matrix: kernel rows × (kernel columns · C) × C′, see ``ConvolutionWeights/columns(of:geometry:)``.
    ///   - bias: C′ values that the sums begin with; empty for none.
    static func gather(
        _ input: UnsafePointer<Float>, matrix: UnsafePointer<Float>, bias: [Float],
        geometry: ConvolutionGeometry, into output: ImageView
    ) {
        let (source, matrix) = (ConstantPointer(input), ConstantPointer(matrix))
        let rows = Rows(geometry, isDense: output.isDense)
        let inner = geometry.kernel.width * geometry.inputChannels
        Parallel.ranges(rows.count, grain: rows.grain) { range in
            for index in range {
                let target = output.base + index * rows.width * output.pixelStride
                let pixels = rows.pixels(index)
                if !bias.isEmpty {
                    ChannelLoops.fill(target, with: bias, rows: pixels, stride: output.pixelStride)
                }
                for kernelRow in 0..<geometry.kernel.height {
                    OpenBLAS.multiplySplit(
                        OpenBLAS.Matrix(
                            base: source.base + rows.patch(index, kernelRow) * geometry.inputChannels, stride: inner),
                        OpenBLAS.Matrix(
                            base: matrix.base + kernelRow * inner * geometry.outputChannels,
                            stride: geometry.outputChannels),
                        into: target, stride: output.pixelStride, rows: pixels, columns: geometry.outputChannels,
                        inner: inner, keep: kernelRow > 0 || !bias.isEmpty ? 1 : 0)
                }
            }
        }
    }

    /// Up: each pixel of `input` (N, h, w, C′) becomes a patch of `output` (N, H, W, C). Pixels that no patch covers,
    /// where the size is odd, are the bias alone.
    ///
    /// - Parameter matrix: kernel rows × C′ × (kernel columns · C), see ``ConvolutionWeights/spreading(of:geometry:)``.
    static func spread(
        _ input: UnsafePointer<Float>, matrix: UnsafePointer<Float>, bias: [Float], geometry: ConvolutionGeometry,
        into output: ImageView
    ) {
        let (source, matrix) = (ConstantPointer(input), ConstantPointer(matrix))
        let rows = Rows(geometry, isDense: output.isDense)
        let (kernel, channels) = (geometry.kernel, geometry.inputChannels)
        let start = ConvolutionEpilogue(bias: bias).start(channels: channels)
        let isCovered =
            geometry.input.height == geometry.output.height * kernel.height
            && geometry.input.width == geometry.output.width * kernel.width
        if !isCovered {
            Parallel.ranges(geometry.images * geometry.input.height, grain: max(1, 4096 / max(1, geometry.input.width)))
            {
                for row in $0 {
                    ChannelLoops.fill(
                        output.base + row * output.size.width * output.pixelStride, with: start,
                        rows: output.size.width, stride: output.pixelStride)
                }
            }
        }
        Parallel.ranges(rows.count, grain: rows.grain) { range in
            for index in range {
                let upstream = source.base + index * rows.width * geometry.outputChannels
                let pixels = rows.pixels(index)
                for kernelRow in 0..<kernel.height {
                    let target = output.base + rows.patch(index, kernelRow) * output.pixelStride
                    if isCovered && !bias.isEmpty {
                        ChannelLoops.fill(target, with: bias, rows: pixels * kernel.width, stride: output.pixelStride)
                    }
                    // Side by side the columns of a patch are one product; in a wider image each is its own.
                    let joined = output.isDense ? kernel.width : 1
                    for kernelColumn in stride(from: 0, to: kernel.width, by: joined) {
                        OpenBLAS.multiplySplit(
                            OpenBLAS.Matrix(base: upstream, stride: geometry.outputChannels),
                            OpenBLAS.Matrix(
                                base: matrix.base + kernelRow * geometry.outputChannels * kernel.width * channels
                                    + kernelColumn * channels, stride: kernel.width * channels),
                            into: target + kernelColumn * output.pixelStride,
                            stride: kernel.width * output.pixelStride, rows: pixels, columns: joined * channels,
                            inner: geometry.outputChannels, keep: bias.isEmpty ? 0 : 1)
                    }
                }
            }
        }
    }

    /// The gradient of the matrix of ``gather``, from the two images: kernel rows × (kernel columns · C) × C′.
    static func weightGradient(
        _ input: UnsafePointer<Float>, gradient: UnsafePointer<Float>, geometry: ConvolutionGeometry
    ) -> Storage {
        let rows = Rows(geometry, isDense: true)
        let inner = geometry.kernel.width * geometry.inputChannels
        let size = geometry.kernel.height * inner * geometry.outputChannels
        // As many sums as the problem says, not the threads, so that the result is the same bits with any.
        let parts = max(1, min(8, rows.count))
        let sums = Storage(count: parts * size)
        let (shared, source, upstream) = (SharedPointer(sums.base), ConstantPointer(input), ConstantPointer(gradient))
        Parallel.forEach(parts) { part in
            let sum = shared.base + part * size
            sum.update(repeating: 0, count: size)
            for index in part * rows.count / parts..<(part + 1) * rows.count / parts {
                for kernelRow in 0..<geometry.kernel.height {
                    OpenBLAS.multiplySplit(
                        OpenBLAS.Matrix(
                            base: source.base + rows.patch(index, kernelRow) * geometry.inputChannels, stride: inner,
                            transposed: true),
                        OpenBLAS.Matrix(
                            base: upstream.base + index * rows.width * geometry.outputChannels,
                            stride: geometry.outputChannels),
                        into: sum + kernelRow * inner * geometry.outputChannels, stride: geometry.outputChannels,
                        rows: inner, columns: geometry.outputChannels, inner: rows.pixels(index), keep: 1)
                }
            }
        }
        Reductions.add(parts: parts, of: size, in: shared)
        return sums
    }

    /// The rows that are worked one by one: those of the small image; all pixels in chunks where a patch is a pixel.
    private struct Rows: Sendable {
        let count: Int
        /// Small pixels of a row.
        let width: Int
        /// Rows of one thread's part.
        let grain: Int
        private let total: Int
        private let geometry: ConvolutionGeometry

        init(_ geometry: ConvolutionGeometry, isDense: Bool) {
            self.geometry = geometry
            total = geometry.images * geometry.outputPixels
            width = geometry.kernel == Size2D(1) ? 256 : max(1, geometry.output.width)
            count = (total + width - 1) / width
            grain = max(1, 512 / width)
        }

        func pixels(_ row: Int) -> Int { min(width, total - row * width) }

        /// The first pixel of the large image that a row's patches see with one row of the kernel.
        func patch(_ row: Int, _ kernelRow: Int) -> Int {
            if geometry.kernel == Size2D(1) { return row * width }
            let (image, y) = row.quotientAndRemainder(dividingBy: geometry.output.height)
            return (image * geometry.input.height + y * geometry.kernel.height + kernelRow) * geometry.input.width
        }
    }
}
