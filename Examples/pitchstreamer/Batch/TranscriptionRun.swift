import Foundation
import MultiTask

/// Many recordings transcribed, some at a time, by one model.
///
/// The results of each are written as soon as they are there and then let go of, so that memory grows with those at work alone. A
/// recording that fails is told of, and the others go on. Cancelled, it ends within a window of the network; what is written is whole.
struct TranscriptionRun: Sendable {
    let streamer: PitchStreamer
    let recordings: [Recordings.Entry]
    /// Nil: nothing is written.
    let results: ResultFolder?
    let options: ExportOptions
    /// Seconds; of each recording.
    let stretch: (from: Double, to: Double?)
    /// How many at a time.
    let jobs: Int

    /// What came of a recording.
    struct Outcome: Sendable {
        let duration: Double
        let noteCount: Int
        let instruments: [String]
        let written: Int
    }

    /// In the order of the recordings; nil for one that failed.
    ///
    /// - Throws: `CancellationError`.
    func outcomes(_ progress: BatchProgress) async throws -> [Outcome?] {
        defer { progress.clear() }
        return try await withThrowingTaskGroup(of: (Int, Outcome?).self) { group in
            var outcomes = [Outcome?](repeating: nil, count: recordings.count)
            for index in recordings.indices {
                if index >= jobs, let (finished, outcome) = try await group.next() { outcomes[finished] = outcome }
                group.addTask { (index, try await outcome(of: index, progress)) }
            }
            for try await (finished, outcome) in group { outcomes[finished] = outcome }
            return outcomes
        }
    }

    private func outcome(of index: Int, _ progress: BatchProgress) async throws -> Outcome? {
        try Task.checkCancellation()
        do {
            let outcome = try await transcribe(recordings[index]) { progress.heard(index, $0) }
            progress.finished(index)
            return outcome
        } catch let error as CancellationError {
            throw error
        } catch {
            progress.finished(index, failure: error)
            return nil
        }
    }

    private func transcribe(
        _ recording: Recordings.Entry, report: @escaping @Sendable (ListeningProgress) -> Void
    ) async throws -> Outcome {
        let targets = try results?.targets(of: recording) ?? []
        let transcription = try await streamer.transcribe(
            contentsOf: recording.url, from: stretch.from, to: stretch.to, progress: report)
        let title = recording.url.lastPathComponent
        // All bytes are made before the first file is written.
        let files = try targets.map {
            ($0.destination, try $0.data(for: transcription, title: title, options: options))
        }
        for (destination, data) in files { try destination.write(data) }
        return Outcome(
            duration: transcription.duration, noteCount: transcription.notes.count,
            instruments: transcription.heardInstruments.map(\.name), written: files.count)
    }
}

extension TranscriptionRun {
    /// What came of all: a line for each recording, and one for them together.
    func summary(of outcomes: [Outcome?], seconds: Double, on terminal: Terminal = .standardOutput) -> String {
        var table = TextTable(head: ["file", "duration", "notes", "instruments"], left: [0, 3])
        for (recording, outcome) in zip(recordings, outcomes) {
            if let outcome {
                table.add([
                    recording.title, outcome.duration.asFineClock, String(outcome.noteCount),
                    outcome.instruments.isEmpty ? "none" : outcome.instruments.joined(separator: ", "),
                ])
            } else {
                table.add([recording.title, "–", "–", "failed"], isFault: true)
            }
        }
        return table.text(on: terminal) + "\n\n" + totals(of: outcomes.compactMap { $0 }, seconds: seconds)
    }

    private func totals(of heard: [Outcome], seconds: Double) -> String {
        let duration = heard.map(\.duration).reduce(0, +)
        let notes = heard.map(\.noteCount).reduce(0, +)
        let files = heard.count == recordings.count ? "\(heard.count)" : "\(heard.count) of \(recordings.count)"
        let speed = seconds > 0 && duration > 0 ? ", \(Int(duration / seconds)) times real time" : ""
        return "\(files) files, \(duration.asFineClock), \(notes) notes, in \(seconds.asFineClock)\(speed)"
    }
}
