/// Convolutions of any kind, over tiles of output rows: the columns of a tile, then one matrix product. Each output is
/// one plain sum of products, so this is the way for what no other is made for, and the exactest of all.
enum ColumnConvolution {
    /// output (N, H′, W′, C′) = input (N, H, W, C) ∗ weight (C′, C/groups, KH, KW) + bias (C′).
    static func forward(
        _ input: Tensor, weight: Tensor, bias: [Float], geometry: ConvolutionGeometry
    ) -> Tensor {
        let packed = ConvolutionWeights.columns(of: weight, geometry: geometry)
        return product(input, packed: packed, bias: bias, geometry: geometry)
    }

    /// The gradient of the input (N, H, W, C), from that of the output (N, H′, W′, C′).
    static func dataGradient(
        _ gradient: Tensor, weight: Tensor, bias: [Float], geometry: ConvolutionGeometry
    ) -> Tensor {
        if let reversed = geometry.reversed {
            let packed = ConvolutionWeights.turnedColumns(of: weight, geometry: geometry)
            return product(gradient, packed: packed, bias: bias, geometry: reversed)
        }
        return scatterGradient(gradient, weight: weight, bias: bias, geometry: geometry)
    }

    /// The gradient of the weight (C′, C/groups, KH, KW).
    static func weightGradient(_ input: Tensor, gradient: Tensor, geometry: ConvolutionGeometry) -> Tensor {
        let groups = geometry.settings.groups
        let size = geometry.columnCount * geometry.groupOutputs
        let tiles = Tiles(geometry)
        // The number of partial sums depends on the problem alone, so the result doesn't depend on the threads.
        // At least one, which is zeros where there is nothing to add up.
        let parts = max(1, min(tiles.count, 16))
        let partials = Storage(count: parts * groups * size)
        let shared = SharedPointer(partials.base)
        input.withPointer { input in
            gradient.withPointer { gradient in
                let (input, gradient) = (ConstantPointer(input), ConstantPointer(gradient))
                Parallel.forEach(parts) { part in
                    let sums = shared.base + part * groups * size
                    sums.update(repeating: 0, count: groups * size)
                    withScratch(tiles.columnCapacity) { columns in
                        for index in stride(from: part, to: tiles.count, by: parts) {
                            let tile = tiles[index]
                            for group in 0..<groups {
                                let rows = tiles.columns(
                                    of: input.base, tile: tile, group: group, scratch: columns)
                                let upstream =
                                    gradient.base
                                    + (tile.image * geometry.outputPixels + tile.firstPixel)
                                    * geometry.outputChannels + group * geometry.groupOutputs
                                OpenBLAS.multiply(
                                    OpenBLAS.Matrix(
                                        base: rows, stride: geometry.columnCount, transposed: true),
                                    OpenBLAS.Matrix(base: upstream, stride: geometry.outputChannels),
                                    into: sums + group * size, stride: geometry.groupOutputs,
                                    rows: geometry.columnCount, columns: geometry.groupOutputs,
                                    inner: tile.pixelCount, keep: 1)
                            }
                        }
                    }
                }
            }
        }
        let count = groups * size
        let total = partials.base
        for part in 1..<parts {
            let sums = partials.base + part * count
            for index in 0..<count { total[index] += sums[index] }
        }
        return withExtendedLifetime(partials) {
            ConvolutionWeights.weight(fromColumns: total, geometry: geometry)
        }
    }

    private static func product(
        _ input: Tensor, packed: Storage, bias: [Float], geometry: ConvolutionGeometry
    ) -> Tensor {
        let tiles = Tiles(geometry)
        let channels = geometry.outputChannels
        let size = geometry.columnCount * geometry.groupOutputs
        let shape: TensorShape = [geometry.images, geometry.output.height, geometry.output.width, channels]
        return Tensor(shape: shape) { target in
            input.withPointer { source in
                let (target, source) = (SharedPointer(target), ConstantPointer(source))
                Parallel.forEach(tiles.count) { index in
                    let tile = tiles[index]
                    let result = target.base + (tile.image * geometry.outputPixels + tile.firstPixel) * channels
                    withScratch(tiles.columnCapacity) { columns in
                        for group in 0..<geometry.settings.groups {
                            let rows = tiles.columns(of: source.base, tile: tile, group: group, scratch: columns)
                            OpenBLAS.multiply(
                                OpenBLAS.Matrix(base: rows, stride: geometry.columnCount),
                                OpenBLAS.Matrix(base: packed.base + group * size, stride: geometry.groupOutputs),
                                into: result + group * geometry.groupOutputs, stride: channels,
                                rows: tile.pixelCount, columns: geometry.groupOutputs, inner: geometry.columnCount)
                        }
                    }
                    if !bias.isEmpty {
                        ChannelLoops.add(bias, toRows: tile.pixelCount, of: result)
                    }
                }
            }
        }
    }

    /// The data gradient where positions skip pixels: products give columns, which are added where they came from.
    private static func scatterGradient(
        _ gradient: Tensor, weight: Tensor, bias: [Float], geometry: ConvolutionGeometry
    ) -> Tensor {
        let packed = ConvolutionWeights.columns(of: weight, geometry: geometry)
        let tiles = Tiles(geometry)
        let size = geometry.columnCount * geometry.groupOutputs
        let pixels = geometry.inputPixels
        let shape: TensorShape = [
            geometry.images, geometry.input.height, geometry.input.width, geometry.inputChannels,
        ]
        return Tensor(shape: shape) { target in
            gradient.withPointer { source in
                let (target, source) = (SharedPointer(target), ConstantPointer(source))
                Parallel.forEach(geometry.images) { image in
                    let result = target.base + image * pixels * geometry.inputChannels
                    result.update(repeating: 0, count: pixels * geometry.inputChannels)
                    withScratch(tiles.columnCapacity) { columns in
                        for tile in tiles.tiles(ofImage: image) {
                            for group in 0..<geometry.settings.groups {
                                let upstream =
                                    source.base
                                    + (image * geometry.outputPixels + tile.firstPixel) * geometry.outputChannels
                                    + group * geometry.groupOutputs
                                OpenBLAS.multiply(
                                    OpenBLAS.Matrix(base: upstream, stride: geometry.outputChannels),
                                    OpenBLAS.Matrix(
                                        base: packed.base + group * size, stride: geometry.groupOutputs,
                                        transposed: true),
                                    into: columns, stride: geometry.columnCount, rows: tile.pixelCount,
                                    columns: geometry.columnCount, inner: geometry.groupOutputs)
                                ConvolutionColumns.scatter(
                                    columns, rows: tile.rows, group: group, geometry: geometry, addingTo: result)
                            }
                        }
                    }
                    if !bias.isEmpty { ChannelLoops.add(bias, toRows: pixels, of: result) }
                }
            }
        }
    }
}

/// The tiles of output rows that a convolution is worked in.
private struct Tiles: Sendable {
    struct Tile {
        let image: Int
        let rows: Range<Int>
        let firstPixel: Int
        let pixelCount: Int
    }

    private let geometry: ConvolutionGeometry
    private let perImage: Int
    private let rowsPerTile: Int

    init(_ geometry: ConvolutionGeometry) {
        self.geometry = geometry
        rowsPerTile = geometry.rowsPerTile
        perImage = geometry.outputPixels == 0 ? 0 : (geometry.output.height + rowsPerTile - 1) / rowsPerTile
    }

    var count: Int { geometry.images * perImage }

    /// Floats for the columns of the largest tile.
    var columnCapacity: Int {
        geometry.isPointwise ? 0 : rowsPerTile * geometry.output.width * geometry.columnCount
    }

    subscript(index: Int) -> Tile {
        let first = index % perImage * rowsPerTile
        let rows = first..<min(geometry.output.height, first + rowsPerTile)
        return Tile(
            image: index / perImage, rows: rows, firstPixel: first * geometry.output.width,
            pixelCount: rows.count * geometry.output.width)
    }

    func tiles(ofImage image: Int) -> [Tile] {
        (0..<perImage).map { self[image * perImage + $0] }
    }

    /// The columns of a tile: gathered into `scratch`, or the image itself where it already is its columns.
    func columns(
        of input: UnsafePointer<Float>, tile: Tile, group: Int, scratch: UnsafeMutablePointer<Float>
    ) -> UnsafePointer<Float> {
        let image = input + tile.image * geometry.inputPixels * geometry.inputChannels
        if geometry.isPointwise { return image + tile.firstPixel * geometry.inputChannels }
        ConvolutionColumns.gather(image, rows: tile.rows, group: group, geometry: geometry, into: scratch)
        return UnsafePointer(scratch)
    }
}
