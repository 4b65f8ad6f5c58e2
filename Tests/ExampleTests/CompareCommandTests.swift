import Audio
import Foundation
import MultiTask
import Testing

/// `pitchstreamer compare`, run as a process.
@Suite struct CompareCommandTests {
    private let folder: ScratchFolder
    private let reference: [ScoreNote] = [
        ScoreNote(pitch: 60, onset: 0, offset: 1, program: 0),
        ScoreNote(pitch: 64, onset: 1, offset: 2, program: 0),
        ScoreNote(pitch: 67, onset: 2, offset: 3, program: 40, channel: 1, track: 1),
        ScoreNote(pitch: 72, onset: 3, offset: 4, program: 19, channel: 2, track: 2),
    ]

    init() throws {
        folder = try ScratchFolder()
        try write(reference, "reference.mid")
    }

    private func write(_ notes: [ScoreNote], _ name: String) throws {
        try MIDIFile(notes: notes).write(to: folder.url.appendingPathComponent(name))
    }

    private struct Row: Decodable {
        let notes: String
        let reference: Int
        let estimate: Int
        let matched: Int
        let f1: Double
    }

    private func compare(_ notes: [ScoreNote]) throws -> [String: Row] {
        try write(notes, "estimate.mid")
        let outcome = try Tool.run(["compare", folder.path("estimate.mid"), folder.path("reference.mid"), "--json"])
        outcome.expectGood()
        let rows = try JSONDecoder().decode([Row].self, from: outcome.output)
        return Dictionary(rows.map { ($0.notes, $0) }) { first, _ in first }
    }

    @Test func aScoreEqualsItself() throws {
        let rows = try compare(reference)
        #expect(rows.count == 7)
        #expect(rows.values.allSatisfy { $0.f1 == 1 && $0.matched == $0.reference })
        #expect(rows["onsets of Church Organ"]?.reference == 1)
    }

    @Test func countsOnsetsOffsetsAndInstruments() throws {
        var notes = reference
        notes[0].onset += 0.04  // near enough
        notes[1].offset -= 0.5  // an end that is wrong
        notes[2].program = 42  // a cello for a violin
        notes[3].onset += 0.06  // too late
        notes[3].offset += 0.06
        notes.append(ScoreNote(pitch: 40, onset: 0, offset: 4, program: 0, channel: 9, track: 4))  // a drum
        let rows = try compare(notes)
        #expect(rows["onsets"]?.matched == 3 && rows["onsets"]?.f1 == 0.75)
        #expect(rows["onsets and offsets"]?.matched == 2)
        #expect(rows["onsets by instrument"]?.matched == 2)
        #expect(rows["onsets and offsets by instrument"]?.matched == 1)
        #expect(rows["onsets of cello"]?.reference == 0 && rows["onsets of cello"]?.estimate == 1)
        #expect(rows["onsets of piano"]?.matched == 2)
    }

    /// General MIDI's pianos are one instrument.
    @Test func programsOfAnInstrumentAreTakenTogether() throws {
        var notes = reference
        notes[0].program = 4
        #expect(try compare(notes)["onsets by instrument"]?.f1 == 1)
    }

    @Test func printsATable() throws {
        let outcome = try Tool.run(["compare", folder.path("reference.mid"), folder.path("reference.mid")])
        outcome.expectGood()
        let lines = outcome.text.split(separator: "\n")
        #expect(lines.count == 9)
        #expect(lines[8] == "found 4, other instrument 0, missed 0, extra 0")
        #expect(lines[0].hasPrefix("notes") && lines[0].hasSuffix("F1"))
        #expect(lines[1].hasPrefix("onsets ") && lines[1].hasSuffix("1.000"))
    }

    /// A transcription of another program is as good.
    @Test func comparesResultsToo() throws {
        let reference = try Transcription(contentsOf: folder.url.appendingPathComponent("reference.mid"))
        for name in ["a.json", "a.jsonl"] {
            try reference.write(to: folder.url.appendingPathComponent(name))
            let outcome = try Tool.run(["diff", folder.path(name), folder.path("reference.mid")])
            outcome.expectGood()
            #expect(outcome.text.contains("found 4, other instrument 0, missed 0, extra 0"))
        }
    }

    @Test func writesAndDrawsTheDifferences() throws {
        var notes = reference
        notes[2].program = 42  // a cello for a violin
        notes[3].pitch = 71
        try write(notes, "estimate.mid")
        let files = ["a.json", "a.png", "a.svg"].map { folder.path($0) }
        let outcome = try Tool.run(
            ["diff", folder.path("estimate.mid"), folder.path("reference.mid")] + files.flatMap { ["-o", $0] })
        outcome.expectGood()
        #expect(outcome.text.contains("found 2, other instrument 1, missed 1, extra 1"))
        #expect(outcome.text.contains("wrote \(files[2])"))
        let json = try String(contentsOfFile: files[0], encoding: .utf8)
        #expect(json.contains("multitask-difference"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: files[1])).starts(with: [0x89, 0x50, 0x4E, 0x47]))
        let svg = try String(contentsOfFile: files[2], encoding: .utf8)
        #expect(svg.contains("estimate.mid beside reference.mid") && svg.contains("heard as cello"))
        try Tool.run(["diff", files[0], folder.path("reference.mid"), "-o", "a.xyz"]).expectUsageError("a.xyz")
    }

    @Test func refusesWhatIsNoScore() throws {
        let good = folder.path("reference.mid")
        try Tool.run(["compare", folder.path("missing.mid"), good]).expectInputError(naming: "missing.mid")
        try Tool.run(["compare", good, folder.url.path]).expectInputError(naming: folder.url.lastPathComponent)
        // The first track claims to be longer than the file.
        var bytes = try Data(contentsOf: folder.url.appendingPathComponent("reference.mid"))
        bytes[18] = 0x7F
        try folder.file("broken.mid", bytes)
        let before = folder.contents
        try Tool.run(["compare", good, folder.path("broken.mid")]).expectInputError(naming: "broken.mid")
        try Tool.run(["synthesize", folder.path("broken.mid"), "-o", folder.path("a.wav")])
            .expectInputError(naming: "broken.mid")
        #expect(folder.contents == before)
    }
}
