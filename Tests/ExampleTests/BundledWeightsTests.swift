import Audio
import Foundation
import Testing

@testable import MultiTask

/// The command line with the weights that ship with it, as a person first meets it.
@Suite struct BundledWeightsTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test func theRecordingIsHeard() throws {
        let score = Repository.recording.deletingPathExtension().appendingPathExtension("mid").path
        try Tool.run(["transcribe", Repository.recording.path, "-o", folder.path("canon.mid")]).expectGood()
        struct Row: Decodable {
            let notes: String
            let f1: Double
        }
        let outcome = try Tool.run(["compare", folder.path("canon.mid"), score, "--json"])
        outcome.expectGood()
        let rows = try JSONDecoder().decode([Row].self, from: outcome.output)
        let onsets = try #require(rows.first { $0.notes == "onsets" })
        #expect(onsets.f1 >= 0.5)
    }

    @Test func silenceIsAResultWithoutNotes() throws {
        let silence = folder.path("silence.wav")
        try AudioFile.write(TestSounds.silence(seconds: 10), to: URL(fileURLWithPath: silence))
        let outcome = try Tool.run(["transcribe", silence, "-o", folder.path("a.mid"), "-o", folder.path("a.json")])
        outcome.expectGood()
        #expect(outcome.text.hasPrefix("silence.wav: 0:10.0, no notes\n"))
        #expect(try MIDIFile(contentsOf: URL(fileURLWithPath: folder.path("a.mid"))).notes.isEmpty)
        let json = try JSONExport.transcription(from: Data(contentsOf: URL(fileURLWithPath: folder.path("a.json"))))
        #expect(json.notes.isEmpty && abs(json.duration - 10) < 0.05)
        let recognition = try Tool.run(["recognize", silence])
        recognition.expectGood()
        #expect(recognition.text == "silence.wav: 0:10.0, no instruments\n")
    }

    @Test func tenMillisecondsAreAResult() throws {
        let short = folder.path("short.wav")
        try AudioFile.write(TestSounds.tone(seconds: 0.01), to: URL(fileURLWithPath: short))
        try Tool.run(["transcribe", short, "-o", folder.path("a.mid")]).expectGood()
        try Tool.run(["recognize", short]).expectGood()
        #expect(folder.contents == ["a.mid", "short.wav"])
    }

    @Test func theySayWhatTheyAre() throws {
        let outcome = try Tool.run(["info", "--json"])
        outcome.expectGood()
        let description = try JSONDecoder().decode(ModelDescription.self, from: outcome.output)
        #expect(description.instruments == Instrument.nine)
        #expect(description.network.heads == .logSumExp)
    }
}
