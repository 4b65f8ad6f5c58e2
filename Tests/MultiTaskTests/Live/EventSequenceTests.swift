import Audio
import Foundation
import Testing

@testable import MultiTask

/// The events of blocks that come asynchronously: those of a session.
@Suite struct EventSequenceTests {
    private let streamer: PitchStreamer
    private let rate: Double
    private let samples: [Float]

    init() throws {
        let audio = try AudioFile.read(contentsOf: PitchStreamerTests.recording().audio).mono()
        streamer = try PitchStreamer()
        rate = audio.sampleRate
        samples = Array(audio.samples.prefix(Int(5 * audio.sampleRate)))
    }

    private var blocks: [[Float]] {
        stride(from: 0, to: samples.count, by: 5_000).map { Array(samples[$0..<min(samples.count, $0 + 5_000)]) }
    }

    private func session() throws -> [PitchStreamer.Event] {
        var session = try streamer.session(sampleRate: rate)
        return try session.append(samples) + session.finish()
    }

    /// Blocks as from somewhere else.
    private func stream<Block: Sendable>(_ blocks: [Block]) -> AsyncStream<Block> {
        AsyncStream { continuation in
            for block in blocks { continuation.yield(block) }
            continuation.finish()
        }
    }

    @Test func blocksOfSamples() async throws {
        var events: [PitchStreamer.Event] = []
        for try await event in streamer.events(of: stream(blocks), sampleRate: rate) { events.append(event) }
        #expect(try events == session())
    }

    @Test func blocksOfChannels() async throws {
        var events: [PitchStreamer.Event] = []
        let buffers = blocks.map { AudioBuffer(channels: [$0, $0], sampleRate: rate) }
        for try await event in streamer.events(of: stream(buffers), lookAhead: .standard) { events.append(event) }
        #expect(try events.notes == session().notes)
    }

    @Test func aBlockOfAnotherRateIsRefused() async {
        let buffers = [16_000.0, 16_000, 48_000].map { AudioBuffer(samples: [0, 0, 0], sampleRate: $0) }
        await #expect(throws: AudioError.self) {
            for try await _ in streamer.events(of: stream(buffers)) {}
        }
        await #expect(throws: AudioError.self) {
            for try await _ in streamer.events(of: stream([[Float]]([[0]])), sampleRate: 8) {}
        }
    }

    @Test func nothingMakesNoEvents() async throws {
        for try await event in streamer.events(of: stream([[Float]]()), sampleRate: rate) {
            Issue.record("\(event)")
        }
    }

    @Test func aLiveInputThatOverrunsIsAGap() async throws {
        let input = LiveInput(sampleRate: rate, capacity: 2)
        // Two of five seconds have room; the last block comes when there is room again.
        for block in blocks { input.append(block) }
        input.finish()
        var events: [PitchStreamer.Event] = []
        for try await event in streamer.events(of: input) { events.append(event) }
        let held = samples.count - (samples.count - Int(2 * rate) + 4_999) / 5_000 * 5_000
        let gaps = events.compactMap { event in
            if case .gap(let gap) = event { gap } else { nil }
        }
        #expect(gaps.count >= 1 && gaps.allSatisfy { $0.cause == .overrun })
        #expect(abs(gaps[0].start - Double(held) / rate) < 0.3)
        #expect(gaps.map(\.duration).reduce(0, +) > 2.5)
        #expect(events.notes.allSatisfy { $0.onset < 2.5 })
    }

    @Test func aCancelledLoopThrows() async {
        let input = LiveInput(sampleRate: rate)
        let loop = Task {
            var count = 0
            for try await _ in streamer.events(of: input) { count += 1 }
            return count
        }
        for block in blocks.prefix(10) { input.append(block) }
        loop.cancel()
        let result = await loop.result
        #expect(throws: CancellationError.self) { try result.get() }
    }
}
