/// How an output image is cut into tiles of 4 × 4, and which pixels each tile reads and writes.
///
/// A tile is named by one number over the whole batch. Pixels beyond an edge are read from a row of zeros and written
/// to a row that nobody reads, so that transforms have no edges.
struct WinogradTiles: Sendable {
    /// Where the pixels of one tile lie, row by row: `first` plus an offset in floats for each.
    ///
    /// Tiles that touch no edge share their offsets; only the others have to work them out.
    struct Pixels {
        let first: UnsafeMutablePointer<Float>
        let offsets: UnsafePointer<Int>
        /// Floats from a pixel to the same one of the next tile of the row.
        let ahead: Int

        subscript(index: Int) -> UnsafeMutablePointer<Float> { first + offsets[index] }
    }

    let input: Size2D
    let output: Size2D
    let padding: Size2D
    let rows: Int
    let columns: Int
    let count: Int

    init(images: Int, input: Size2D, output: Size2D, padding: Size2D) {
        self.input = input
        self.output = output
        self.padding = padding
        rows = (output.height + WinogradTransforms.outputs - 1) / WinogradTransforms.outputs
        columns = (output.width + WinogradTransforms.outputs - 1) / WinogradTransforms.outputs
        count = images * rows * columns
    }

    /// Where a tile's first output pixel lies.
    func place(of tile: Int) -> (image: Int, row: Int, column: Int) {
        let (image, rest) = tile.quotientAndRemainder(dividingBy: rows * columns)
        let (row, column) = rest.quotientAndRemainder(dividingBy: columns)
        return (image, row * WinogradTransforms.outputs, column * WinogradTransforms.outputs)
    }

    /// Calls `body` with each tile of a range and the 6 × 6 pixels of `view` that its outputs are made of.
    func forEachInput(
        _ tiles: Range<Int>, of view: ImageView, outside: UnsafeMutablePointer<Float>, _ body: (Int, Pixels) -> Void
    ) {
        forEach(tiles, of: view, side: 6, shift: padding, outside: outside, body)
    }

    /// The same with the 4 × 4 pixels of `view` that are a tile's outputs.
    func forEachOutput(
        _ tiles: Range<Int>, of view: ImageView, outside: UnsafeMutablePointer<Float>, _ body: (Int, Pixels) -> Void
    ) {
        forEach(tiles, of: view, side: 4, shift: Size2D(0), outside: outside, body)
    }

    private func forEach(
        _ tiles: Range<Int>, of view: ImageView, side: Int, shift: Size2D, outside: UnsafeMutablePointer<Float>,
        _ body: (Int, Pixels) -> Void
    ) {
        let (height, width, stride) = (view.size.height, view.size.width, view.pixelStride)
        let (area, ahead) = (side * side, WinogradTransforms.outputs * stride)
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 72) { buffer in
            guard let inner = buffer.baseAddress else { return }
            let edge = inner + area
            for index in 0..<area { inner[index] = (index / side * width + index % side) * stride }
            for tile in tiles {
                let place = place(of: tile)
                let (image, row, column) = (place.image, place.row - shift.height, place.column - shift.width)
                let first = view.base + ((image * height + row) * width + column) * stride
                if row >= 0 && column >= 0 && row + side <= height && column + side <= width {
                    body(tile, Pixels(first: first, offsets: inner, ahead: ahead))
                } else {
                    for y in 0..<side {
                        for x in 0..<side {
                            let isInside = 0..<height ~= row + y && 0..<width ~= column + x
                            edge[y * side + x] = isInside ? inner[y * side + x] : outside - first
                        }
                    }
                    body(tile, Pixels(first: first, offsets: edge, ahead: ahead))
                }
            }
        }
    }
}

/// How many tiles are worked on together, and how their products are cut: the cache and the BLAS decide.
struct WinogradBlocks: Sendable {
    /// Tiles of one block.
    let size: Int
    let count: Int
    /// Tiles in all.
    let tiles: Int
    /// Columns of one product.
    let width: Int

    /// - Parameter isPaired: whether products are of bfloat16 numbers, half as large and of any number.
    init(tiles: Int, inputs: Int, outputs: Int, isPaired: Bool = false) {
        self.tiles = tiles
        width = OpenBLAS.splitWidth(columns: outputs)
        // What a product may hold, and what of both sides' planes stays in the cache of one core.
        let byProduct = isPaired ? .max : OpenBLAS.smallProduct / max(1, inputs * width)
        let floats = (isPaired ? inputs / 2 : inputs) + outputs
        let byCache = Self.cacheFloats / (WinogradTransforms.planeCount * max(1, floats))
        let most = max(24, min(byProduct, max(60, byCache), 192))
        count = max(1, (tiles + most - 1) / most)
        size = (tiles + count - 1) / max(1, count)
    }

    /// Floats of the planes of one block.
    static let cacheFloats = 262_144

    func range(_ block: Int) -> Range<Int> {
        block * size..<min(tiles, (block + 1) * size)
    }

    /// Floats from one tile to the next in a plane. Powers of two would make a product's rows meet in the cache.
    static func tileStride(channels: Int) -> Int {
        channels >= 128 && channels.isMultiple(of: 64) ? channels + 16 : channels
    }

    /// Floats from one plane to the next: not a multiple of a page, where all planes would fall on one cache line.
    static func planeStride(_ count: Int) -> Int {
        ((count + 15) & ~15) + 16
    }
}
