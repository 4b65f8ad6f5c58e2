/// A 3 × 3 convolution of stride 1 by Winograd's F(4×4, 3×3): tiles to 36 planes, one matrix product for each plane,
/// and back. See ``WinogradTransforms`` for the algebra.
enum WinogradConvolution {
    /// Whether a geometry is one that this way is made for.
    static func fits(_ geometry: ConvolutionGeometry) -> Bool {
        geometry.kernel == Size2D(3) && geometry.settings.stride == Size2D(1) && geometry.settings.dilation == Size2D(1)
            && geometry.settings.groups == 1
            // With fewer channels the transforms cost more than they save.
            && min(geometry.inputChannels, geometry.outputChannels) >= 8
    }

    /// output = epilogue(input ∗ weights).
    static func run(
        _ input: ImageView, weights: WinogradWeights, padding: Size2D, epilogue: ConvolutionEpilogue,
        into output: ImageView
    ) {
        let tiles = WinogradTiles(images: input.images, input: input.size, output: output.size, padding: padding)
        guard tiles.count > 0 else { return }
        let blocks = WinogradBlocks(tiles: tiles.count, inputs: weights.inputs, outputs: weights.outputs)
        let vectors = epilogue.vectors(channels: weights.outputs)
        let work = Work(
            tiles: tiles, input: input, weights: weights, output: output, vectors: vectors, slope: epilogue.slope,
            blockSize: blocks.size)
        if blocks.count >= 4 {
            // Enough blocks for every thread: each is worked from end to end while it is in a core's cache.
            Parallel.forEach(blocks.count) { block in
                withScratch(work.scratchCount) { scratch in
                    let range = blocks.range(block)
                    work.prepare(scratch)
                    work.spread(range, of: range, scratch)
                    for plane in 0..<WinogradTransforms.planeCount {
                        for column in 0..<weights.columnCount { work.multiply(plane, column, range.count, scratch) }
                    }
                    work.gather(range, of: range, scratch)
                }
            }
        } else {
            // Few blocks: the threads share each.
            for block in 0..<blocks.count {
                withScratch(work.scratchCount) { scratch in
                    let range = blocks.range(block)
                    let scratch = SharedPointer(scratch)
                    work.prepare(scratch.base)
                    Parallel.ranges(range.count, grain: 4) {
                        let part = range.lowerBound + $0.lowerBound..<range.lowerBound + $0.upperBound
                        work.spread(part, of: range, scratch.base)
                    }
                    let columns = weights.columnCount
                    Parallel.ranges(WinogradTransforms.planeCount * columns, grain: max(1, columns)) {
                        for index in $0 { work.multiply(index / columns, index % columns, range.count, scratch.base) }
                    }
                    Parallel.ranges(range.count, grain: 4) {
                        let part = range.lowerBound + $0.lowerBound..<range.lowerBound + $0.upperBound
                        work.gather(part, of: range, scratch.base)
                    }
                }
            }
        }
    }

    /// The three steps for some of a block's tiles, in memory that `scratch` points to: input planes, output planes, and
    /// a pixel of zeros.
    private struct Work: Sendable {
        let tiles: WinogradTiles
        let input: ImageView
        let weights: WinogradWeights
        let output: ImageView
        let vectors: Storage
        let slope: Float
        let blockSize: Int

        private var inputStride: Int { WinogradBlocks.tileStride(channels: weights.inputs) }
        private var outputStride: Int { WinogradBlocks.tileStride(channels: weights.outputs) }
        private var inputPlane: Int { WinogradBlocks.planeStride(blockSize * inputStride) }
        private var outputPlane: Int { WinogradBlocks.planeStride(blockSize * outputStride) }
        private var outputPlanes: Int { WinogradTransforms.planeCount * inputPlane }
        private var zeros: Int { outputPlanes + WinogradTransforms.planeCount * outputPlane }
        var scratchCount: Int { zeros + weights.inputs }

        func prepare(_ scratch: UnsafeMutablePointer<Float>) {
            (scratch + zeros).update(repeating: 0, count: weights.inputs)
        }

        func spread(_ part: Range<Int>, of block: Range<Int>, _ scratch: UnsafeMutablePointer<Float>) {
            tiles.forEachInput(part, of: input, outside: scratch + zeros) { tile, pixels in
                Kernels.current.winogradInput(
                    pixels, channels: weights.inputs, to: scratch + (tile - block.lowerBound) * inputStride,
                    planeStride: inputPlane, tileStride: inputStride)
            }
        }

        func multiply(_ plane: Int, _ column: Int, _ count: Int, _ scratch: UnsafeMutablePointer<Float>) {
            let (matrix, outputs) = weights.matrix(plane: plane, column: column)
            OpenBLAS.multiply(
                OpenBLAS.Matrix(base: scratch + plane * inputPlane, stride: inputStride), matrix,
                into: scratch + outputPlanes + plane * outputPlane + outputs.lowerBound, stride: outputStride,
                rows: count, columns: outputs.count, inner: weights.inputs)
        }

        func gather(_ part: Range<Int>, of block: Range<Int>, _ scratch: UnsafeMutablePointer<Float>) {
            // The pixel for what falls outside is this part's own: nobody reads it, but no two threads may write to it.
            withUnsafeTemporaryAllocation(of: Float.self, capacity: weights.outputs) { buffer in
                guard let outside = buffer.baseAddress else { return }
                tiles.forEachOutput(part, of: output, outside: outside) { tile, pixels in
                    Kernels.current.winogradOutput(
                        scratch + outputPlanes + (tile - block.lowerBound) * outputStride, planeStride: outputPlane,
                        tileStride: outputStride, channels: weights.outputs, to: pixels, bias: vectors.base,
                        after: vectors.base + weights.outputs, slope: slope)
                }
            }
        }
    }
}
