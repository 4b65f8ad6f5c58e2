import Audio
import Foundation
import Testing

@testable import MultiTask
@testable import Tensor

/// Multi-pitch streaming with the weights that ship, on the recording that ships.
@Suite struct PitchStreamerTests {
    /// The recording and its score, in the project's Examples.
    static func recording() throws -> (audio: URL, score: [ScoreNote]) {
        let examples = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Examples/Recording")
        let files = try FileManager.default.contentsOfDirectory(at: examples, includingPropertiesForKeys: nil)
        let audio = try #require(files.first { ["flac", "ogg", "wav"].contains($0.pathExtension) })
        return (audio, try MIDIFile(contentsOf: examples.appendingPathComponent("canon.mid")).notes)
    }

    @Test func hearsTheNotesOfTheRecording() throws {
        let (audio, score) = try Self.recording()
        let transcription = try PitchStreamer().transcribe(contentsOf: audio)
        let metrics = NoteMetrics(
            reference: score.map { NoteMetrics.Item($0) },
            estimate: transcription.notes.map {
                NoteMetrics.Item(onset: $0.onset, offset: $0.offset, pitch: Double($0.pitch))
            }, tolerance: .withoutOffset)
        #expect(metrics.f1 >= 0.5, "onset F1 \(metrics.f1)")
    }

    @Test func everyDoorGivesTheSame() throws {
        let (url, _) = try Self.recording()
        let streamer = try PitchStreamer()
        let whole = try AudioFile.read(contentsOf: url)
        let start = AudioBuffer(
            channels: whole.channels.map { Array($0.prefix(Int(6 * whole.sampleRate))) }, sampleRate: whole.sampleRate)
        let fromBuffer = try streamer.transcribe(start)
        let fromSamples = try streamer.transcribe(start.mono().samples, sampleRate: start.sampleRate)
        #expect(fromBuffer == fromSamples)
        #expect(!fromBuffer.notes.isEmpty)
        #expect(abs(fromBuffer.duration - 6) < 0.1)
    }

    @Test(arguments: [1, 512, 4_410, 0])
    func aSessionGivesTheNotesOfTheOfflineCall(blockSize: Int) throws {
        let (url, _) = try Self.recording()
        let audio = try AudioFile.read(contentsOf: url).mono()
        let samples = Array(audio.samples.prefix(Int(9 * audio.sampleRate)))
        let streamer = try PitchStreamer()
        let offline = try streamer.transcribe(samples, sampleRate: audio.sampleRate)
        var generator = SeededGenerator(seed: 11)
        var session = try streamer.session(sampleRate: audio.sampleRate, lookAhead: .exact)
        var live: [Note] = []
        var first = 0
        while first < samples.count {
            // A size of 0 stands for random sizes.
            let size = blockSize > 0 ? blockSize : Int(generator.next() % 8_000)
            let end = min(samples.count, first + size)
            live += try session.append(Array(samples[first..<end])).notes
            first = end
        }
        live += try session.finish().notes
        let sorted = live.sorted(by: Note.precedes)
        #expect(sorted.map(\.pitch) == offline.notes.map(\.pitch))
        #expect(sorted.map(\.instrument) == offline.notes.map(\.instrument))
        #expect(sorted.map(\.onset) == offline.notes.map(\.onset))
        #expect(sorted.map(\.offset) == offline.notes.map(\.offset))
    }

    @Test func silenceHasNoNotes() throws {
        let transcription = try PitchStreamer().transcribe(
            [Float](repeating: 0, count: 5 * 16_000), sampleRate: 16_000)
        #expect(transcription.notes.isEmpty && transcription.segments.isEmpty)
        #expect(abs(transcription.duration - 5) < 0.1)
    }

    @Test func tenMillisecondsAreAResult() throws {
        let transcription = try PitchStreamer().transcribe(
            (0..<441).map { sinf(Float($0) * 0.06) }, sampleRate: 44_100)
        #expect(transcription.duration > 0 && transcription.duration < 0.1)
    }

    @Test func whatIsNoSoundIsRefused() throws {
        let streamer = try PitchStreamer()
        var samples = [Float](repeating: 0.1, count: 1_000)
        samples[700] = .nan
        #expect(throws: AudioError.nonFinite(path: "audio", frame: 700)) {
            try streamer.transcribe(samples, sampleRate: 16_000)
        }
        samples[700] = .infinity
        #expect(throws: AudioError.nonFinite(path: "audio", frame: 700)) {
            try streamer.transcribe(samples, sampleRate: 16_000)
        }
        for rate in [8.0, 768_000, .nan, 0, -1] {
            #expect(throws: AudioError.self) { try streamer.transcribe([0, 0], sampleRate: rate) }
            #expect(throws: AudioError.self) { _ = try streamer.session(sampleRate: rate) }
        }
    }

    @Test func thePapersReferenceMeasuresTheWhole() throws {
        // With the greatest level of the whole as reference, a quiet copy is heard like a loud one.
        let (url, _) = try Self.recording()
        let audio = try AudioFile.read(contentsOf: url).mono()
        let samples = Array(audio.samples.prefix(Int(5 * audio.sampleRate)))
        let streamer = try PitchStreamer(options: PitchStreamer.Options(reference: .wholeInput))
        let loud = try streamer.transcribe(samples, sampleRate: audio.sampleRate)
        let quiet = try streamer.transcribe(samples.map { $0 * 0.25 }, sampleRate: audio.sampleRate)
        #expect(loud.notes.map(\.pitch) == quiet.notes.map(\.pitch))
    }

    @Test func aCancelledCallEnds() async throws {
        let streamer = try PitchStreamer()
        let task = Task.detached {
            withUnsafeCurrentTask { $0?.cancel() }
            return try streamer.transcribe([Float](repeating: 0.01, count: 60 * 16_000), sampleRate: 16_000)
        }
        let result = await task.result
        #expect(throws: CancellationError.self) { try result.get() }
    }
}
