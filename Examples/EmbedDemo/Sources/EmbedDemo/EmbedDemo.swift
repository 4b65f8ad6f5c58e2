import Foundation
import MultiTask

/// `EmbedDemo [SOUND [WEIGHTS]]`: both types of the package in a program of one's own, offline, at once and live.
@main
struct EmbedDemo {
    static func main() async {
        do {
            try await listen(arguments: Array(CommandLine.arguments.dropFirst()))
        } catch {
            FileHandle.standardError.write(Data("EmbedDemo: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func listen(arguments: [String]) async throws {
        let weights = arguments.dropFirst().first.map { URL(fileURLWithPath: $0) }
        let recognizer = try weights.map { try InstrumentRecognizer(contentsOf: $0) } ?? InstrumentRecognizer()
        let streamer = try weights.map { try PitchStreamer(contentsOf: $0) } ?? PitchStreamer()

        // Both are values that can be sent: each listens in a task of its own.
        let sound = arguments.first.map { URL(fileURLWithPath: $0) }
        let melody = Melody.samples()
        async let recognized = recognize(sound, or: melody, with: recognizer)
        async let transcribed = transcribe(sound, or: melody, with: streamer)
        let (recognition, transcription) = try await (recognized, transcribed)

        for line in Tensor(secondsOf: recognition).lines { print(line) }
        for note in transcription.notes {
            print(String(format: "%7.2f s  %5.2f s ", note.onset, note.duration), note.pitchName, note.instrument)
        }
        print("\(transcription.notes.count) notes in \(String(format: "%.1f", transcription.duration)) s")
        try listenLive(to: melody, with: streamer)
    }

    private static func recognize(
        _ sound: URL?, or melody: [Float], with recognizer: InstrumentRecognizer
    ) async throws -> Recognition {
        if let sound { return try await recognizer.recognize(contentsOf: sound) }
        return try await recognizer.recognize(melody, sampleRate: Melody.sampleRate)
    }

    private static func transcribe(
        _ sound: URL?, or melody: [Float], with streamer: PitchStreamer
    ) async throws -> Transcription {
        if let sound { return try await streamer.transcribe(contentsOf: sound) }
        return try await streamer.transcribe(melody, sampleRate: Melody.sampleRate)
    }

    /// The melody in blocks, as a sound card would give it: it must make the notes of the offline call.
    private static func listenLive(to melody: [Float], with streamer: PitchStreamer) throws {
        var session = try streamer.session(sampleRate: Melody.sampleRate, lookAhead: .exact)
        var notes: [Note] = []
        for start in stride(from: 0, to: melody.count, by: 4_410) {
            notes += try session.append(Array(melody[start..<min(melody.count, start + 4_410)])).notes
        }
        notes += try session.finish().notes
        let offline = try streamer.transcribe(melody, sampleRate: Melody.sampleRate).notes
        guard notes.count == offline.count else { throw Difference(live: notes.count, offline: offline.count) }
        print("the melody live: \(notes.count) notes, as offline")
    }
}

/// Live and offline disagree: this should never happen.
struct Difference: Error, CustomStringConvertible {
    let live: Int
    let offline: Int
    var description: String { "live there were \(live) notes, offline \(offline)" }
}
