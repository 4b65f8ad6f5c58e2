import Audio
import Foundation
import Tensor
import Testing

@testable import MultiTask

/// `pitchstreamer evaluate` with a network that hears a piano on all keys all the time, so that the figures are known.
@Suite struct EvaluateCommandTests {
    private let folder: ScratchFolder
    private let weights: String

    /// What the tests look at in the command's JSON.
    private struct Figures: Decodable {
        let instrumentF1: Double
        let pitchAccuracy: Double
        let rollAccuracy: Double
        let noteF1: Double
        let details: EvaluationReport
    }

    init() throws {
        folder = try ScratchFolder()
        weights = try TestWeights.pianoEverywhere().path(in: folder, precision: .float16)
        try Self.makeSongs(in: folder, "songs", count: 2)
        try Self.makeSongs(in: folder, "others", count: 1)
    }

    /// Four seconds of sound each, in the first half of which a piano plays one note.
    private static func makeSongs(in folder: ScratchFolder, _ name: String, count: Int) throws {
        let songs = folder.url.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: songs, withIntermediateDirectories: true)
        for index in 0..<count {
            let song = songs.appendingPathComponent("song\(index)")
            try AudioFile.write(TestSounds.tone(seconds: 4), to: song.appendingPathExtension("wav"))
            try MIDIFile(notes: [ScoreNote(pitch: 60 + index, onset: 0, offset: 2)])
                .write(to: song.appendingPathExtension("mid"))
        }
        // Nobody's partner.
        try Data().write(to: songs.appendingPathComponent("alone.wav"))
    }

    private func evaluate(_ arguments: String...) throws -> Tool.Outcome {
        try Tool.run(["evaluate", folder.path("songs"), "--weights", weights] + arguments)
    }

    @Test func printsTheFigures() throws {
        let outcome = try evaluate()
        outcome.expectGood()
        for words in ["instrument F1", "pitch accuracy", "roll accuracy", "note F1", "2 clips, 8 seconds"] {
            #expect(outcome.text.contains(words), "\(words)")
        }
        // Half of what is heard is right, and all that is right is heard.
        let piano = try #require(outcome.text.components(separatedBy: "\n").first { $0.hasPrefix("piano") })
        #expect(piano.contains("0.500    1.000    0.667"))
    }

    @Test func writesAllFiguresAsJSON() throws {
        try evaluate("--json", folder.path("figures.json")).expectGood()
        let bytes = try Data(contentsOf: folder.url.appendingPathComponent("figures.json"))
        let figures = try JSONDecoder().decode(Figures.self, from: bytes)
        #expect(abs(figures.instrumentF1 - 2.0 / 3) < 0.01)
        #expect(abs(figures.pitchAccuracy - 0.5 / 88) < 1e-4)
        #expect(abs(figures.rollAccuracy - 0.5 / 88) < 1e-4)
        // One of 88 notes begins where the one note of the score does.
        #expect(abs(figures.noteF1 - 2.0 / 89) < 1e-6)
        #expect(figures.details.clips.map(\.name) == ["song0", "song1"])
        #expect(figures.details.thresholds == Thresholds(for: [.piano, .violin]))
        let outcome = try evaluate("--json", "-")
        outcome.expectGood()
        #expect(outcome.output == bytes)
    }

    @Test func drawsThePicture() throws {
        let outcome = try evaluate("--picture", folder.path("a.svg"), "--instruments", "violin,piano")
        outcome.expectGood()
        #expect(outcome.text.contains("wrote \(folder.path("a.svg"))"))
        let text = try String(contentsOf: folder.url.appendingPathComponent("a.svg"), encoding: .utf8)
        for word in ["songs", "instrument F1", "piano", "missed"] { #expect(text.contains(word), "\(word)") }
        try evaluate("--picture", folder.path("a.png")).expectGood()
        let png = try Data(contentsOf: folder.url.appendingPathComponent("a.png"))
        #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        try evaluate("--picture", folder.path("a.gif")).expectUsageError(".svg")
        try evaluate("--instruments", "kazoo").expectUsageError("kazoo", "violin")
    }

    /// Intervals over two clips, and the table of who was taken for whom.
    @Test func theJSONHasIntervalsAndConfusions() throws {
        try evaluate("--json", folder.path("a.json"), "--instruments", "piano").expectGood()
        let figures = try JSONDecoder().decode(
            Figures.self, from: Data(contentsOf: folder.url.appendingPathComponent("a.json")))
        #expect(figures.details.counted == ["piano"])
        let interval = try #require(figures.details.interval(of: .pitchAccuracy))
        #expect(interval.low <= figures.pitchAccuracy && figures.pitchAccuracy <= interval.high)
        #expect(figures.details.confusion.counts == [[2, 0], [0, 0]])
        #expect(figures.details.confusion.invented == [2 * 87, 0])
    }

    /// It always hears a piano, on all keys.
    @Test func namesSingleNotesAndHearsNothing() throws {
        let outcome = try evaluate("--single-notes", "--json", folder.path("a.json"))
        outcome.expectGood()
        #expect(outcome.rows.contains { $0.hasPrefix("named right 1.000") })
        let report = try JSONDecoder().decode(
            SingleNoteReport.self, from: Data(contentsOf: folder.url.appendingPathComponent("a.json")))
        #expect(report.clips.map(\.heardInstrument) == ["piano", "piano"])
        expectEqual(report.decodedNotes?.value, 88)
        let nothing = try evaluate("--no-notes")
        nothing.expectGood()
        #expect(nothing.rows.contains { $0.hasPrefix("song0 0.0000") })
        try evaluate("--no-notes", "--single-notes").expectUsageError("not both")
    }

    private func expectEqual(_ value: Double?, _ expected: Double) {
        #expect(abs((value ?? .nan) - expected) < 1e-9)
    }

    @Test func choosesThresholdsOnOtherSongsAndSavesThem() throws {
        let saved = folder.path("fitted.safetensors")
        let outcome = try evaluate("--fit", folder.path("others"), "--save", saved, "--json", folder.path("a.json"))
        outcome.expectGood()
        #expect(outcome.text.contains("thresholds") && outcome.text.contains("wrote \(saved)"))
        let bytes = try Data(contentsOf: folder.url.appendingPathComponent("a.json"))
        let figures = try JSONDecoder().decode(Figures.self, from: bytes)
        let before = try Model(contentsOf: URL(fileURLWithPath: weights))
        let after = try Model(contentsOf: URL(fileURLWithPath: saved))
        #expect(after.description.thresholds == figures.details.thresholds)
        #expect(after.description.thresholds != before.description.thresholds)
        var description = after.description
        description.thresholds = before.description.thresholds
        #expect(description == before.description)
        for (name, value) in before.parameters.dictionary {
            #expect(after.parameters[name].scalars == value.scalars, "\(name)")
        }
        // Half precision stays half; statistics are never halved.
        let bytesOfSaved = try Data(contentsOf: URL(fileURLWithPath: saved))
        for entry in [
            #""encode.block1.conv1.weight":{"dtype":"F16""#, #""encode.bn.running_var":{"dtype":"F32""#,
        ] {
            #expect(bytesOfSaved.range(of: Data(entry.utf8)) != nil, "\(entry)")
        }
    }

    @Test func fullPrecisionStaysFull() throws {
        let model = TestWeights.random(
            NetworkSettings(channels: [2, 2, 2, 2], instrumentCount: 2), instruments: [.piano, .violin])
        let saved = folder.path("fitted.safetensors")
        let path = try model.path(in: folder, name: "full.safetensors")
        try Tool.run([
            "evaluate", folder.path("songs"), "--weights", path, "--fit", folder.path("others"), "--save", saved,
        ]).expectGood()
        let after = try Model(contentsOf: URL(fileURLWithPath: saved))
        for (name, value) in model.parameters.dictionary {
            #expect(after.parameters[name].scalars == value.scalars, "\(name)")
        }
    }

    @Test func neverFitsOnWhatItMeasures() throws {
        try evaluate("--fit", folder.path("songs/../songs")).expectUsageError("other songs")
        try evaluate("--save", folder.path("a.safetensors")).expectUsageError("--fit")
    }

    @Test func refusesFoldersWithoutMaterial() throws {
        try FileManager.default.createDirectory(
            at: folder.url.appendingPathComponent("empty"), withIntermediateDirectories: true)
        let before = folder.contents
        for name in ["empty", "missing"] {
            try Tool.run(["evaluate", folder.path(name), "--weights", weights, "--json", folder.path("a.json")])
                .expectInputError(naming: name)
        }
        // One bad file is one sentence with its name.
        try folder.file("songs/song1.wav", Data("no sound".utf8))
        try evaluate("--json", folder.path("a.json")).expectInputError(naming: "song1.wav")
        #expect(folder.contents == before)
    }
}
