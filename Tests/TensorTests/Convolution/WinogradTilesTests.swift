import Testing

@testable import Tensor

@Suite struct WinogradTilesTests {
    /// Sizes that tiles of four fill, and sizes that they don't.
    private static let sizes = [
        Size2D(1), Size2D(4), Size2D(height: 5, width: 3), Size2D(height: 8, width: 13), Size2D(height: 11, width: 9),
    ]

    private typealias Pointer = UnsafeMutablePointer<Float>

    private func output(of input: Size2D, padding: Int) -> Size2D {
        Size2D(height: max(0, input.height + 2 * padding - 2), width: max(0, input.width + 2 * padding - 2))
    }

    /// The table that one tile's transform gets.
    private func table(_ count: Int, _ fill: (UnsafeMutablePointer<UnsafePointer<Float>>) -> Void) -> [UnsafePointer<
        Float
    >] {
        withUnsafeTemporaryAllocation(of: UnsafePointer<Float>.self, capacity: count) { buffer in
            guard let base = buffer.baseAddress else { return [] }
            fill(base)
            return Array(buffer)
        }
    }

    /// Every pixel of the output is one tile's, and whatever sticks out goes nowhere.
    @Test(arguments: sizes, [1, 2])
    func writeEachPixelOnce(size: Size2D, stride: Int) {
        let tiles = WinogradTiles(images: 2, input: size, output: size, padding: Size2D(1))
        #expect(tiles.count == 2 * ((size.height + 3) / 4) * ((size.width + 3) / 4))
        let memory = Floats(count: 2 * size.height * size.width * stride)
        let image = ImageView(memory.base, images: 2, size: size, channels: 1, pixelStride: stride)
        let outside = Floats(count: 1)
        for tile in 0..<tiles.count {
            withUnsafeTemporaryAllocation(of: Pointer.self, capacity: 16) { buffer in
                guard let base = buffer.baseAddress else { return }
                tiles.outputs(tile, of: image, outside: outside.base, into: base)
                for pointer in buffer { pointer.pointee += 1 }
            }
        }
        #expect(memory.values.enumerated().allSatisfy { $1 == ($0 % stride == 0 ? 1 : 0) })
        #expect(Int(outside.base[0]) == 16 * tiles.count - 2 * size.height * size.width)
        #expect(memory.isIntactAround)
    }

    /// A gradient is read where the outputs are written.
    @Test func readWhereTheyWrite() {
        let size = Size2D(height: 6, width: 7)
        let tiles = WinogradTiles(images: 1, input: size, output: size, padding: Size2D(1))
        let memory = Floats(count: 42)
        let image = ImageView(memory.base, images: 1, size: size, channels: 1)
        let outside = Floats(count: 1)
        for tile in 0..<tiles.count {
            let read = table(16) { tiles.outputs(tile, of: image, outside: UnsafePointer(outside.base), into: $0) }
            withUnsafeTemporaryAllocation(of: Pointer.self, capacity: 16) { buffer in
                guard let base = buffer.baseAddress else { return }
                tiles.outputs(tile, of: image, outside: outside.base, into: base)
                #expect(zip(read, buffer).allSatisfy { $0 == UnsafePointer($1) })
            }
        }
    }

    /// Six by six inputs for each tile, moved by the padding; zeros where there is no image.
    @Test(arguments: sizes, [0, 1, 2])
    func readTheirInputs(size: Size2D, padding: Int) {
        let result = output(of: size, padding: padding)
        let tiles = WinogradTiles(images: 2, input: size, output: result, padding: Size2D(padding))
        let pixels = size.height * size.width
        let memory = Floats((1...2 * pixels).map { Float($0) })
        let image = ImageView(memory.base, images: 2, size: size, channels: 1)
        let zeros = Floats(count: 1)
        let perImage = tiles.rows * tiles.columns
        for tile in 0..<tiles.count {
            let values = table(36) { tiles.inputs(tile, of: image, outside: zeros.base, into: $0) }.map(\.pointee)
            let (top, left) = (tile % perImage / tiles.columns * 4 - padding, tile % tiles.columns * 4 - padding)
            for (index, value) in values.enumerated() {
                let (row, column) = (top + index / 6, left + index % 6)
                let isInside = 0..<size.height ~= row && 0..<size.width ~= column
                let expected = isInside ? tile / perImage * pixels + row * size.width + column + 1 : 0
                #expect(value == Float(expected))
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
        #expect(1...max(64, channels) ~= WinogradBlocks.width(outputs: channels))
        #expect(WinogradBlocks.width(outputs: channels) <= channels)
        #expect(WinogradBlocks.tileStride(channels: channels) >= channels)
        #expect(WinogradBlocks.planeStride(7 * channels) >= 7 * channels)
        // In floats of four bytes, a page is 1,024.
        #expect(!WinogradBlocks.planeStride(1024 * channels).isMultiple(of: 1024))
    }
}
