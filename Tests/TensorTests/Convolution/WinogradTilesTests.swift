import Testing

@testable import Tensor

@Suite struct WinogradTilesTests {
    /// Sizes that tiles fill, and sizes that they don't.
    private static let sizes = [
        Size2D(1), Size2D(4), Size2D(height: 5, width: 3), Size2D(height: 8, width: 13), Size2D(height: 11, width: 9),
        Size2D(height: 21, width: 19),
    ]

    private func output(of input: Size2D, padding: Int) -> Size2D {
        Size2D(height: max(0, input.height + 2 * padding - 2), width: max(0, input.width + 2 * padding - 2))
    }

    /// Every pixel of the output is one tile's, and whatever sticks out goes nowhere.
    @Test(arguments: sizes)
    func writeEachPixelOnce(size: Size2D) {
        for stride in 1...2 {
            let tiles = WinogradTiles(images: 2, input: size, output: size, padding: Size2D(1))
            let (count, area) = (4, 16)
            #expect(tiles.count == 2 * ((size.height + count - 1) / count) * ((size.width + count - 1) / count))
            let memory = Floats(count: 2 * size.height * size.width * stride)
            let image = ImageView(memory.base, images: 2, size: size, channels: 1, pixelStride: stride)
            let outside = Floats(count: 1)
            tiles.forEachOutput(0..<tiles.count, of: image, outside: outside.base) { _, pixels in
                for index in 0..<area { pixels[index].pointee += 1 }
            }
            #expect(memory.values.enumerated().allSatisfy { $1 == ($0 % stride == 0 ? 1 : 0) })
            #expect(Int(outside.base[0]) == area * tiles.count - 2 * size.height * size.width)
            #expect(memory.isIntactAround)
        }
    }

    /// The inputs of each tile, moved by the padding; zeros where there is no image.
    @Test(arguments: sizes)
    func readTheirInputs(size: Size2D) {
        for padding in 0...2 {
            let result = output(of: size, padding: padding)
            let tiles = WinogradTiles(images: 2, input: size, output: result, padding: Size2D(padding))
            let pixels = size.height * size.width
            let memory = Floats((1...2 * pixels).map { Float($0) })
            let image = ImageView(memory.base, images: 2, size: size, channels: 1)
            let zeros = Floats(count: 1)
            let perImage = tiles.rows * tiles.columns
            tiles.forEachInput(0..<tiles.count, of: image, outside: zeros.base) { tile, places in
                let top = tile % perImage / tiles.columns * 4 - padding
                let left = tile % tiles.columns * 4 - padding
                for index in 0..<36 {
                    let (row, column) = (top + index / 6, left + index % 6)
                    let isInside = 0..<size.height ~= row && 0..<size.width ~= column
                    let expected = isInside ? tile / perImage * pixels + row * size.width + column + 1 : 0
                    #expect(places[index].pointee == Float(expected))
                }
            }
        }
    }

    // MARK: Blocks

    /// Blocks are all tiles, each once, and nearly alike.
    @Test(arguments: [1, 2, 23, 59, 60, 61, 500, 14_000], [(1, 1), (32, 32), (48, 16), (256, 256), (384, 192)])
    func blocksCoverAllTilesOnce(tiles: Int, channels: (inputs: Int, outputs: Int)) {
        let blocks = WinogradBlocks(tiles: tiles, inputs: channels.inputs, outputs: channels.outputs)
        #expect((0..<blocks.count).flatMap { Array(blocks.range($0)) } == Array(0..<tiles))
        #expect((0..<blocks.count).allSatisfy { 1...blocks.size ~= blocks.range($0).count })
    }

    /// The columns of products take all outputs, and planes hold all tiles without touching each other.
    @Test(arguments: [1, 3, 9, 16, 32, 48, 64, 96, 100, 128, 192, 256, 384])
    func strides(channels: Int) {
        #expect(1...max(64, channels) ~= OpenBLAS.splitWidth(columns: channels))
        #expect(OpenBLAS.splitWidth(columns: channels) <= channels)
        #expect(WinogradBlocks.tileStride(channels: channels) >= channels)
        #expect(WinogradBlocks.planeStride(7 * channels) >= 7 * channels)
        // In floats of four bytes, a page is 1,024.
        #expect(!WinogradBlocks.planeStride(1024 * channels).isMultiple(of: 1024))
    }
}
