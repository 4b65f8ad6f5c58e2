import Foundation

/// Makes the next steps' batches while the trainer works on this one's: the trainer need not wait where making a batch
/// takes less time than a step.
///
/// Which batch belongs to which step is the sampler's to say; here is only when it is made.
final class BatchQueue: @unchecked Sendable {
    private let sampler: ClipSampler
    private let depth: Int
    private let state = NSCondition()
    private var ready: [Result<ClipSampler.Batch, any Error>] = []
    private var isStopped = false

    /// - Parameters:
    ///   - step: the first batch's.
    ///   - depth: how many batches may wait; they are a few megabytes each.
    init(_ sampler: ClipSampler, from step: Int, depth: Int = 2) {
        self.sampler = sampler
        self.depth = depth
        let thread = Thread { [self] in fill(from: step) }
        thread.name = "Batches"
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// The next step's batch.
    ///
    /// - Throws: what the sampler threw when it made it.
    func next() throws -> ClipSampler.Batch {
        state.lock()
        defer { state.unlock() }
        while ready.isEmpty { state.wait() }
        defer { state.broadcast() }
        return try ready.removeFirst().get()
    }

    /// No more batches are wanted. Returns at once; the thread ends with the batch that it is making.
    func stop() {
        state.lock()
        defer { state.unlock() }
        isStopped = true
        state.broadcast()
    }

    private func fill(from first: Int) {
        var step = first
        while true {
            let batch = Result { try sampler.batch(step: step) }
            state.lock()
            while ready.count >= depth && !isStopped { state.wait() }
            let isOver = isStopped
            ready.append(batch)
            state.broadcast()
            state.unlock()
            if isOver { return }
            step += 1
        }
    }
}
