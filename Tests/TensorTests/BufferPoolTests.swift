import Testing

@testable import Tensor

@Suite struct BufferPoolTests {
    @Test func givesTheSameBufferAgain() {
        let pool = BufferPool(limit: 1 << 20)
        let first = pool.take(byteCount: 100_000)
        pool.give(first, byteCount: 100_000)
        // A little less fits the same buffer.
        let second = pool.take(byteCount: 99_000)
        #expect(first == second)
        let third = pool.take(byteCount: 100_000)
        #expect(third != second)
        pool.give(second, byteCount: 99_000)
        pool.give(third, byteCount: 100_000)
    }

    @Test(arguments: [0, 1, 63, 64, 65, 16_383, 16_384, 16_385, 1_000_000])
    func holdsWhatWasAskedFor(byteCount: Int) {
        let pool = BufferPool(limit: 1 << 22)
        for _ in 0..<3 {
            let buffer = pool.take(byteCount: byteCount)
            #expect(UInt(bitPattern: buffer).isMultiple(of: 64))
            buffer.initializeMemory(as: UInt8.self, repeating: 1, count: byteCount)
            pool.give(buffer, byteCount: byteCount)
        }
    }

    @Test func keepsNoMoreThanItsLimit() {
        let pool = BufferPool(limit: 150_000)
        let buffers = (0..<3).map { _ in pool.take(byteCount: 65_536) }
        for buffer in buffers { pool.give(buffer, byteCount: 65_536) }
        // Two were kept, so two of the three addresses come back at once; the limit holds for all together.
        let again = (0..<2).map { _ in pool.take(byteCount: 65_536) }
        #expect(Set(again).isSubset(of: Set(buffers)) && Set(again).count == 2)
        for buffer in again { pool.give(buffer, byteCount: 65_536) }
    }

    @Test func buffersInUseAreNeverShared() {
        let pool = BufferPool(limit: 1 << 24)
        Parallel.forEach(64) { task in
            for round in 0..<200 {
                let count = 16_384 + task % 3 * 4096
                let buffer = pool.take(byteCount: count)
                let values = buffer.bindMemory(to: Int32.self, capacity: count / 4)
                let mark = Int32(task * 1000 + round)
                values.update(repeating: mark, count: count / 4)
                #expect(values[0] == mark && values[count / 8] == mark && values[count / 4 - 1] == mark)
                pool.give(buffer, byteCount: count)
            }
        }
    }
}
