public import Audio
public import Foundation

/// The calls for asynchronous code. They work on threads of their own, within the caller's task: whoever cancels it gets a
/// `CancellationError` within a window of the network, some tens of milliseconds.
extension InstrumentRecognizer {
    /// Hears a file, or a stretch of it, without blocking the caller's actor.
    ///
    /// - Parameters:
    ///   - url: the file.
    ///   - start: where to begin, in seconds. The times of the result count from there.
    ///   - end: where to stop, in seconds; nil: at the file's end.
    ///   - progress: called now and then, on another thread. ``updates(contentsOf:from:to:)`` has it as a sequence.
    /// - Throws: `AudioError` for the file; `CancellationError`.
    /// - Precondition: `start` isn't negative, and `end` is later.
    public func recognize(
        contentsOf url: URL, from start: Double = 0, to end: Double? = nil,
        progress: @escaping @Sendable (ListeningProgress) -> Void = { _ in }
    ) async throws -> Recognition {
        try await ListeningExecutor.run { try hear(.file(url, from: start, to: end), progress: progress) }
    }

    /// Hears samples in memory; several channels are mixed.
    ///
    /// - Throws: `AudioError` for a sample that is no number or a rate out of range; `CancellationError`.
    public func recognize(_ audio: AudioBuffer) async throws -> Recognition {
        try await ListeningExecutor.run { try hear(.buffer(audio)) }
    }

    /// Hears samples of one channel at a rate in hertz.
    ///
    /// - Throws: `AudioError` for a sample that is no number or a rate out of range; `CancellationError`.
    public func recognize(_ samples: [Float], sampleRate: Double) async throws -> Recognition {
        try await ListeningExecutor.run { try hear(.checked(samples, sampleRate: sampleRate)) }
    }

    /// Hears blocks of one channel as they come, of any size; the result is that of all of them joined.
    ///
    /// - Parameters:
    ///   - blocks: samples of one channel, any number at a time.
    ///   - sampleRate: of the blocks, in hertz.
    /// - Throws: `AudioError` for a sample that is no number or a rate out of range; `CancellationError`; what the sequence
    ///   throws.
    /// - Precondition: the options measure levels by a running reference, as nobody knows the loudest moment yet.
    public func recognize<Blocks: AsyncSequence & Sendable>(
        _ blocks: Blocks, sampleRate: Double
    ) async throws -> Recognition where Blocks.Element == [Float] {
        try await ListeningExecutor.run {
            var hearing = hearing()
            try await listener.listen(to: blocks, sampleRate: sampleRate) { hearing.append($0) }
            return hearing.finish()
        }
    }

    /// Hears a file, and tells how far it is.
    ///
    /// ```swift
    /// for try await update in recognizer.updates(contentsOf: url) {
    ///     switch update {
    ///     case .progress(let progress): bar.value = progress.fraction ?? 0
    ///     case .finished(let recognition): show(recognition)
    ///     }
    /// }
    /// ```
    ///
    /// The work begins at once, and ends when the sequence is let go of. Of updates that nobody took in time only the newest is
    /// kept.
    public func updates(
        contentsOf url: URL, from start: Double = 0, to end: Double? = nil
    ) -> AsyncThrowingStream<ListeningUpdate<Recognition>, any Error> {
        ListeningUpdate.stream { try await recognize(contentsOf: url, from: start, to: end, progress: $0) }
    }
}
