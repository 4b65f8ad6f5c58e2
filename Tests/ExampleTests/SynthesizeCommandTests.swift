import Audio
import Foundation
import Testing

@testable import pitchstreamer

/// `pitchstreamer synthesize`, run as a process.
@Suite struct SynthesizeCommandTests {
    private let folder: ScratchFolder
    private let score: String

    init() throws {
        folder = try ScratchFolder()
        score = folder.path("score.mid")
        try MIDIFile(notes: [ScoreNote(pitch: 69, onset: 0, offset: 1, program: 73)])
            .write(to: URL(fileURLWithPath: score))
    }

    @Test(.enabled(if: (try? SoundBanks.first()) != nil, "no SoundFont bank is installed"))
    func playsAScore() throws {
        let output = folder.path("a.flac")
        try Tool.run(["synthesize", score, "-o", output, "--rate", "16000", "--mono"]).expectGood()
        let sound = try AudioFile.read(contentsOf: URL(fileURLWithPath: output))
        #expect(sound.channels.count == 1 && sound.sampleRate == 16_000 && abs(sound.duration - 3) < 0.1)
        #expect((sound.samples.max() ?? 0) > 0.001)
    }

    @Test func refusesBadInput() throws {
        try folder.file("bank.sf2", Data("no bank".utf8))
        let before = folder.contents
        let output = folder.path("a.wav")
        try Tool.run(["synthesize", folder.path("missing.mid"), "-o", output]).expectInputError(naming: "missing.mid")
        try Tool.run(["synthesize", score, "-o", output, "--bank", folder.path("missing.sf2")])
            .expectInputError(naming: "missing.sf2")
        try Tool.run(["synthesize", score, "-o", output, "--bank", folder.path("bank.sf2")])
            .expectInputError(naming: "bank.sf2")
        try Tool.run(["synthesize", score, "-o", output, "--rate", "8"]).expectUsageError("--rate")
        #expect(folder.contents == before)
    }

    @Test(.enabled(if: (try? SoundBanks.first()) != nil, "no SoundFont bank is installed"))
    func refusesBadOutput() throws {
        let before = folder.contents
        for name in ["a.xyz", "no/a.wav"] {
            try Tool.run(["synthesize", score, "-o", folder.path(name)]).expectInputError(naming: name)
        }
        #expect(folder.contents == before)
    }
}
