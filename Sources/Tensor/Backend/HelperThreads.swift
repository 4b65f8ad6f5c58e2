import Foundation
import Synchronization
import TensorKernels

/// Threads that take part in loops, and wait awake for the next one a moment before they sleep.
///
/// A network is a hundred loops of a fraction of a millisecond with a few microseconds between them; waking a sleeping
/// thread takes longer than some of them last. So a helper looks for work for some fifty microseconds; then it
/// sleeps, and costs nothing until it is called. Who may call how many is for `Permits` to say.
final class HelperThreads: Sendable {
    /// One less than the engine's threads: who calls works too.
    static let shared = HelperThreads(count: Engine.current.threads - 1)

    private let helpers: [Helper]

    init(count: Int) {
        helpers = (0..<max(0, count)).map { _ in Helper() }
        for helper in helpers {
            let thread = Thread { helper.live() }
            thread.name = "Tensor helper"
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    /// Runs `work` on this thread, and at the same time once on each of up to `count` helpers; returns when all have.
    ///
    /// - Parameter work: is told whether it runs on a helper.
    /// - Returns: how many helpers there were.
    @discardableResult
    func run(with count: Int, _ work: @Sendable (Bool) -> Void) -> Int {
        withoutActuallyEscaping(work) { work in
            let job = Job(work)
            return withExtendedLifetime(job) {
                var engaged: [(helper: Helper, ticket: Int)] = []
                for helper in helpers where engaged.count < count {
                    if let ticket = helper.take(job) { engaged.append((helper, ticket)) }
                }
                job.work(false)
                for (helper, ticket) in engaged { helper.wait(for: ticket) }
                return engaged.count
            }
        }
    }

    /// What is to be done. The caller keeps it alive until all helpers have finished.
    private final class Job: Sendable {
        let work: @Sendable (Bool) -> Void

        init(_ work: @escaping @Sendable (Bool) -> Void) {
            self.work = work
        }
    }

    /// One thread.
    private final class Helper: Sendable {
        /// What it is about; whoever changes `idle` or `asleep` to `claimed` has it.
        private enum State {
            static let idle = 0
            static let asleep = 1
            static let claimed = 2
            static let engaged = 3
        }

        private let state = Atomic(State.idle)
        /// Jobs finished so far: how a caller knows that his is.
        private let finished = Atomic(0)
        /// The job at hand, unretained, as a bit pattern.
        private let job = Atomic(0)
        private let call = DispatchSemaphore(value: 0)

        /// How often a thread looks before it sleeps, or before it lets others run: some fifty microseconds.
        private static let patience = 2000

        /// Engages it, unless it is another's.
        ///
        /// - Returns: what to wait for.
        func take(_ job: Job) -> Int? {
            for _ in 0..<Self.patience {
                let isAwake = state.compareExchange(
                    expected: State.idle, desired: State.claimed, ordering: .acquiringAndReleasing
                ).exchanged
                let isAsleep =
                    !isAwake
                    && state.compareExchange(
                        expected: State.asleep, desired: State.claimed, ordering: .acquiringAndReleasing
                    ).exchanged
                if isAwake || isAsleep {
                    let ticket = finished.load(ordering: .acquiring)
                    self.job.store(Int(bitPattern: Unmanaged.passUnretained(job).toOpaque()), ordering: .relaxed)
                    state.store(State.engaged, ordering: .releasing)
                    if isAsleep { call.signal() }
                    return ticket
                }
                // It has just finished and is about to say so, or is another's.
                tk_pause()
            }
            return nil
        }

        /// Waits until the job of a ticket is done.
        func wait(for ticket: Int) {
            var looks = 0
            while finished.load(ordering: .acquiring) == ticket {
                looks += 1
                if looks < Self.patience { tk_pause() } else { sched_yield() }
            }
        }

        /// The thread's whole life.
        func live() {
            while true {
                var looks = 0
                while state.load(ordering: .acquiring) != State.engaged {
                    looks += 1
                    tk_pause()
                    guard looks >= Self.patience else { continue }
                    looks = 0
                    let mayRest = state.compareExchange(
                        expected: State.idle, desired: State.asleep, ordering: .acquiringAndReleasing
                    ).exchanged
                    if mayRest { call.wait() }
                }
                work()
                // In this order: a ticket drawn after the thread is idle again is a new job's.
                finished.add(1, ordering: .releasing)
                state.store(State.idle, ordering: .releasing)
            }
        }

        /// A function of its own, so that nothing of the job is held when it has returned.
        @inline(never)
        private func work() {
            guard let pointer = UnsafeRawPointer(bitPattern: job.load(ordering: .relaxed)) else { return }
            Unmanaged<Job>.fromOpaque(pointer)._withUnsafeGuaranteedRef { $0.work(true) }
        }
    }
}
