import Dispatch

/// Work split into independent parts, over the processors.
///
/// Every reduction is split by the problem, never by the number of threads, so that results are the same bits
/// however many there are.
enum Parallel {
    /// Runs `body` for 0..<count, each index once, in any order and on any thread. Returns when all are done.
    @inline(__always)
    static func forEach(_ count: Int, _ body: @Sendable (Int) -> Void) {
        if count == 1 {
            body(0)
        } else if count > 1 {
            OpenBLAS.prepare()
            DispatchQueue.concurrentPerform(iterations: count, execute: body)
        }
    }

    /// Splits 0..<count into ranges of `grain` and runs `body` for each.
    @inline(__always)
    static func ranges(_ count: Int, grain: Int, _ body: @Sendable (Range<Int>) -> Void) {
        let parts = (count + grain - 1) / grain
        forEach(parts) { part in body(part * grain..<min(count, (part + 1) * grain)) }
    }
}

/// A pointer that parts of the same operator write to at once, each its own elements.
struct SharedPointer: @unchecked Sendable {
    let base: UnsafeMutablePointer<Float>

    init(_ base: UnsafeMutablePointer<Float>) {
        self.base = base
    }
}

/// A pointer that parts of the same operator read from at once.
struct ConstantPointer: @unchecked Sendable {
    let base: UnsafePointer<Float>

    init(_ base: UnsafePointer<Float>) {
        self.base = base
    }
}

/// Memory for the length of one call, from the pool that tensors come from.
func withScratch<Result>(
    _ count: Int, _ body: (UnsafeMutablePointer<Float>) throws -> Result
) rethrows -> Result {
    let scratch = Storage(count: count)
    return try withExtendedLifetime(scratch) { try body(scratch.base) }
}
