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
        buffer = BufferPool.shared.take(byteCount: count * MemoryLayout<Float>.stride)
        base = buffer.base.bindMemory(to: Float.self, capacity: max(1, count))
    }

    deinit { BufferPool.shared.give(buffer) }
}
