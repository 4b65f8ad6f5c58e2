import Foundation
import Synchronization
import Testing

@testable import Tensor

@Suite struct PermitsTests {
    @Test func givesNoMoreThanThereAre() {
        let permits = Permits(count: 3)
        permits.take()
        #expect(permits.takeFree(upTo: 5) == 2)
        #expect(permits.takeFree(upTo: 1) == 0)
        permits.give(2)
        #expect(permits.takeFree(upTo: 1) == 1)
        #expect(permits.takeFree(upTo: 0) == 0)
        #expect(permits.takeFree(upTo: 9) == 1)
    }

    /// One that comes back goes to who waits, before anyone else can have it.
    @Test func whoWaitsIsServedInTurn() {
        let permits = Permits(count: 1)
        permits.take()
        let served = Atomic(0)
        let done = DispatchSemaphore(value: 0)
        for waiter in 1...3 {
            Thread {
                permits.take()
                // The one before has been served, no other: each digit is a waiter.
                let before = served.load(ordering: .sequentiallyConsistent)
                served.store(before * 10 + waiter, ordering: .sequentiallyConsistent)
                permits.give(1)
                done.signal()
            }.start()
            while permits.waitingCount < waiter { usleep(100) }
        }
        permits.give(1)
        for _ in 1...3 { done.wait() }
        #expect(served.load(ordering: .sequentiallyConsistent) == 123)
        #expect(permits.takeFree(upTo: 2) == 1)
    }
}
