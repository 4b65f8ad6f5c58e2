import Audio
import Foundation
import MultiTask
import Testing

@testable import pitchstreamer

/// `pitchstreamer sonify`, run as a process.
@Suite struct SonifyCommandTests {
    private let folder: ScratchFolder
    private static var hasBank: Bool { (try? SoundBanks.first()) != nil }

    init() throws {
        folder = try ScratchFolder()
        let notes = [Note(instrument: .flute, pitch: 69, onset: 0.5, offset: 1.5, velocity: 100)]
        let result = Transcription(duration: 2, instruments: Instrument.nine, notes: notes, segments: [])
        for name in ["a.json", "a.jsonl", "a.mid"] { try result.write(to: folder.url.appendingPathComponent(name)) }
        try AudioFile.write(
            TestSounds.tone(seconds: 5), to: folder.url.appendingPathComponent("song.flac"))
    }

    private func level(_ samples: ArraySlice<Float>) -> Float {
        (samples.reduce(0) { $0 + $1 * $1 } / Float(max(samples.count, 1))).squareRoot()
    }

    @Test(.enabled(if: hasBank, "no SoundFont bank is installed"), arguments: ["a.json", "a.jsonl", "a.mid"])
    func aResultSounds(_ name: String) throws {
        let output = folder.path("heard.wav")
        try Tool.run(["sonify", folder.path(name), "-o", output, "--rate", "16000"]).expectGood()
        let sound = try AudioFile.read(contentsOf: URL(fileURLWithPath: output))
        #expect(sound.channels.count == 2 && sound.sampleRate == 16_000 && abs(sound.duration - 3.5) < 0.1)
        let left = sound.channels[0]
        #expect(level(left[..<7_000]) < 1e-4 && level(left[10_000..<22_000]) > 0.001)
    }

    @Test(.enabled(if: hasBank, "no SoundFont bank is installed"))
    func theRecordingIsOnTheLeft() throws {
        let output = folder.path("both.wav")
        try Tool.run(
            ["sonify", folder.path("a.json"), "-o", output, "--beside", folder.path("song.flac"), "--rate", "16000"]
        ).expectGood()
        let sound = try AudioFile.read(contentsOf: URL(fileURLWithPath: output))
        #expect(sound.channels.count == 2 && abs(sound.duration - 5) < 0.1)
        // The tone sounds from the beginning to the end, the result in its place and as loud.
        let (left, right) = (sound.channels[0], sound.channels[1])
        #expect(level(left[1_000..<7_000]) > 0.01 && level(left[60_000..<75_000]) > 0.01)
        #expect(level(right[..<7_000]) < 1e-3 && level(right[64_000...]) < 1e-3)
        let ratio = level(right[10_000..<22_000]) / level(left[10_000..<22_000])
        #expect(0.3...3 ~= ratio)
    }

    @Test(.enabled(if: hasBank, "no SoundFont bank is installed"))
    func aRecordingIsTranscribedFirst() throws {
        let weights = try TestWeights.pianoEverywhere().path(in: folder)
        let output = folder.path("heard.wav")
        try Tool.run(["sonify", folder.path("song.flac"), "-o", output, "--weights", weights]).expectGood()
        #expect(level(try AudioFile.read(contentsOf: URL(fileURLWithPath: output)).channels[0][...]) > 0.001)
    }

    @Test(.enabled(if: hasBank, "no SoundFont bank is installed"))
    func refusesBadInput() throws {
        try folder.file("broken.json", Data("{}".utf8))
        let before = folder.contents
        let output = folder.path("a.wav")
        try Tool.run(["sonify", folder.path("missing.json"), "-o", output]).expectInputError(naming: "missing.json")
        try Tool.run(["sonify", folder.path("broken.json"), "-o", output]).expectInputError(naming: "broken.json")
        try Tool.run(["sonify", folder.path("a.json"), "-o", output, "--beside", folder.path("no.wav")])
            .expectInputError(naming: "no.wav")
        try Tool.run(["sonify", folder.path("a.json"), "-o", folder.path("no/a.wav")]).expectInputError(
            naming: "no/a.wav")
        try Tool.run(["sonify", folder.path("a.json"), "-o", output, "--rate", "8"]).expectUsageError("--rate")
        #expect(folder.contents == before)
    }
}
