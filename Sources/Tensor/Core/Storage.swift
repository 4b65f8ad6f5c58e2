/// The floats of one or more tensors. Written once, by the operator that makes it; never changed afterwards.
///
/// Its memory is aligned to 64 bytes and a multiple of 64 bytes long, so that loops may read and write whole groups of
/// sixteen.
final class Storage: @unchecked Sendable {
    let base: UnsafeMutablePointer<Float>
    let count: Int
    private let buffer: BufferPool.Buffer

    /// Contents undefined: the maker fills them before anyone else sees the storage.
    init(count: Int) {
        self.count = count
        let byteCount = count * MemoryLayout<Float>.stride
        #if UNPOOLED
            // For the address sanitizer: memory that nobody had before, whose end it knows. See scripts/sanitize.sh.
            let lines = max(64, (byteCount + 63) & ~63)
            buffer = BufferPool.Buffer(base: .allocate(byteCount: lines, alignment: 64), capacity: lines)
        #else
            buffer = BufferPool.shared.take(byteCount: byteCount)
        #endif
        base = buffer.base.bindMemory(to: Float.self, capacity: max(1, count))
    }

    deinit {
        #if UNPOOLED
            buffer.base.deallocate()
        #else
            BufferPool.shared.give(buffer)
        #endif
    }
}
