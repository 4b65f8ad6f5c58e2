/// The gradient of a 3 × 3 kernel by the transpose of Winograd's convolution: for each of the 36 planes one product of
/// the inputs' planes with the gradients', summed over all tiles; then from 36 values for each kernel to nine.
enum WinogradWeightGradient {
    /// - Parameters:
    ///   - input: what the convolution read; `gradient`: of what it gave.
    ///   - layout: where the kernel's gradients are written in `weight`.
    ///   - precision: of the products.
    static func run(
        _ input: ImageView, gradient: ImageView, padding: Size2D, layout: KernelLayout,
        precision: ProductPrecision = .single, into weight: UnsafeMutablePointer<Float>
    ) {
        let tiles = WinogradTiles(images: input.images, input: input.size, output: gradient.size, padding: padding)
        let work = Work(
            tiles: tiles, input: input, gradient: gradient, pairing: BFloat16Product.current(precision))
        // How many sums are made at once depends on the problem alone, so that the threads don't change the result.
        let parts = min(8, tiles.count, max(1, (1 << 22) / max(1, work.sumCount)))
        let sums = Storage(count: max(1, parts) * work.sumCount)
        sums.base.update(repeating: 0, count: sums.count)
        let shared = SharedPointer(sums.base)
        if parts >= 4 {
            // Small kernels: each part has sums of its own.
            Parallel.forEach(parts) { part in
                let range = part * tiles.count / parts..<(part + 1) * tiles.count / parts
                withScratch(work.scratchCount) { scratch in
                    work.prepare(scratch)
                    for start in stride(from: range.lowerBound, to: range.upperBound, by: work.blockSize) {
                        let block = start..<min(range.upperBound, start + work.blockSize)
                        work.spread(block, of: block, scratch)
                        for plane in 0..<WinogradTransforms.planeCount {
                            work.multiply(plane, block.count, scratch, shared.base + part * work.sumCount)
                        }
                    }
                }
            }
            Reductions.add(parts: parts, of: work.sumCount, in: shared)
        } else {
            // Large ones: the threads share the tiles of a block, then its planes.
            withScratch(work.scratchCount) { scratch in
                let scratch = SharedPointer(scratch)
                work.prepare(scratch.base)
                for start in stride(from: 0, to: tiles.count, by: work.blockSize) {
                    let block = start..<min(tiles.count, start + work.blockSize)
                    Parallel.ranges(block.count, grain: 4) {
                        let part = block.lowerBound + $0.lowerBound..<block.lowerBound + $0.upperBound
                        work.spread(part, of: block, scratch.base)
                    }
                    Parallel.forEach(WinogradTransforms.planeCount) {
                        work.multiply($0, block.count, scratch.base, shared.base)
                    }
                }
            }
        }
        withExtendedLifetime(sums) { finish(shared, layout: layout, into: SharedPointer(weight)) }
    }

    /// dg = Gᵀ·dU·G for every kernel.
    private static func finish(_ sums: SharedPointer, layout: KernelLayout, into weight: SharedPointer) {
        let planeSize = layout.inputs * layout.outputs
        Parallel.ranges(layout.inputs, grain: max(1, 4096 / max(1, layout.outputs))) { range in
            withUnsafeTemporaryAllocation(of: WinogradTransforms.Lanes.self, capacity: 45) { buffer in
                guard let values = buffer.baseAddress else { return }
                let kernel = values + WinogradTransforms.planeCount
                for input in range {
                    WinogradTransforms.forEachGroup(layout.outputs) { output, count in
                        let place = sums.base + input * layout.outputs + output
                        for plane in 0..<WinogradTransforms.planeCount {
                            values[plane] = WinogradTransforms.load(place + plane * planeSize, count)
                        }
                        WinogradTransforms.kernelGradient(values, to: kernel)
                        for position in 0..<9 {
                            for lane in 0..<count {
                                weight.base[layout.offset(input: input, output: output + lane, position: position)] =
                                    kernel[position][lane]
                            }
                        }
                    }
                }
            }
        }
    }

    /// The steps for one block, in memory that `scratch` points to: input planes, gradient planes, a pixel of zeros.
    private struct Work: Sendable {
        let tiles: WinogradTiles
        let input: ImageView
        let gradient: ImageView
        /// What multiplies bfloat16 numbers; nil: the planes are floats.
        let pairing: BFloat16Product?
        let blockSize: Int
        private let inputStride: Int
        private let gradientStride: Int
        /// In floats, whatever the planes are made of.
        private let inputPlane: Int
        private let gradientPlane: Int

        init(tiles: WinogradTiles, input: ImageView, gradient: ImageView, pairing: BFloat16Product?) {
            self.tiles = tiles
            self.input = input
            self.gradient = gradient
            self.pairing = pairing
            // Beyond 120 tiles products gain nothing; with few channels the planes of fewer stay in the cache.
            let byCache =
                WinogradBlocks.cacheFloats / (WinogradTransforms.planeCount * (input.channels + gradient.channels))
            blockSize = max(1, min(tiles.count, pairing == nil ? 120 : 240, max(60, byCache)))
            inputStride = WinogradBlocks.tileStride(channels: input.channels)
            gradientStride = WinogradBlocks.tileStride(channels: gradient.channels)
            let (inputCount, gradientCount) = (blockSize * inputStride, blockSize * gradientStride)
            inputPlane = WinogradBlocks.planeStride(pairing == nil ? inputCount : (inputCount + 1) / 2)
            gradientPlane = WinogradBlocks.planeStride(pairing == nil ? gradientCount : (gradientCount + 1) / 2)
        }

        var sumCount: Int { WinogradTransforms.planeCount * input.channels * gradient.channels }
        private var gradientPlanes: Int { WinogradTransforms.planeCount * inputPlane }
        private var zeros: Int { gradientPlanes + WinogradTransforms.planeCount * gradientPlane }
        var scratchCount: Int { zeros + max(input.channels, gradient.channels) }

        func prepare(_ scratch: UnsafeMutablePointer<Float>) {
            (scratch + zeros).update(repeating: 0, count: max(input.channels, gradient.channels))
        }

        func spread(_ part: Range<Int>, of block: Range<Int>, _ scratch: UnsafeMutablePointer<Float>) {
            let outside = scratch + zeros
            tiles.forEachInput(part, of: input, outside: outside) { tile, pixels in
                let place = (tile - block.lowerBound) * inputStride
                if let pairing {
                    pairing.winogradInput(
                        pixels, channels: input.channels, to: scratch.halves + place, planeStride: 2 * inputPlane,
                        tileStride: inputStride)
                } else {
                    Kernels.current.winogradInput(
                        pixels, channels: input.channels, to: scratch + place, planeStride: inputPlane,
                        tileStride: inputStride)
                }
            }
            let planes = scratch + gradientPlanes
            tiles.forEachOutput(part, of: gradient, outside: outside) { tile, pixels in
                let place = (tile - block.lowerBound) * gradientStride
                if let pairing {
                    pairing.winogradGradient(
                        pixels, channels: gradient.channels, to: planes.halves + place,
                        planeStride: 2 * gradientPlane, tileStride: gradientStride)
                } else {
                    Kernels.current.winogradGradient(
                        pixels, channels: gradient.channels, to: planes + place, planeStride: gradientPlane,
                        tileStride: gradientStride)
                }
            }
        }

        /// Adds one plane's product over a block's tiles to its sums (C × C′).
        func multiply(
            _ plane: Int, _ count: Int, _ scratch: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>
        ) {
            let (inputs, outputs) = (input.channels, gradient.channels)
            let left = scratch + plane * inputPlane
            let right = scratch + gradientPlanes + plane * gradientPlane
            let sums = sums + plane * inputs * outputs
            if let pairing {
                multiply(pairing, left.halves, right.halves, count, into: sums)
            } else {
                OpenBLAS.multiplySplit(
                    OpenBLAS.Matrix(base: left, stride: inputStride, transposed: true),
                    OpenBLAS.Matrix(base: right, stride: gradientStride),
                    into: sums, stride: outputs, rows: inputs, columns: outputs, inner: count, keep: 1)
            }
        }

        /// The same for bfloat16 numbers. The sum runs over tiles, so two tiles make a row of pairs.
        private func multiply(
            _ pairing: BFloat16Product, _ left: UnsafePointer<UInt16>, _ right: UnsafePointer<UInt16>, _ count: Int,
            into sums: UnsafeMutablePointer<Float>
        ) {
            let (inputs, outputs) = (input.channels, gradient.channels)
            let (leftWidth, rightWidth) = (BFloat16Product.stride(inputs), BFloat16Product.stride(outputs))
            let pairs = (count + 1) / 2
            withScratch(pairs * (leftWidth + rightWidth)) { buffer in
                let lefts = buffer.pairs
                let rights = lefts + pairs * leftWidth
                pairing.pairs(left, stride: inputStride, count: count, channels: inputs, to: lefts)
                pairing.pairs(right, stride: gradientStride, count: count, channels: outputs, to: rights)
                let width = OpenBLAS.splitWidth(columns: outputs)
                for first in stride(from: 0, to: outputs, by: width) {
                    pairing.multiply(
                        lefts, row: 1, pair: leftWidth, rights + first, rightStride: rightWidth,
                        into: sums + first, stride: outputs, rows: inputs, columns: min(width, outputs - first),
                        pairs: pairs, adding: true)
                }
            }
        }
    }
}
