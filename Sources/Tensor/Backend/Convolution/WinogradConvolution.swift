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

    /// What becomes of tiles that have been transformed back.
    enum Target: Sendable {
        /// They are laid side by side.
        case image(ImageView)
        /// They are the material of something else, which takes some at a time while they are in the cache.
        case tiles(TileConsumer)
    }

    /// output = epilogue(input ∗ weights).
    static func run(
        _ input: ImageView, weights: WinogradWeights, padding: Size2D, epilogue: ConvolutionEpilogue,
        into output: ImageView
    ) {
        run(
            input, weights: weights, padding: padding, epilogue: epilogue, outputSize: output.size,
            to: .image(output))
    }

    /// The same, with tiles given to somebody else.
    static func run(
        _ input: ImageView, weights: WinogradWeights, padding: Size2D, epilogue: ConvolutionEpilogue,
        outputSize: Size2D, to target: Target
    ) {
        let tiles = WinogradTiles(images: input.images, input: input.size, output: outputSize, padding: padding)
        guard tiles.count > 0 else { return }
        let blocks = WinogradBlocks(
            tiles: tiles.count, inputs: weights.inputs, outputs: weights.outputs, isPaired: weights.pairing != nil)
        let bias = epilogue.start(channels: weights.outputs)
        let work = Work(
            tiles: tiles, input: input, weights: weights, target: target, bias: bias, slope: epilogue.slope,
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
        let target: Target
        let bias: [Float]
        let slope: Float
        let blockSize: Int

        private var inputStride: Int { WinogradBlocks.tileStride(channels: weights.inputs) }
        private var outputStride: Int { WinogradBlocks.tileStride(channels: weights.outputs) }
        /// In floats, whatever the planes are made of.
        private var inputPlane: Int {
            let count = blockSize * inputStride
            return WinogradBlocks.planeStride(weights.pairing == nil ? count : (count + 1) / 2)
        }
        private var outputPlane: Int { WinogradBlocks.planeStride(blockSize * outputStride) }
        /// The input's planes have had their time when tiles are transformed back; a consumer's tiles take their place.
        private var outputPlanes: Int {
            max(WinogradTransforms.planeCount * inputPlane, localTile * blockSize)
        }
        private var localTile: Int {
            if case .tiles = target {
                WinogradTransforms.outputs * WinogradTransforms.outputs * weights.outputs
            } else {
                0
            }
        }
        private var zeros: Int { outputPlanes + WinogradTransforms.planeCount * outputPlane }
        var scratchCount: Int { zeros + weights.inputs }

        func prepare(_ scratch: UnsafeMutablePointer<Float>) {
            (scratch + zeros).update(repeating: 0, count: weights.inputs)
        }

        func spread(_ part: Range<Int>, of block: Range<Int>, _ scratch: UnsafeMutablePointer<Float>) {
            tiles.forEachInput(part, of: input, outside: scratch + zeros) { tile, pixels in
                let place = (tile - block.lowerBound) * inputStride
                if let pairing = weights.pairing {
                    pairing.winogradInput(
                        pixels, channels: weights.inputs, to: scratch.halves + place, planeStride: 2 * inputPlane,
                        tileStride: inputStride)
                } else {
                    Kernels.current.winogradInput(
                        pixels, channels: weights.inputs, to: scratch + place, planeStride: inputPlane,
                        tileStride: inputStride)
                }
            }
        }

        func multiply(_ plane: Int, _ column: Int, _ count: Int, _ scratch: UnsafeMutablePointer<Float>) {
            let (matrix, outputs) = weights.matrix(plane: plane, column: column)
            let left = scratch + plane * inputPlane
            let target = scratch + outputPlanes + plane * outputPlane + outputs.lowerBound
            if let pairing = weights.pairing {
                // A tile's channels are neighbours, and so pairs as they lie.
                pairing.multiply(
                    left.pairs, row: inputStride / 2, pair: 1, matrix.base.pairs, rightStride: matrix.stride,
                    into: target, stride: outputStride, rows: count, columns: outputs.count,
                    pairs: weights.inputs / 2, adding: false)
            } else {
                OpenBLAS.multiply(
                    OpenBLAS.Matrix(base: left, stride: inputStride), matrix, into: target, stride: outputStride,
                    rows: count, columns: outputs.count, inner: weights.inputs)
            }
        }

        func gather(_ part: Range<Int>, of block: Range<Int>, _ scratch: UnsafeMutablePointer<Float>) {
            let planes = scratch + outputPlanes
            func transform(_ tile: Int, to pixels: WinogradTiles.Pixels) {
                Kernels.current.winogradOutput(
                    planes + (tile - block.lowerBound) * outputStride, planeStride: outputPlane,
                    tileStride: outputStride, channels: weights.outputs, to: pixels, bias: bias, slope: slope)
            }
            switch target {
            case .image(let output):
                // The pixel for what falls outside is this part's own: nobody reads it, but no two threads may write to
                // it.
                withUnsafeTemporaryAllocation(of: Float.self, capacity: weights.outputs) { buffer in
                    guard let outside = buffer.baseAddress else { return }
                    tiles.forEachOutput(part, of: output, outside: outside, transform)
                }
            case .tiles(let consumer):
                consumer.order.withUnsafeBufferPointer { order in
                    guard let order = order.baseAddress else { return }
                    for group in stride(from: part.lowerBound, to: part.upperBound, by: consumer.group) {
                        let range = group..<min(part.upperBound, group + consumer.group)
                        let local = scratch + (group - block.lowerBound) * localTile
                        for tile in range {
                            let first = local + (tile - group) * localTile
                            transform(tile, to: WinogradTiles.Pixels(first: first, offsets: order, ahead: localTile))
                        }
                        consumer.consume(tiles, range, local)
                    }
                }
            }
        }
    }
}

/// Somebody who takes tiles of 4 × 4 pixels instead of an image.
struct TileConsumer: Sendable {
    typealias Consume = @Sendable (WinogradTiles, Range<Int>, UnsafePointer<Float>) -> Void

    /// Where each of a tile's pixels is to lie, row by row, in floats.
    let order: [Int]
    /// How many tiles it takes at once, at most.
    let group: Int
    /// Gets the tiles' numbers and their pixels, tile after tile. Several threads call it, each with tiles of its own.
    let consume: Consume

    /// - Parameter order: of the pixels, row by row.
    init(order: [Int], channels: Int, group: Int, consume: @escaping Consume) {
        self.order = order.map { $0 * channels }
        self.group = group
        self.consume = consume
    }
}
