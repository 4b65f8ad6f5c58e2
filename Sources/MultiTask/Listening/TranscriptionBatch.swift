public import Foundation

/// Many files, some at a time: the transcriptions in the files' order, each as soon as it and those before it are done.
///
/// ```swift
/// for await item in streamer.transcriptions(of: urls) {
///     do { try item.result.get().write(to: item.url.appendingPathExtension("mid")) } catch { print(item.url.lastPathComponent, error) }
/// }
/// ```
///
/// A file that can't be read is one item's failure; the others go on. No more files are open, and no more results wait, than
/// work at once. Letting go of the sequence, or cancelling the task that walks it, ends the work.
public struct TranscriptionBatch: AsyncSequence, Sendable {
    /// A file and what came of it.
    public struct Item: Sendable {
        /// Which file.
        public let url: URL
        /// The failure is an `AudioError`, or `CancellationError`.
        public let result: Result<Transcription, any Error>
    }

    let streamer: PitchStreamer
    let urls: [URL]
    let atOnce: Int

    /// Begins the work at its first ``Iterator/next()``.
    public func makeAsyncIterator() -> Iterator { Iterator(self) }

    /// Keeps as many tasks going as work at once; they end with it.
    public final class Iterator: AsyncIteratorProtocol {
        private let batch: TranscriptionBatch
        private var begun = 0
        private var running: [(url: URL, task: Task<Transcription, any Error>)] = []

        init(_ batch: TranscriptionBatch) { self.batch = batch }

        deinit { for entry in running { entry.task.cancel() } }

        /// The next file's item, when it is done; nil after the last.
        public func next() async -> Item? {
            while begun < batch.urls.count, running.count < batch.atOnce {
                let (streamer, url) = (batch.streamer, batch.urls[begun])
                running.append((url, Task { try await streamer.transcribe(contentsOf: url) }))
                begun += 1
            }
            guard let first = running.first else { return nil }
            let tasks = running.map(\.task)
            let result = await withTaskCancellationHandler {
                await first.task.result
            } onCancel: {
                for task in tasks { task.cancel() }
            }
            running.removeFirst()
            return Item(url: first.url, result: result)
        }
    }
}

extension PitchStreamer {
    /// Transcribes many files.
    ///
    /// - Parameters:
    ///   - urls: the files, in the order in which their results come.
    ///   - atOnce: how many at a time. Each takes some 60 MB; more than there are processors gain nothing.
    /// - Precondition: at least one at a time.
    public func transcriptions(of urls: [URL], atOnce: Int = 2) -> TranscriptionBatch {
        precondition(atOnce > 0, "PitchStreamer.transcriptions: \(atOnce) at once")
        return TranscriptionBatch(streamer: self, urls: urls, atOnce: atOnce)
    }
}
