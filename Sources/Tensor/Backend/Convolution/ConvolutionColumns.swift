/// Columns: for each output pixel of a tile, one row with every input value that it is made of, so that a
/// convolution becomes a matrix product. Rows are ordered (kernel row, kernel column, channel).
enum ConvolutionColumns {
    /// Fills `columns` for output rows `rows` of one image and one group.
    static func gather(
        _ image: UnsafePointer<Float>, rows: Range<Int>, group: Int, geometry: ConvolutionGeometry,
        into columns: UnsafeMutablePointer<Float>
    ) {
        let channels = geometry.groupInputs
        forEachRun(rows: rows, geometry: geometry) { target, pixel, count in
            let destination = columns + target
            if let pixel {
                if geometry.settings.groups == 1 {
                    destination.update(from: image + pixel * channels, count: count * channels)
                } else {
                    destination.update(
                        from: image + pixel * geometry.inputChannels + group * channels, count: channels)
                }
            } else {
                destination.update(repeating: 0, count: count * channels)
            }
        }
    }

    /// Adds `columns` to the pixels that they were gathered from: the transpose of ``gather``.
    static func scatter(
        _ columns: UnsafePointer<Float>, rows: Range<Int>, group: Int, geometry: ConvolutionGeometry,
        addingTo image: UnsafeMutablePointer<Float>
    ) {
        let channels = geometry.groupInputs
        forEachRun(rows: rows, geometry: geometry) { source, pixel, count in
            guard let pixel else { return }
            let grouped = geometry.settings.groups > 1
            let target = image + (grouped ? pixel * geometry.inputChannels + group * channels : pixel * channels)
            let values = columns + source
            for index in 0..<count * channels { target[index] += values[index] }
        }
    }

    /// Calls `body` with (offset in the columns, first input pixel or nil for padding, number of pixels) for each
    /// run of kernel columns whose pixels lie side by side.
    @inline(__always)
    private static func forEachRun(
        rows: Range<Int>, geometry: ConvolutionGeometry, _ body: (Int, Int?, Int) -> Void
    ) {
        let (kernel, input, settings) = (geometry.kernel, geometry.input, geometry.settings)
        let channels = geometry.groupInputs
        // Pixels of one kernel row lie side by side unless dilation or groups part them.
        let joined = settings.dilation.width == 1 && settings.groups == 1
        var target = 0
        for row in rows {
            for column in 0..<geometry.output.width {
                let left = column * settings.stride.width - settings.padding.width
                for kernelRow in 0..<kernel.height {
                    let y =
                        row * settings.stride.height - settings.padding.height
                        + kernelRow * settings.dilation.height
                    let inside = y >= 0 && y < input.height
                    if joined && (!inside || (left >= 0 && left + kernel.width <= input.width)) {
                        body(target, inside ? y * input.width + left : nil, kernel.width)
                    } else {
                        for kernelColumn in 0..<kernel.width {
                            let x = left + kernelColumn * settings.dilation.width
                            let pixel = inside && x >= 0 && x < input.width ? y * input.width + x : nil
                            body(target + kernelColumn * channels, pixel, 1)
                        }
                    }
                    target += kernel.width * channels
                }
            }
        }
    }
}
