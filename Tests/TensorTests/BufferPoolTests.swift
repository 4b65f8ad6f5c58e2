import Testing

@testable import Tensor

@Suite struct BufferPoolTests {
    @Test func givesTheSameBufferAgain() {
        let pool = BufferPool(looksByItself: false)
        for size in [100_000, 4_000_000] {
            let first = pool.take(byteCount: size)
            pool.give(first)
            // A little less fits the same buffer; among large ones half as much does, too.
            for (byteCount, fits) in [(size - 1000, true), (size * 6 / 10, size > 1_000_000), (size / 3, false)] {
                let again = pool.take(byteCount: byteCount)
                #expect((again.base == first.base) == fits)
                pool.give(again)
            }
            let second = pool.take(byteCount: size)
            let third = pool.take(byteCount: size)
            #expect(second.base == first.base && third.base != first.base)
            for buffer in [second, third] { pool.give(buffer) }
        }
    }

    @Test(arguments: [0, 1, 63, 64, 65, 16_320, 16_321, 16_384, 16_385, 262_143, 262_144, 1_000_000, 5_000_001])
    func holdsWhatWasAskedFor(byteCount: Int) {
        let pool = BufferPool(looksByItself: false)
        for _ in 0..<3 {
            let buffer = pool.take(byteCount: byteCount)
            #expect(UInt(bitPattern: buffer.base).isMultiple(of: 64) && buffer.capacity.isMultiple(of: 64))
            #expect(byteCount...max(64, 2 * byteCount) ~= buffer.capacity)
            buffer.base.initializeMemory(as: UInt8.self, repeating: 1, count: buffer.capacity)
            pool.give(buffer)
        }
        let figures = pool.current
        #expect(figures.inUse == 0 && figures.kept < byteCount + byteCount / 8 + 64)
    }

    /// All memory together is never more than what was in use at once, and what may be spare.
    @Test func keepsNoMoreThanIsAllowed() {
        let size = 1 << 20
        let pool = BufferPool(spare: 3 * size, looksByItself: false)
        let many = (0..<8).map { _ in pool.take(byteCount: size) }
        for buffer in many { pool.give(buffer) }
        #expect(pool.current.kept == 8 * size)
        // Other sizes find none that fits: what is kept makes room for them.
        let large = (0..<2).map { _ in pool.take(byteCount: 4 * size) }
        #expect(pool.current.kept == 3 * size)
        for buffer in large { pool.give(buffer) }
        #expect(pool.current.kept == 11 * size)
    }

    /// A look after next, a peak is forgotten; where nobody asked for memory since the last look, nothing is kept.
    @Test func whatIsNotNeededGoesBack() {
        let size = 1 << 20
        let pool = BufferPool(spare: size, looksByItself: false)
        let many = (0..<8).map { _ in pool.take(byteCount: size) }
        for buffer in many.dropFirst() { pool.give(buffer) }
        for kept in [7, 2, 0] {
            pool.give(pool.take(byteCount: kept == 0 ? 0 : size))
            pool.look()
            #expect(pool.current.kept == kept * size)
        }
        #expect(pool.current.inUse == size)
        pool.give(many[0])
        pool.look()
        #expect(pool.current.inUse == 0 && pool.current.kept == 0)
    }

    @Test func countsWhatComesFresh() {
        let pool = BufferPool(looksByItself: false)
        for _ in 0..<4 {
            let buffers = [20_000, 300_000, 20_000].map(pool.take(byteCount:))
            for buffer in buffers { pool.give(buffer) }
        }
        #expect(pool.current.takes == 12 && pool.current.fresh == 3)
    }

    @Test func buffersInUseAreNeverShared() {
        let pool = BufferPool(spare: 1 << 16, looksByItself: false)
        Parallel.forEach(64) { task in
            for round in 0..<200 {
                let count = 16_384 + task % 3 * 4096
                let buffer = pool.take(byteCount: count)
                let values = buffer.base.bindMemory(to: Int32.self, capacity: count / 4)
                let mark = Int32(task * 1000 + round)
                values.update(repeating: mark, count: count / 4)
                #expect(values[0] == mark && values[count / 8] == mark && values[count / 4 - 1] == mark)
                pool.give(buffer)
            }
        }
        #expect(pool.current.inUse == 0)
    }
}
