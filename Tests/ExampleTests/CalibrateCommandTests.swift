import Audio
import Foundation
import Testing

@testable import MultiTask

/// `pitchstreamer calibrate`, and what `transcribe` and `recognize` make of its thresholds and of other steering.
@Suite struct CalibrateCommandTests {
    private let folder: ScratchFolder
    private let weights: String
    private let song: String

    init() throws {
        folder = try ScratchFolder()
        weights = try TestWeights.pianoEverywhere().path(in: folder)
        let songs = folder.url.appendingPathComponent("songs")
        try FileManager.default.createDirectory(at: songs, withIntermediateDirectories: true)
        song = songs.appendingPathComponent("song.wav").path
        try AudioFile.write(TestSounds.tone(seconds: 4), to: URL(fileURLWithPath: song))
        try MIDIFile(notes: [ScoreNote(pitch: 60, onset: 0, offset: 2)])
            .write(to: songs.appendingPathComponent("song.mid"))
    }

    private func transcribed(_ arguments: String...) throws -> Transcription {
        let outcome = try Tool.run(["transcribe", song, "--weights", weights, "-o", "-"] + arguments)
        outcome.expectGood()
        return try JSONExport.transcription(from: outcome.output)
    }

    @Test func writesThresholdsThatTheOthersTake() throws {
        let file = folder.path("thresholds.json")
        let outcome = try Tool.run(["calibrate", folder.path("songs"), "--weights", weights, "-o", file])
        outcome.expectGood()
        #expect(outcome.text.contains("instrument F1") && outcome.text.contains("wrote \(file)"))
        let thresholds = try JSONDecoder().decode(Thresholds.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
        #expect(thresholds.fit([.piano, .violin]))
        #expect(try transcribed("--thresholds", file).duration > 3.9)
        // Thresholds that nothing reaches.
        let deaf = Thresholds(
            pitch: 1, instruments: ["piano", "violin"].map { .init(instrument: $0, activity: 1, roll: 1) })
        try JSONEncoder().encode(deaf).write(to: URL(fileURLWithPath: file))
        #expect(try transcribed("--thresholds", file).notes.isEmpty)
    }

    @Test func refusesThresholdsOfOthers() throws {
        let file = folder.path("thresholds.json")
        try JSONEncoder().encode(Thresholds(for: [.flute])).write(to: URL(fileURLWithPath: file))
        let others = try Tool.run(["transcribe", song, "--weights", weights, "--thresholds", file])
        #expect(others.status == 3 && others.errors.contains("other instruments"))
        try Data("{}".utf8).write(to: URL(fileURLWithPath: file))
        let none = try Tool.run(["recognize", song, "--weights", weights, "--thresholds", file])
        #expect(none.status == 3 && none.errors.contains(file))
    }

    @Test func hearsAStretch() throws {
        let stretch = try transcribed("--from", "1", "--to", "2.5")
        #expect(abs(stretch.duration - 1.5) < 0.1 && stretch.notes.count == 88)
        let beyond = try Tool.run(["transcribe", song, "--weights", weights, "--from", "9"])
        #expect(beyond.status == 3 && beyond.errors.contains("song.wav"))
    }

    @Test func hearsWhatThePersonKnows() throws {
        #expect(try transcribed("--pitches", "60-62").notes.map(\.pitch) == [60, 61, 62])
        #expect(try transcribed("--players", "violin").notes.allSatisfy { $0.instrument == .violin })
        #expect(try transcribed("--players", "piano", "--polyphony", "piano=1").notes.count <= 4)
        #expect(try Set(transcribed("--player-count", "1").notes.map(\.instrument)) == [.piano])
    }

    @Test(
        arguments: [
            ["--from", "-1"], ["--from", "3", "--to", "2"], ["--pitches", "60"], ["--pitches", "70-60"],
            ["--players", "kazoo"], ["--polyphony", "flute"], ["--polyphony", "kazoo=1"], ["--player-count", "0"],
            ["--players", "flute", "--player-count", "1"], ["--preset", "loud"],
        ])
    func refusesWhatMakesNoSense(arguments: [String]) throws {
        let outcome = try Tool.run(["transcribe", song, "--weights", weights] + arguments)
        #expect(outcome.status == 2)
    }
}
