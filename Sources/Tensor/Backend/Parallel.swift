import Foundation
import Synchronization

/// Work split into independent parts, over the processors.
///
/// Every reduction is split by the problem, never by the number of threads, so that results are the same bits
/// however many there are.
///
/// Whatever computes holds a permit, and a process has as many as the engine has threads: ten tasks that call at once
/// share them. Loops inside loops run where they stand.
package enum Parallel {
    /// Runs `body` for 0..<count, each index once, in any order and on any thread. Returns when all are done.
    @inline(__always)
    static func forEach(_ count: Int, _ body: @Sendable (Int) -> Void) {
        forEach(count, parts: .worker, body)
    }

    /// The same for parts that are large and have loops of their own: those are helped by threads that have no part left.
    static func forEachLarge(_ count: Int, _ body: @Sendable (Int) -> Void) {
        forEach(count, parts: .holder, body)
    }

    @inline(__always)
    private static func forEach(_ count: Int, parts role: ThreadRole, _ body: @Sendable (Int) -> Void) {
        guard count > 0 else { return }
        switch ThreadRole.current {
        case .worker:
            for index in 0..<count { body(index) }
        case .holder:
            spread(count, parts: role, body)
        case .outsider:
            withPermit { spread(count, parts: role, body) }
        }
    }

    /// Keeps one permit for the length of `body`, whose loops then need not wait for one each: for computations of
    /// many small loops. Waits for it, unless this thread has one.
    ///
    /// Beware: `body` must not wait for another thread that computes.
    ///
    /// - Parameter isHelped: whether other threads may help. Where loops are small and come again and again, helpers take as
    ///   much processor time as they save, and more.
    package static func withPermit<Result, Failure: Error>(
        isHelped: Bool = true, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard ThreadRole.current == .outsider else { return try body() }
        Permits.shared.take()
        ThreadRole.current = isHelped ? .holder : .worker
        defer {
            ThreadRole.current = .outsider
            Permits.shared.give(1)
        }
        return try body()
    }

    /// The loop on this thread, which holds a permit, and on as many more as there are permits free.
    private static func spread(_ count: Int, parts role: ThreadRole, _ body: @Sendable (Int) -> Void) {
        let helpers = count > 1 ? Permits.shared.takeFree(upTo: count - 1) : 0
        guard helpers > 0 else {
            return acting(as: role) { for index in 0..<count { body(index) } }
        }
        let next = Atomic(0)
        let engaged = HelperThreads.shared.run(with: helpers) { isHelper in
            acting(as: role) {
                var index = next.add(1, ordering: .relaxed).oldValue
                while index < count {
                    body(index)
                    index = next.add(1, ordering: .relaxed).oldValue
                }
            }
            // Those who still work may have it.
            if isHelper { Permits.shared.give(1) }
        }
        Permits.shared.give(helpers - engaged)
    }

    /// Marks this thread while `body` runs: what loops within it may ask for.
    @inline(__always)
    private static func acting(as role: ThreadRole, _ body: () -> Void) {
        let before = ThreadRole.current
        ThreadRole.current = role
        defer { ThreadRole.current = before }
        body()
    }

    /// Splits 0..<count into ranges of `grain` and runs `body` for each.
    @inline(__always)
    static func ranges(_ count: Int, grain: Int, _ body: @Sendable (Range<Int>) -> Void) {
        let parts = (count + grain - 1) / grain
        forEach(parts) { part in body(part * grain..<min(count, (part + 1) * grain)) }
    }
}

/// What a thread is to the engine.
private enum ThreadRole: Int {
    /// It has no permit.
    case outsider
    /// It has one and may ask for helpers.
    case holder
    /// It is in the midst of a loop.
    case worker

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        precondition(pthread_key_create(&key, nil) == 0, "Parallel: the process has no thread-specific key left")
        return key
    }()

    static var current: ThreadRole {
        get { ThreadRole(rawValue: Int(bitPattern: pthread_getspecific(key))) ?? .outsider }
        set { pthread_setspecific(key, UnsafeRawPointer(bitPattern: newValue.rawValue)) }
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
