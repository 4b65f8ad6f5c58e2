import Audio
import Foundation
import Testing

@testable import MultiTask

/// `pitchstreamer train`, run as a process on one small pair.
@Suite struct TrainCommandTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        let pairs = folder.url.appendingPathComponent("pairs")
        try FileManager.default.createDirectory(at: pairs, withIntermediateDirectories: true)
        try AudioFile.write(TestSounds.tone(seconds: 11), to: pairs.appendingPathComponent("song.wav"))
        try MIDIFile(notes: [ScoreNote(pitch: 69, onset: 0, offset: 11)])
            .write(to: pairs.appendingPathComponent("song.mid"))
    }

    private func contents(of name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path(name)).sorted()
    }

    private let files = ["checkpoint.safetensors", "log.csv", "settings.json", "weights.safetensors"]

    @Test func leavesARunThatOtherCommandsTake() throws {
        let outcome = try Tool.run([
            "train", folder.path("pairs"), "-o", folder.path("run"), "--clips", "8", "--batch", "2", "--width", "0.1",
        ])
        // No terminal, no progress.
        outcome.expectGood()
        #expect(outcome.output.isEmpty)
        #expect(try contents(of: "run") == files)
        let info = try Tool.run(["info", folder.path("run/weights.safetensors")])
        info.expectGood()
        #expect(info.rows.contains { $0.hasPrefix("training 8 clips") })
    }

    @Test func anInterruptedRunCanBeGoneOnFrom() throws {
        let arguments = [
            "train", folder.path("pairs"), "-o", folder.path("run"), "--batch", "1", "--width", "0.1",
        ]
        let run = try Tool.Run(arguments + ["--minutes", "10"])
        let log = folder.path("run/log.csv")
        for _ in 0..<600 where (try? String(contentsOfFile: log, encoding: .utf8).contains("\n2")) != true {
            Thread.sleep(forTimeInterval: 0.1)
        }
        run.send(SIGINT)
        #expect(try run.end().signal == SIGINT)
        #expect(try contents(of: "run") == files)
        let state = try RunCheckpoint.read(
            from: folder.url.appendingPathComponent("run/checkpoint.safetensors"),
            network: NetworkSettings(width: 0.1, instrumentCount: 9))
        #expect(state.clips > 0)
    }

    @Test func refusesFoldersWithoutMaterial() throws {
        try FileManager.default.createDirectory(
            at: folder.url.appendingPathComponent("empty"), withIntermediateDirectories: true)
        for name in ["empty", "missing"] {
            try Tool.run(["train", folder.path(name), "-o", folder.path("run")]).expectInputError(naming: name)
        }
        try folder.file("pairs/song.wav", Data("no sound".utf8))
        try Tool.run(["train", folder.path("pairs"), "-o", folder.path("run")]).expectInputError(naming: "song.wav")
        #expect(folder.contents == ["empty", "pairs"])
    }

    @Test func refusesARunThatCanNotBeWritten() throws {
        try folder.file("file")
        try Tool.run(["train", folder.path("pairs"), "-o", folder.path("file/run"), "--clips", "1", "--width", "0.1"])
            .expectInputError(naming: "file/run")
    }

    @Test func usageErrors() throws {
        let arguments = ["train", folder.path("pairs"), "-o", folder.path("run")]
        try Tool.run(arguments + ["--clips", "1", "--minutes", "1"]).expectUsageError("--minutes")
        try Tool.run(arguments + ["--width", "-1"]).expectUsageError("--width")
        try Tool.run(arguments + ["--heads", "two"]).expectUsageError("two")
        #expect(folder.contents == ["pairs"])
    }
}
