import Audio
import Foundation
import MultiTask
import Testing

/// The example programs, as a person runs them.
@Suite struct ExamplesTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    @Test func eachIsShort() throws {
        for file in try Repository.files(in: "Examples", ending: "swift")
        where !file.path.contains("/pitchstreamer/") && !file.path.contains("/.build/") {
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").count
            #expect(lines < 100, "\(file.lastPathComponent) in \(file.deletingLastPathComponent().lastPathComponent)")
        }
    }

    // MARK: - BatchFolder

    @Test func aFolderOfRecordings() throws {
        let sounds = folder.url.appendingPathComponent("sounds")
        try FileManager.default.createDirectory(at: sounds, withIntermediateDirectories: true)
        let song = try AudioDecodingStream(contentsOf: Repository.recording, from: 0, to: 6, sampleRate: 16_000)
        var samples: [Float] = []
        while let block = try song.next() { samples += block.samples }
        let opening = AudioBuffer(samples: samples, sampleRate: 16_000)
        for name in ["a.wav", "c.flac"] { try AudioFile.write(opening, to: sounds.appendingPathComponent(name)) }
        try Data("no sound at all".utf8).write(to: sounds.appendingPathComponent("b.wav"))
        try Data("nor this".utf8).write(to: sounds.appendingPathComponent("notes.txt"))

        let outcome = try Tool.run([sounds.path, folder.path("midi")], program: "BatchFolder")
        // One file failed, and is named; the others are written.
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("b.wav") && outcome.errors.contains("3 of 3"))
        #expect(!outcome.errors.contains("notes.txt"))
        let written = try FileManager.default.contentsOfDirectory(atPath: folder.path("midi")).sorted()
        #expect(written == ["a.mid", "c.mid"])
        let notes = try MIDIFile(contentsOf: folder.url.appendingPathComponent("midi/a.mid")).notes
        #expect(!notes.isEmpty)
        #expect(outcome.rows.first?.hasPrefix("a.wav: \(notes.count) notes, ") == true)
    }

    @Test func noFolder() throws {
        let outcome = try Tool.run([], program: "BatchFolder")
        #expect(outcome.status == 2 && outcome.errors.contains("usage"))
    }

    // MARK: - LiveTuner

    @Test func aFileStandsForTheMicrophone() throws {
        let outcome = try Tool.run([Repository.recording.path, "0.25"], program: "LiveTuner")
        outcome.expectGood()
        let lines = outcome.rows
        #expect(lines.last?.hasSuffix(" notes in all") == true)
        // The canon begins with the cello's D, and is tuned to 440 Hz.
        #expect(lines.prefix(10).contains { $0.contains("D3 cello") })
        #expect(lines.contains { $0.contains(" cents)") })
        let times = lines.dropLast().compactMap { $0.split(separator: " ").first.flatMap { Double($0) } }
        #expect(times.count == lines.count - 1 && times == times.sorted())
    }

    // MARK: - TrainYourOwn

    @Test func aToyIsTrained() throws {
        let outcome = try Tool.run([folder.path("toy"), "20"], program: "TrainYourOwn")
        outcome.expectGood()
        let weights = folder.url.appendingPathComponent("toy/run/weights.safetensors")
        #expect(try PitchStreamer(contentsOf: weights).instruments.map(\.name) == ["whistle", "reed"])
        #expect(outcome.rows.last?.hasPrefix("[whistle, reed]: ") == true)
        // It learns: the pianoroll's loss falls.
        let losses = outcome.text.matches(of: /roll ([0-9.e-]+),/).compactMap { Float($0.1) }
        let (first, last) = (try #require(losses.first), try #require(losses.last))
        #expect(losses.count > 1 && last < first)
    }
}
