/// How an output image is cut into tiles of 4 × 4, and which pixels each tile reads and writes.
///
/// A tile is named by one number over the whole batch. Pixels beyond an edge are read from a row of zeros and written
/// to a row that nobody reads, so that transforms have no edges: they get a table of pointers.
struct WinogradTiles: Sendable {
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

    /// Where the tile's first output lies.
    private func place(_ tile: Int) -> (image: Int, row: Int, column: Int) {
        let (image, rest) = tile.quotientAndRemainder(dividingBy: rows * columns)
        let (row, column) = rest.quotientAndRemainder(dividingBy: columns)
        return (image, row * WinogradTransforms.outputs, column * WinogradTransforms.outputs)
    }

    /// Points `table` at the 6 × 6 pixels of `view` that a tile's outputs are made of.
    func inputs(
        _ tile: Int, of view: ImageView, outside: UnsafePointer<Float>,
        into table: UnsafeMutablePointer<UnsafePointer<Float>>
    ) {
        let (image, row, column) = place(tile)
        fill(
            table, side: 6, view: view, image: image, row: row - padding.height, column: column - padding.width,
            outside: outside
        ) { UnsafePointer($0) }
    }

    /// Points `table` at the 4 × 4 pixels of `view` that are a tile's outputs, to be read.
    func outputs(
        _ tile: Int, of view: ImageView, outside: UnsafePointer<Float>,
        into table: UnsafeMutablePointer<UnsafePointer<Float>>
    ) {
        let (image, row, column) = place(tile)
        fill(table, side: 4, view: view, image: image, row: row, column: column, outside: outside) { UnsafePointer($0) }
    }

    /// The same, to be written.
    func outputs(
        _ tile: Int, of view: ImageView, outside: UnsafeMutablePointer<Float>,
        into table: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    ) {
        let (image, row, column) = place(tile)
        fill(table, side: 4, view: view, image: image, row: row, column: column, outside: outside) { $0 }
    }

    @inline(__always)
    private func fill<Pointer>(
        _ table: UnsafeMutablePointer<Pointer>, side: Int, view: ImageView, image: Int, row: Int, column: Int,
        outside: Pointer, _ pointer: (UnsafeMutablePointer<Float>) -> Pointer
    ) {
        let (height, width) = (view.size.height, view.size.width)
        for y in 0..<side {
            let line = table + y * side
            guard 0..<height ~= row + y else {
                for x in 0..<side { line[x] = outside }
                continue
            }
            let first = view.row(row + y, of: image)
            for x in 0..<side {
                line[x] = 0..<width ~= column + x ? pointer(first + (column + x) * view.pixelStride) : outside
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

    init(tiles: Int, inputs: Int, outputs: Int) {
        self.tiles = tiles
        width = Self.width(outputs: outputs)
        // What a product may hold, and what of both sides' planes stays in the cache of one core.
        let byProduct = OpenBLAS.smallProduct / max(1, inputs * width)
        let byCache = Self.cacheFloats / (WinogradTransforms.planeCount * max(1, inputs + outputs))
        let most = max(24, min(byProduct, max(60, byCache), 192))
        count = max(1, (tiles + most - 1) / most)
        size = (tiles + count - 1) / max(1, count)
    }

    /// Floats of the planes of one block.
    static let cacheFloats = 262_144

    static func width(outputs: Int) -> Int {
        if outputs.isMultiple(of: 64) { return 64 }
        if outputs.isMultiple(of: 32) { return 32 }
        return min(outputs, 64)
    }

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
