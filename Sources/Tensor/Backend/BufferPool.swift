import Dispatch
import Foundation

/// Memory for tensors, kept for the next one of about the same size instead of being handed back to the system.
///
/// A training step asks for the same thousands of buffers again and again, many of them tens of megabytes; fresh pages
/// from the system would have to be cleared and mapped each time. What is kept follows what is needed: all memory
/// together is never much more than what was in use at once in the last seconds, and where nobody asked for any during
/// some seconds, all that is kept goes back.
final class BufferPool: @unchecked Sendable {
    /// The pool that all storage comes from. It holds memory, no meaning: results never depend on it.
    static let shared = BufferPool()

    /// Memory that was taken; who has it gives it back.
    struct Buffer: @unchecked Sendable {
        /// Aligned to 64 bytes.
        let base: UnsafeMutableRawPointer
        /// What it holds, in bytes: at least what was asked for, at most some twice as much.
        let capacity: Int
    }

    /// Buffers of fewer bytes than this come from `malloc`, which is quick for them.
    static let smallest = 16_384
    /// From this size on a request takes a buffer of up to twice its size. Among small ones that would save little, and
    /// they would lack where they fit.
    private static let lenient = 1 << 20
    /// Seconds from one look at what is kept to the next.
    private static let period = 5.0

    private let spare: Int
    private let looksByItself: Bool
    private let lock = NSLock()
    /// Buffers that nobody uses, by class of size.
    private var free = [[Buffer]](repeating: [], count: SizeClass.count)
    private var figures = Figures()
    private var willLook = false

    /// - Parameters:
    ///   - spare: bytes that may be kept beside what was in use at once; a quarter of that where it is more.
    ///   - looksByItself: whether what isn't needed any more is looked for every few seconds; else ``look()`` is called.
    init(spare: Int = 128 << 20, looksByItself: Bool = true) {
        self.spare = spare
        self.looksByItself = looksByItself
    }

    deinit {
        for buffer in free.joined() { Self.release(buffer) }
    }

    /// What the pool holds, in bytes, and what it did. Buffers below ``smallest`` are not counted.
    struct Figures: Sendable {
        /// Given out at this moment.
        fileprivate(set) var inUse = 0
        /// Kept for later.
        fileprivate(set) var kept = 0
        /// The most in use at once since the last look, and since the one before.
        fileprivate(set) var peak = 0
        fileprivate(set) var peakBefore = 0
        /// How often memory was asked for, in all.
        fileprivate(set) var takes = 0
        fileprivate(set) var takesBefore = 0
        /// How often it had to come from the system, in all.
        fileprivate(set) var fresh = 0
    }

    /// As they are now.
    var current: Figures { lock.withLock { figures } }

    /// A buffer of at least `byteCount` bytes, its contents undefined.
    func take(byteCount: Int) -> Buffer {
        let lines = max(64, (byteCount + 63) & ~63)
        guard lines >= Self.smallest else {
            return Buffer(base: .allocate(byteCount: lines, alignment: 64), capacity: lines)
        }
        let size = SizeClass(holding: byteCount)
        lock.lock()
        // The next few classes hold less than twice as much: rather a large one of them than fresh memory.
        let classes = size.capacity < Self.lenient ? 1 : SizeClass.perDoubling
        let found = (size.index..<size.index + classes).first { !free[$0].isEmpty }
        let kept = found.flatMap { free[$0].popLast() }
        let capacity = kept?.capacity ?? size.capacity
        figures.takes += 1
        figures.inUse += capacity
        figures.peak = max(figures.peak, figures.inUse)
        if kept != nil { figures.kept -= capacity } else { figures.fresh += 1 }
        let surplus = removeSurplus()
        lock.unlock()
        surplus.forEach(Self.release)
        return kept ?? Self.fresh(capacity, used: byteCount)
    }

    /// Takes a buffer back.
    func give(_ buffer: Buffer) {
        guard buffer.capacity >= Self.smallest else { return buffer.base.deallocate() }
        lock.lock()
        figures.inUse -= buffer.capacity
        figures.kept += buffer.capacity
        free[SizeClass(holding: buffer.capacity).index].append(buffer)
        let surplus = removeSurplus()
        let looks = looksByItself && !willLook
        willLook = willLook || looks
        lock.unlock()
        surplus.forEach(Self.release)
        if looks { lookLater() }
    }

    /// Gives back what hasn't been needed lately; everything, where nobody asked since the last look.
    func look() {
        lock.lock()
        figures.peakBefore = figures.peak
        figures.peak = figures.inUse
        let isIdle = figures.takes == figures.takesBefore
        figures.takesBefore = figures.takes
        let surplus = removeSurplus(downTo: isIdle ? 0 : .max)
        willLook = looksByItself && figures.kept > 0
        let looks = willLook
        lock.unlock()
        surplus.forEach(Self.release)
        if looks { lookLater() }
    }

    private func lookLater() {
        DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + Self.period) { [weak self] in self?.look() }
    }

    /// Removes kept buffers, the largest first, until what is left is allowed. The lock is held.
    private func removeSurplus(downTo most: Int = .max) -> [Buffer] {
        let peak = max(figures.peak, figures.peakBefore)
        let allowed = min(most, peak + max(peak / 4, spare) - figures.inUse)
        guard figures.kept > allowed else { return [] }
        var removed: [Buffer] = []
        for index in free.indices.reversed() {
            while figures.kept > allowed, let buffer = free[index].popLast() {
                figures.kept -= buffer.capacity
                removed.append(buffer)
            }
        }
        return removed
    }
}

/// Sizes in steps of an eighth of their power of two.
private struct SizeClass {
    static let perDoubling = 8
    static let count = (Int.bitWidth + 1) * perDoubling

    let index: Int
    let capacity: Int

    /// The smallest that holds so many bytes, 16 or more.
    init(holding byteCount: Int) {
        let power = Int.bitWidth - 1 - byteCount.leadingZeroBitCount
        let step = 1 << (power - 3)
        capacity = (byteCount + step - 1) & ~(step - 1)
        // In eighths of the power of two; at sixteen it is the next power's first.
        index = (power - 1) * Self.perDoubling + capacity / step
    }
}

/// Where memory comes from.
extension BufferPool {
    /// From this size on memory comes from the system page by page, and goes back to it at once.
    private static let mapped = 1 << 18

    /// - Parameter used: the bytes that will be written, at the least.
    private static func fresh(_ capacity: Int, used: Int) -> Buffer {
        guard capacity >= mapped else {
            return Buffer(base: .allocate(byteCount: capacity, alignment: 64), capacity: capacity)
        }
        let base = mmap(nil, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let base, base != MAP_FAILED else {
            preconditionFailure("the system has no \(capacity) bytes of memory for a tensor")
        }
        #if os(Linux)
            // All pages at once, which costs less than one by one when they are written. Older kernels refuse: no harm.
            madvise(base, used, MADV_POPULATE_WRITE)
        #endif
        return Buffer(base: base, capacity: capacity)
    }

    private static func release(_ buffer: Buffer) {
        if buffer.capacity >= mapped {
            munmap(buffer.base, buffer.capacity)
        } else {
            buffer.base.deallocate()
        }
    }
}
