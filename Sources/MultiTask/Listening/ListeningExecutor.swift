import Dispatch

/// Where the asynchronous calls work: on threads of their own, so that a long transcription takes none of the few that
/// Swift's tasks share, and the caller's actor is free meanwhile.
///
/// The work stays within the caller's task: its cancellation and its priority reach it.
final class ListeningExecutor: TaskExecutor {
    private static let shared = ListeningExecutor()

    private let queue = DispatchQueue(label: "MultiTask.listening", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    /// Does work that takes long, apart from the caller.
    static func run<Result: Sendable>(
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withTaskExecutorPreference(shared) { try await apart(work) }
    }

    /// A concurrent function runs on the preferred executor, whichever actor called.
    @concurrent private static func apart<Result: Sendable>(
        _ work: @Sendable () async throws -> Result
    ) async throws -> Result {
        try await work()
    }
}
