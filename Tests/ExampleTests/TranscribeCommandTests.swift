import Audio
import Foundation
import Testing

@testable import MultiTask

/// `pitchstreamer transcribe`, run as a process.
@Suite struct TranscribeCommandTests {
    private let folder: ScratchFolder
    private let weights: String
    private let song: String

    init() throws {
        folder = try ScratchFolder()
        weights = try TestWeights.pianoEverywhere().path(in: folder)
        song = folder.path("song.wav")
        try AudioFile.write(TestSounds.tone(), to: URL(fileURLWithPath: song))
    }

    private func transcribe(_ arguments: String..., input: Data? = nil) throws -> Tool.Outcome {
        try Tool.run(["transcribe", "--weights", weights] + arguments, input: input)
    }

    @Test func writesEachFormatByItsExtension() throws {
        let names = [
            "a.csv", "a.json", "a.jsonl", "a.mid", "a.musicxml", "a.npz", "a.png", "a.rttm", "a.svg", "a.txt",
        ]
        let outcome = try Tool.run(
            ["transcribe", song, "--weights", weights] + names.flatMap { ["-o", folder.path($0)] })
        outcome.expectGood()
        for name in names { #expect(outcome.text.contains("wrote \(folder.path(name))")) }
        #expect(folder.contents == (names + ["song.wav", "weights.safetensors"]).sorted())

        let score = try MIDIFile(contentsOf: URL(fileURLWithPath: folder.path("a.mid")))
        #expect(score.notes.map(\.pitch).sorted() == Array(21...108))
        #expect(score.notes.allSatisfy { $0.program == 0 && $0.onset < 0.02 && 1.9...2.1 ~= $0.offset })
        let json = try JSONExport.transcription(from: Data(contentsOf: folder.url.appendingPathComponent("a.json")))
        #expect(json.notes.count == 88 && json.segments.map(\.instrument) == [.piano])
        let csv = try String(contentsOf: folder.url.appendingPathComponent("a.csv"), encoding: .utf8)
        #expect(csv.components(separatedBy: "\r\n").count == 90)
        let png = try Data(contentsOf: folder.url.appendingPathComponent("a.png"))
        #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        let svg = try String(contentsOf: folder.url.appendingPathComponent("a.svg"), encoding: .utf8)
        #expect(svg.contains("<svg") && svg.contains("song.wav"))
        let rttm = try String(contentsOf: folder.url.appendingPathComponent("a.rttm"), encoding: .utf8)
        #expect(rttm.hasPrefix("SPEAKER song 1 0.000 "))
    }

    @Test func theTempoMayBeGiven() throws {
        try transcribe(song, "-o", folder.path("a.mid"), "--tempo", "90", "--beats-per-bar", "3").expectGood()
        let score = try MIDIFile(contentsOf: URL(fileURLWithPath: folder.path("a.mid")))
        #expect(score.tempoChanges.map { $0.beatsPerMinute.rounded() } == [90])
        #expect(score.timeSignatures.map(\.numerator) == [3])
        try transcribe(song, "--tempo", "fast").expectUsageError("--tempo", "fast")
        try transcribe(song, "--tempo", "2000").expectUsageError("--tempo")
        try transcribe(song, "--beats-per-bar", "0").expectUsageError("--beats-per-bar")
    }

    @Test func printsWhatWasHeard() throws {
        let outcome = try transcribe(song)
        outcome.expectGood()
        #expect(outcome.text.contains("song.wav: 0:02.0, 88 notes"))
        #expect(outcome.rows.contains("piano 88 99.2 % A0 C8"))
        #expect(!outcome.text.contains("violin"))
    }

    @Test func readsAndWritesStandardStreams() throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: song))
        let outcome = try transcribe("-", "-o", "-", input: bytes)
        outcome.expectGood()
        let heard = try JSONExport.transcription(from: outcome.output)
        try transcribe(song, "-o", folder.path("a.json")).expectGood()
        let file = try Data(contentsOf: folder.url.appendingPathComponent("a.json"))
        #expect(try heard == JSONExport.transcription(from: file))
    }

    /// A program that writes into a pipe can't come back to say how much it wrote.
    @Test func takesAPipedWAVOfUnknownLength() throws {
        var samples = Data()
        for sample in TestSounds.tone().samples { samples.append(little: Int16(sample * 32_000)) }
        let wav = TestSounds.wav([UInt8](samples), claiming: 0xFFFF_FFFF - 36)
        let outcome = try transcribe("-", input: wav)
        outcome.expectGood()
        #expect(outcome.text.contains("standard input: 0:02.0"))
    }

    @Test func theWholeInputMayBeTheReference() throws {
        let outcome = try transcribe(song, "--reference", "wholeInput")
        outcome.expectGood()
        #expect(outcome.text.contains("88 notes"))
    }

    @Test func tenMillisecondsAreAResult() throws {
        try AudioFile.write(TestSounds.tone(seconds: 0.01), to: URL(fileURLWithPath: song))
        try transcribe(song, "-o", folder.path("a.mid")).expectGood()
        #expect(folder.contents.contains("a.mid"))
    }

    @Test func usageErrorsHaveAStatusOfTheirOwn() throws {
        try transcribe().expectUsageError("<input>")
        try transcribe(song, "-o", folder.path("a.xyz")).expectUsageError("a.xyz", ".mid")
        try transcribe(song, "-o", "-", "-o", "-").expectUsageError("once")
        try transcribe(song, "--reference", "nothing").expectUsageError("nothing")
        try transcribe(song, "--unheard-of").expectUsageError("--unheard-of")
        try Tool.run(["sing"]).expectUsageError("sing")
        #expect(folder.contents == ["song.wav", "weights.safetensors"])
    }

    @Test func helpIsAResult() throws {
        let outcome = try Tool.run(["transcribe", "--help"])
        outcome.expectGood()
        #expect(outcome.text.contains("USAGE: pitchstreamer transcribe"))
    }
}
