import Foundation
import Synchronization
import Testing

@testable import Tensor

@Suite struct HelperThreadsTests {
    /// How many run, and on how many threads; each waits until so many have come, so that they are there at once.
    private func run(_ helpers: HelperThreads, with count: Int, awaiting expected: Int) -> (runs: Int, threads: Int) {
        let arrived = Atomic(0)
        let threads = Threads()
        helpers.run(with: count) { _ in
            threads.insertThisOne()
            arrived.add(1, ordering: .sequentiallyConsistent)
            while arrived.load(ordering: .sequentiallyConsistent) < expected { sched_yield() }
        }
        return (arrived.load(ordering: .sequentiallyConsistent), threads.count)
    }

    @Test func workOnceEachAtTheSameTime() {
        let helpers = HelperThreads(count: 2)
        #expect(run(helpers, with: 0, awaiting: 1) == (1, 1))
        #expect(run(helpers, with: 1, awaiting: 2) == (2, 2))
        #expect(run(helpers, with: 2, awaiting: 3) == (3, 3))
        // There are no more.
        #expect(run(helpers, with: 9, awaiting: 3) == (3, 3))
        #expect(run(HelperThreads(count: 0), with: 1, awaiting: 1) == (1, 1))
    }

    /// What helpers have written is there when the call returns; called at once again, and when they have gone to sleep.
    @Test func areDoneWhenTheCallReturns() {
        let helpers = HelperThreads(count: 2)
        let values = Storage(count: 1000)
        let shared = SharedPointer(values.base)
        for round in 1...500 {
            if round.isMultiple(of: 100) { usleep(5_000) }
            let next = Atomic(0)
            helpers.run(with: 2) { _ in
                var index = next.add(1, ordering: .relaxed).oldValue
                while index < 1000 {
                    shared.base[index] = Float(round * index)
                    index = next.add(1, ordering: .relaxed).oldValue
                }
            }
            #expect((0..<1000).allSatisfy { values.base[$0] == Float(round * $0) })
        }
    }

    /// Several callers never have the same helper at the same time, and each has its own work done.
    @Test func serveOneCallerAtATime() {
        let helpers = HelperThreads(count: 2)
        let busy = Atomic(0)
        let most = Atomic(0)
        let callers = 4
        let group = DispatchGroup()
        for caller in 0..<callers {
            group.enter()
            Thread {
                for _ in 0..<50 {
                    let own = Atomic(0)
                    helpers.run(with: 1 + caller % 2) { _ in
                        most.max(busy.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
                        own.add(1, ordering: .relaxed)
                        usleep(50)
                        busy.subtract(1, ordering: .relaxed)
                    }
                    let runs = own.load(ordering: .relaxed)
                    #expect(1...2 + caller % 2 ~= runs)
                }
                group.leave()
            }.start()
        }
        group.wait()
        #expect(busy.load(ordering: .relaxed) == 0)
        #expect(most.load(ordering: .relaxed) <= callers + 2)
    }
}

/// Those that came by. With a lock that the thread sanitizer knows, as it does not `Mutex`.
private final class Threads: @unchecked Sendable {
    private let lock = NSLock()
    private var seen: Set<UInt> = []

    var count: Int { lock.withLock { seen.count } }

    func insertThisOne() {
        let thread = UInt(pthread_self())
        lock.withLock { _ = seen.insert(thread) }
    }
}
