import Dispatch
import Foundation

/// Leave to compute: as many as the engine has threads, for the whole process. Who waits is served in turn.
final class Permits: @unchecked Sendable {
    /// Those that all of the package's parallel loops draw on.
    static let shared = Permits(count: Engine.current.threads)

    private let lock = NSLock()
    private var free: Int
    /// Never anyone where a permit is free: one that comes back goes to the first who waits.
    private var waiting: [DispatchSemaphore] = []

    init(count: Int) {
        free = count
    }

    /// How many wait at this moment.
    var waitingCount: Int { lock.withLock { waiting.count } }

    /// Takes one; waits where none is free.
    func take() {
        lock.lock()
        if free > 0 {
            free -= 1
            return lock.unlock()
        }
        let turn = DispatchSemaphore(value: 0)
        waiting.append(turn)
        lock.unlock()
        turn.wait()
    }

    /// Takes as many as are free, `most` at most, perhaps none; never waits.
    func takeFree(upTo most: Int) -> Int {
        lock.lock()
        defer { lock.unlock() }
        let count = min(free, most)
        free -= count
        return count
    }

    /// Gives some back.
    func give(_ count: Int) {
        guard count > 0 else { return }
        lock.lock()
        let served = min(count, waiting.count)
        let turns = waiting.prefix(served)
        waiting.removeFirst(served)
        free += count - served
        lock.unlock()
        for turn in turns { turn.signal() }
    }
}
