import Audio
import Foundation
import Testing

@testable import MultiTask
@testable import Tensor

/// Eight tasks share one streamer, and each does what an app does to it in any order: calls that end and calls that are
/// cancelled at some moment, sequences that are left, live sessions that are reset. What runs to its end gives what it
/// gives alone. Under the thread sanitizer (`make sanitize`) this is the search for races.
@Suite struct ManyAtOnceTests {
    /// What one task does next.
    private enum Deed: Int, CaseIterable {
        case whole, cancelled, leftUpdates, leftBatch, session, events
    }

    private let streamer = PitchStreamer(
        model: TestSounds.randomModel(),
        options: .init(
            thresholds: Thresholds(pitch: 0.05, instruments: Instrument.nine.map { .init(instrument: $0.name) })))
    /// Six seconds.
    private let audio = AudioBuffer(
        samples: Array(TestSounds.rendering(TestSounds.phrase).samples.prefix(96_000)),
        sampleRate: TestSounds.sampleRate)

    @Test func nobodyDisturbsAnybody() async throws {
        let folder = try TestSounds.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = folder.appendingPathComponent("phrase.wav")
        try AudioFile.write(audio, to: url)
        let expected = try await streamer.transcribe(contentsOf: url)
        var session = try streamer.session(sampleRate: audio.sampleRate)
        let events = try session.append(audio.samples) + session.finish()
        try #require(!expected.notes.isEmpty && !events.notes.isEmpty)

        let ended = try await withThrowingTaskGroup(of: [Deed: Int].self) { group in
            for task in 0..<8 {
                group.addTask {
                    var generator = SeededGenerator(seed: UInt64(task + 1))
                    var ended: [Deed: Int] = [:]
                    for _ in 0..<12 {
                        let deed = Deed.allCases[Int(generator.next() % UInt64(Deed.allCases.count))]
                        let isRight = try await self.perform(
                            deed, url: url, expected: expected, events: events, using: &generator)
                        #expect(isRight, "\(deed)")
                        ended[deed, default: 0] += 1
                    }
                    return ended
                }
            }
            return try await group.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
        }
        #expect(ended.count == Deed.allCases.count && ended.values.reduce(0, +) == 96, "\(ended)")
    }

    /// - Returns: whether it came out as it does alone.
    private func perform(
        _ deed: Deed, url: URL, expected: Transcription, events: [PitchStreamer.Event],
        using generator: inout SeededGenerator
    ) async throws -> Bool {
        let wait = UInt64(generator.next() % 20_000_000)
        switch deed {
        case .whole:
            return try await streamer.transcribe(contentsOf: url) == expected
        case .cancelled:
            return try await isWholeOrCancelled(after: wait, expected: expected) {
                try await streamer.transcribe(contentsOf: url)
            }
        case .leftUpdates:
            for try await _ in streamer.updates(contentsOf: url) { break }
            return true
        case .leftBatch:
            for await item in streamer.transcriptions(of: [url, url, url], atOnce: 2) {
                return try item.result.get() == expected
            }
            return false
        case .session:
            // Notes get new ids after a reset; all else is as in a session of its own.
            return try sessionWithResets(using: &generator).map(\.anonymous) == events.map(\.anonymous)
        case .events:
            let blocks = blocks(of: 4_000)
            return try await isWholeOrCancelled(after: wait, expected: events) {
                var found: [PitchStreamer.Event] = []
                for try await event in streamer.events(of: blocks, sampleRate: audio.sampleRate) { found.append(event) }
                return found
            }
        }
    }

    /// A task that is cancelled while it works, or just after.
    private func isWholeOrCancelled<Result: Sendable & Equatable>(
        after nanoseconds: UInt64, expected: Result, _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Bool {
        let task = Task { try await work() }
        try await Task.sleep(nanoseconds: nanoseconds)
        task.cancel()
        switch await task.result {
        case .success(let result): return result == expected
        case .failure(let error): return error is CancellationError
        }
    }

    /// Begun several times in vain, then heard to the end in blocks of any size.
    private func sessionWithResets(using generator: inout SeededGenerator) throws -> [PitchStreamer.Event] {
        var session = try streamer.session(sampleRate: audio.sampleRate)
        for _ in 0..<generator.next() % 3 {
            let length = Int(generator.next() % UInt64(audio.frameCount))
            _ = try session.append(Array(audio.samples.prefix(length)))
            _ = session.reset()
        }
        var events: [PitchStreamer.Event] = []
        var first = 0
        while first < audio.frameCount {
            let end = min(audio.frameCount, first + 1 + Int(generator.next() % 30_000))
            events += try session.append(Array(audio.samples[first..<end]))
            first = end
        }
        return try events + session.finish()
    }

    private func blocks(of count: Int) -> AsyncStream<[Float]> {
        AsyncStream { continuation in
            for first in stride(from: 0, to: audio.frameCount, by: count) {
                continuation.yield(Array(audio.samples[first..<min(audio.frameCount, first + count)]))
            }
            continuation.finish()
        }
    }
}

extension PitchStreamer.Event {
    /// The event, its note without the id.
    fileprivate var anonymous: Self {
        switch self {
        case .started(let note): .started(note.anonymous)
        case .changed(let note): .changed(note.anonymous)
        case .withdrawn(let note): .withdrawn(note.anonymous)
        case .final(let note): .final(note.anonymous)
        case .playing, .segment, .gap: self
        }
    }
}

extension PitchStreamer.LiveNote {
    fileprivate var anonymous: Self { Self(id: 0, note: note, isSounding: isSounding) }
}
