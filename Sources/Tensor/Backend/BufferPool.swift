import Foundation

/// Memory for tensors, kept for the next one of the same size instead of being handed back to the system.
///
/// A training step asks for the same few hundred buffers again and again, many of them tens of megabytes; fresh
/// pages from the system would have to be cleared and mapped each time. What is kept is bounded.
final class BufferPool: @unchecked Sendable {
    /// The pool that all storage comes from. It holds memory, no meaning: results never depend on it.
    static let shared = BufferPool(limit: 3 << 30)

    /// Buffers smaller than this come from `malloc`, which is quick for them.
    private static let smallest = 16_384

    private let lock = NSLock()
    private let limit: Int
    private var kept = 0
    private var free: [Int: [UnsafeMutableRawPointer]] = [:]

    /// - Parameter limit: the most bytes kept while nobody uses them.
    init(limit: Int) {
        self.limit = limit
    }

    /// A buffer of at least `byteCount` bytes, aligned to 64, its contents undefined.
    func take(byteCount: Int) -> UnsafeMutableRawPointer {
        let size = Self.rounded(byteCount)
        if size >= Self.smallest {
            lock.lock()
            let found = free[size]?.popLast()
            if found != nil { kept -= size }
            lock.unlock()
            if let found { return found }
        }
        return UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
    }

    /// Takes a buffer back that ``take(byteCount:)`` gave for the same `byteCount`.
    func give(_ pointer: UnsafeMutableRawPointer, byteCount: Int) {
        let size = Self.rounded(byteCount)
        if size >= Self.smallest {
            lock.lock()
            let keep = kept + size <= limit
            if keep {
                kept += size
                free[size, default: []].append(pointer)
            }
            lock.unlock()
            if keep { return }
        }
        pointer.deallocate()
    }

    /// Sizes in steps of an eighth of their power of two, so that near sizes share buffers and little is wasted.
    private static func rounded(_ byteCount: Int) -> Int {
        guard byteCount > smallest else { return max(64, (byteCount + 63) & ~63) }
        let step = 1 << (Int.bitWidth - 1 - byteCount.leadingZeroBitCount - 3)
        return (byteCount + step - 1) & ~(step - 1)
    }
}
