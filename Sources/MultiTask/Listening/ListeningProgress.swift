/// How far a call has come.
public struct ListeningProgress: Sendable, Hashable {
    /// Seconds heard so far, of those asked for.
    public var heard: Double
    /// Seconds to be heard in all; nil where the file doesn't say its length.
    public var duration: Double?

    /// Both in seconds.
    public init(heard: Double, duration: Double?) {
        self.heard = heard
        self.duration = duration
    }

    /// The share that is done, 0…1; nil where the length isn't known.
    public var fraction: Double? {
        duration.map { $0 > 0 ? min(heard / $0, 1) : 1 }
    }
}

/// What happens during a call that tells how far it is.
public enum ListeningUpdate<Result: Sendable>: Sendable {
    /// How far it has come.
    case progress(ListeningProgress)
    /// The last one.
    case finished(Result)

    /// A call as a sequence of its updates. It ends with the sequence.
    static func stream(
        _ call: @escaping @Sendable (@escaping @Sendable (ListeningProgress) -> Void) async throws -> Result
    ) -> AsyncThrowingStream<ListeningUpdate, any Error> {
        AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let task = Task {
                do {
                    continuation.yield(.finished(try await call { continuation.yield(.progress($0)) }))
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}
