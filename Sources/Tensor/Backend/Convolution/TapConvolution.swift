/// Convolutions of images with few channels, stride 1: the first layer's.
///
/// A tap is one element of the kernel: its row, column and channel. Forward, each output pixel adds up its taps times
/// their weights, sixteen output channels at a time. For the gradients, columns are laid out tap by tap, so that each
/// is rows of the image, moved; the products are then plain ones with the taps as their short side.
enum TapConvolution {
    static func fits(_ geometry: ConvolutionGeometry) -> Bool {
        geometry.columnCount <= 32 && geometry.inputChannels < 8 && geometry.settings.stride == Size2D(1)
            && geometry.settings.groups == 1 && geometry.settings.dilation == Size2D(1)
    }

    /// output = leaky(sums + bias).
    ///
    /// - Parameter matrix: taps × C′, see ``ConvolutionWeights/columns(of:geometry:)``.
    static func forward(
        _ input: UnsafePointer<Float>, matrix: UnsafePointer<Float>, bias: [Float], slope: Float = 1,
        geometry: ConvolutionGeometry, into output: ImageView
    ) {
        let (source, matrix) = (ConstantPointer(input), ConstantPointer(matrix))
        let start = ConvolutionEpilogue(bias: bias).start(channels: geometry.outputChannels)
        let perImage = Part.perImage(geometry)
        Parallel.forEach(geometry.images * perImage) { index in
            let part = Part(geometry, image: index / perImage, index: index % perImage)
            withScratch(part.paddedCount) { padded in
                part.pad(source.base, into: padded)
                start.withUnsafeBufferPointer { start in
                    for row in part.rows {
                        Kernels.current.taps(
                            part.seen(from: row, in: padded), weights: matrix.base, bias: start, slope: slope,
                            to: output.row(row, of: part.image), pixelStride: output.pixelStride)
                    }
                }
            }
        }
    }

    /// What the pixels of one output row see: `kernelRows` rows of `rowTaps` floats side by side, the next pixel's
    /// `step` floats further on.
    struct Seen {
        let rows: UnsafePointer<Float>
        let rowStride: Int
        let kernelRows: Int
        let rowTaps: Int
        let step: Int
        let pixels: Int
    }

    /// out = leaky(Σ taps · weights + bias) for each pixel. The plain twin of the one in `TensorKernels`.
    static func taps(
        _ seen: Seen, weights: UnsafePointer<Float>, bias: UnsafeBufferPointer<Float>, slope: Float,
        to out: UnsafeMutablePointer<Float>, pixelStride: Int
    ) {
        let channels = bias.count
        for pixel in 0..<seen.pixels {
            let target = out + pixel * pixelStride
            for channel in 0..<channels { target[channel] = bias[channel] }
            for row in 0..<seen.kernelRows {
                for tap in 0..<seen.rowTaps {
                    let value = seen.rows[row * seen.rowStride + pixel * seen.step + tap]
                    let weight = weights + (row * seen.rowTaps + tap) * channels
                    for channel in 0..<channels { target[channel] += value * weight[channel] }
                }
            }
            for channel in 0..<channels where target[channel] < 0 { target[channel] *= slope }
        }
    }

    /// The gradient of the input (N, H, W, C).
    static func dataGradient(_ gradient: Tensor, matrix: Storage, geometry: ConvolutionGeometry) -> Tensor {
        let shape: TensorShape = [geometry.images, geometry.input.height, geometry.input.width, geometry.inputChannels]
        let parts = Part.perImage(geometry)
        return Tensor(shape: shape) { target in
            gradient.withPointer { source in
                let (source, target) = (ConstantPointer(source), SharedPointer(target))
                // Parts of an image overlap in its rows: each image is one thread's.
                Parallel.forEach(geometry.images) { image in
                    let pixels = geometry.inputPixels * geometry.inputChannels
                    let result = target.base + image * pixels
                    result.update(repeating: 0, count: pixels)
                    withScratch(Part.capacity(geometry)) { taps in
                        for index in 0..<parts {
                            let part = Part(geometry, image: image, index: index)
                            let upstream = source.base + part.firstPixel * geometry.outputChannels
                            OpenBLAS.multiply(
                                OpenBLAS.Matrix(base: matrix.base, stride: geometry.outputChannels),
                                OpenBLAS.Matrix(
                                    base: upstream, stride: geometry.outputChannels, transposed: true),
                                into: taps, stride: part.pixelCount, rows: geometry.columnCount,
                                columns: part.pixelCount, inner: geometry.outputChannels)
                            part.scatter(taps, addingTo: target.base)
                        }
                    }
                }
            }
        }
    }

    /// The gradient of the weight as taps × C′, summed over images in their order.
    static func weightGradient(
        _ input: Tensor, gradient: Tensor, geometry: ConvolutionGeometry
    ) -> Storage {
        let size = geometry.columnCount * geometry.outputChannels
        let sums = Storage(count: max(1, geometry.images) * size)
        if geometry.images == 0 { sums.base.update(repeating: 0, count: size) }
        let (shared, parts) = (SharedPointer(sums.base), Part.perImage(geometry))
        input.withPointer { input in
            gradient.withPointer { gradient in
                let (input, gradient) = (ConstantPointer(input), ConstantPointer(gradient))
                Parallel.forEach(geometry.images) { image in
                    let sum = shared.base + image * size
                    sum.update(repeating: 0, count: size)
                    withScratch(Part.capacity(geometry)) { taps in
                        for index in 0..<parts {
                            let part = Part(geometry, image: image, index: index)
                            part.gather(input.base, into: taps)
                            OpenBLAS.multiply(
                                OpenBLAS.Matrix(base: taps, stride: part.pixelCount),
                                OpenBLAS.Matrix(
                                    base: gradient.base + part.firstPixel * geometry.outputChannels,
                                    stride: geometry.outputChannels),
                                into: sum, stride: geometry.outputChannels, rows: geometry.columnCount,
                                columns: geometry.outputChannels, inner: part.pixelCount, keep: 1)
                        }
                    }
                }
            }
        }
        for image in 1..<max(1, geometry.images) {
            for index in 0..<size { sums.base[index] += sums.base[image * size + index] }
        }
        return sums
    }

    /// Some output rows of one image.
    private struct Part {
        let geometry: ConvolutionGeometry
        let image: Int
        let rows: Range<Int>

        init(_ geometry: ConvolutionGeometry, image: Int, index: Int) {
            self.geometry = geometry
            self.image = image
            let count = Self.rowCount(geometry)
            rows = index * count..<min(geometry.output.height, (index + 1) * count)
        }

        private static func rowCount(_ geometry: ConvolutionGeometry) -> Int {
            max(1, min(geometry.output.height, 1024 / max(1, geometry.output.width)))
        }

        static func perImage(_ geometry: ConvolutionGeometry) -> Int {
            geometry.output.width == 0 ? 0 : (geometry.output.height + rowCount(geometry) - 1) / rowCount(geometry)
        }

        /// Floats for the taps of a part.
        static func capacity(_ geometry: ConvolutionGeometry) -> Int {
            geometry.columnCount * rowCount(geometry) * geometry.output.width
        }

        var pixelCount: Int { rows.count * geometry.output.width }
        var firstPixel: Int { (image * geometry.output.height + rows.lowerBound) * geometry.output.width }

        /// Floats of one row with its padding.
        private var paddedWidth: Int {
            (geometry.input.width + 2 * geometry.settings.padding.width) * geometry.inputChannels
        }

        /// Floats for all rows that the part sees.
        var paddedCount: Int { (rows.count + geometry.kernel.height - 1) * paddedWidth }

        /// Copies the rows that the part sees, with zeros around them.
        func pad(_ images: UnsafePointer<Float>, into padded: UnsafeMutablePointer<Float>) {
            let (height, settings) = (geometry.input.height, geometry.settings)
            let (length, side) = (
                geometry.input.width * geometry.inputChannels, settings.padding.width * geometry.inputChannels
            )
            for index in 0..<rows.count + geometry.kernel.height - 1 {
                let (target, row) = (
                    padded + index * paddedWidth, rows.lowerBound + index - settings.padding.height
                )
                guard 0..<height ~= row else {
                    target.update(repeating: 0, count: paddedWidth)
                    continue
                }
                target.update(repeating: 0, count: side)
                (target + side).update(from: images + (image * height + row) * length, count: length)
                (target + side + length).update(repeating: 0, count: side)
            }
        }

        /// What the pixels of an output row see in the padded rows.
        func seen(from row: Int, in padded: UnsafePointer<Float>) -> Seen {
            Seen(
                rows: padded + (row - rows.lowerBound) * paddedWidth, rowStride: paddedWidth,
                kernelRows: geometry.kernel.height, rowTaps: geometry.kernel.width * geometry.inputChannels,
                step: geometry.inputChannels, pixels: geometry.output.width)
        }

        /// One row for each tap: what it sees from each output pixel.
        func gather(_ images: UnsafePointer<Float>, into taps: UnsafeMutablePointer<Float>) {
            let channels = geometry.inputChannels
            forEachRun { target, source, count, length in
                let row = taps + target
                guard let source else { return row.update(repeating: 0, count: length) }
                let (first, values) = (source.column, images + source.offset)
                row.update(repeating: 0, count: first)
                for index in 0..<count { row[first + index] = values[index * channels] }
                (row + first + count).update(repeating: 0, count: length - first - count)
            }
        }

        /// The way back: adds each tap's row to what it saw.
        func scatter(_ taps: UnsafePointer<Float>, addingTo images: UnsafeMutablePointer<Float>) {
            let channels = geometry.inputChannels
            forEachRun { target, source, count, _ in
                guard let source else { return }
                let (row, values) = (taps + target + source.column, images + source.offset)
                for index in 0..<count { values[index * channels] += row[index] }
            }
        }

        /// For each tap and output row: where its values lie in the taps; the first output column that sees the
        /// image and the float that it sees (nil: none does); how many columns do; how many there are.
        @inline(__always)
        private func forEachRun(_ body: (Int, (column: Int, offset: Int)?, Int, Int) -> Void) {
            let (input, settings, channels) = (geometry.input, geometry.settings, geometry.inputChannels)
            let width = geometry.output.width
            var tap = 0
            for kernelRow in 0..<geometry.kernel.height {
                for kernelColumn in 0..<geometry.kernel.width {
                    let shift = kernelColumn * settings.dilation.width - settings.padding.width
                    let columns = max(0, -shift)..<max(max(0, -shift), min(width, input.width - shift))
                    for channel in 0..<channels {
                        for row in rows {
                            let target = tap * pixelCount + (row - rows.lowerBound) * width
                            let y = row + kernelRow * settings.dilation.height - settings.padding.height
                            if 0..<input.height ~= y, !columns.isEmpty {
                                let pixel = (image * input.height + y) * input.width + columns.lowerBound + shift
                                body(target, (columns.lowerBound, pixel * channels + channel), columns.count, width)
                            } else {
                                body(target, nil, 0, width)
                            }
                        }
                        tap += 1
                    }
                }
            }
        }
    }
}
