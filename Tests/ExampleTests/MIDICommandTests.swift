import Audio
import Foundation
import Testing

/// `pitchstreamer midi`, run as a process.
@Suite struct MIDICommandTests {
    private let folder: ScratchFolder
    private let score: String

    init() throws {
        folder = try ScratchFolder()
        let notes = [
            ScoreNote(pitch: 60, onset: 0, offset: 1.5, program: 40),
            ScoreNote(pitch: 64, onset: 1, offset: 2, program: 73, track: 1),
            ScoreNote(pitch: 38, onset: 1, offset: 1.25, channel: 9, track: 2),
        ]
        let file = MIDIFile(
            notes: notes, tempoChanges: [.init(beatsPerMinute: 60), .init(seconds: 1, beatsPerMinute: 90)],
            timeSignatures: [.init(numerator: 3, denominator: 4)])
        score = folder.path("score.mid")
        try file.write(to: URL(fileURLWithPath: score))
    }

    private struct Score: Decodable {
        struct Note: Decodable {
            let pitch: Int
            let onset: Double
            let offset: Double
            let program: Int
            let isPercussion: Bool
        }

        let file: String
        let trackNames: [String]
        let tempoChanges: [MIDIFile.TempoChange]
        let notes: [Note]
    }

    @Test func printsALineForEachFile() throws {
        let outcome = try Tool.run(["midi", score, score])
        outcome.expectGood()
        #expect(outcome.rows.count == 3)
        #expect(outcome.rows[0] == "file tracks notes percussion tempos length")
        #expect(outcome.rows[1] == "\(score) 4 3 1 2 0:02.0")
    }

    @Test func printsNotesAndTempoAsJSON() throws {
        let outcome = try Tool.run(["midi", score, "--json"])
        outcome.expectGood()
        let files = try JSONDecoder().decode([Score].self, from: outcome.output)
        #expect(files.map(\.file) == [score])
        #expect(files[0].trackNames == ["", "Violin", "Flute", "Drums"])
        #expect(files[0].tempoChanges.map(\.microsecondsPerQuarter) == [1_000_000, 666_667])
        #expect(files[0].notes.map(\.pitch) == [60, 38, 64])
        #expect(files[0].notes.map(\.isPercussion) == [false, true, false])
        #expect(abs(files[0].notes[0].offset - 1.5) < 1e-3)
    }

    @Test func remarksOnWhatIsNotAsItShouldBe() throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: score)) + Data("rubbish".utf8)
        try folder.file("odd.mid", bytes)
        let outcome = try Tool.run(["midi", folder.path("odd.mid")])
        outcome.expectGood()
        #expect(outcome.rows.last?.hasSuffix("odd.mid: 7 bytes behind the last track were passed over") == true)
    }

    @Test func theTempoMayBeAnother() throws {
        let output = folder.path("new.mid")
        try Tool.run(["midi", score, "-o", output, "--tempo", "100"]).expectGood()
        let written = try MIDIFile(contentsOf: URL(fileURLWithPath: output))
        #expect(written.tempoChanges.map { $0.beatsPerMinute.rounded() } == [100])
        #expect(written.notes.map(\.pitch) == [60, 38, 64] && written.notes.contains(where: \.isPercussion))
        #expect(written.notes.map { ($0.onset * 100).rounded() } == [0, 100, 100])
        try Tool.run(["midi", score, "-o", output, "--tempo", "never"]).expectUsageError("never")
    }

    @Test func writesAnewAndDraws() throws {
        try Tool.run(["midi", score, "-o", folder.path("again.mid")]).expectGood()
        let again = try MIDIFile(contentsOf: folder.url.appendingPathComponent("again.mid"))
        #expect(try again == MIDIFile(contentsOf: URL(fileURLWithPath: score)))
        try Tool.run(["midi", score, "-o", folder.path("roll.png")]).expectGood()
        #expect(
            try Data(contentsOf: folder.url.appendingPathComponent("roll.png")).starts(with: [0x89, 0x50, 0x4E, 0x47]))
        try Tool.run(["midi", score, "-o", folder.path("roll.svg")]).expectGood()
        let picture = try String(contentsOf: folder.url.appendingPathComponent("roll.svg"), encoding: .utf8)
        // Drums have no height.
        #expect(picture.contains("Flute") && picture.contains("Violin") && !picture.contains("Drums"))
    }

    @Test func refusesWhatItCanNotDo() throws {
        try Tool.run(["midi", score, score, "-o", folder.path("a.mid")]).expectUsageError("one file")
        try Tool.run(["midi", score, "-o", folder.path("a.xyz")]).expectUsageError("a.xyz")
        try folder.file("broken.mid", Data("MThd".utf8))
        try Tool.run(["midi", folder.path("broken.mid")]).expectInputError(naming: "broken.mid", "14 bytes")
        try Tool.run(["midi", folder.path("none.mid")]).expectInputError(naming: "none.mid")
    }
}
