import Audio
import Foundation
import Testing

@testable import MultiTask
@testable import Tensor

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

    private let files = [
        "checkpoint.safetensors", "curve.svg", "log.csv", "settings.json", "validation.csv", "weights.safetensors",
    ]

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

    /// Killed ten times wherever it happens to be, the run ends with the very bytes of one that nobody disturbed.
    @Test func aRunThatIsKilledAgainAndAgainEndsTheSame() throws {
        let arguments = [
            "train", folder.path("pairs"), "--clips", "60", "--batch", "1", "--width", "0.1", "--checkpoint-every", "5",
        ]
        try Tool.run(arguments + ["-o", folder.path("whole")]).expectGood()
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<10 {
            let run = try Tool.Run(arguments + ["-o", folder.path("parts")])
            Thread.sleep(forTimeInterval: 0.05 + 0.4 * Double(generator.uniform()))
            run.send(SIGKILL)
            _ = try run.end()
        }
        try Tool.run(arguments + ["-o", folder.path("parts")]).expectGood()
        let (whole, parts) = (try weights("whole"), try weights("parts"))
        #expect(whole == parts)
    }

    private func weights(_ run: String) throws -> Data {
        try Data(contentsOf: folder.url.appendingPathComponent("\(run)/weights.safetensors"))
    }

    /// Two instruments of one's own, begun from weights of nine: all but the last layer is taken over, and what is frozen
    /// stays.
    @Test func fineTunesToOtherInstruments() throws {
        let first = ["train", folder.path("pairs"), "--width", "0.1", "--batch", "1"]
        try Tool.run(first + ["--clips", "4", "-o", folder.path("nine")]).expectGood()
        let outcome = try Tool.run(
            first + [
                "--clips", "4", "-o", folder.path("two"), "--weights", folder.path("nine/weights.safetensors"),
                "--instruments", "piano, voice=52 53", "--freeze", "encode.", "--validation", folder.path("pairs"),
            ])
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("begin fresh: decode.d_block4.conv1d.bias, decode.d_block4.conv1d.weight"))
        #expect(outcome.errors.contains("instrument F1"))
        let (nine, two) = (try model("nine"), try model("two"))
        #expect(two.description.instruments.map(\.name) == ["piano", "voice"])
        for (name, array) in two.parameters.dictionary where name.hasPrefix("encode.") {
            #expect(array.scalars == nine.parameters[name].scalars, "\(name) has moved")
        }
        #expect(
            two.parameters["decode.d_block1.conv2d.weight"].scalars
                != nine.parameters["decode.d_block1.conv2d.weight"].scalars)
    }

    private func model(_ run: String) throws -> Model {
        try Model(contentsOf: folder.url.appendingPathComponent("\(run)/weights.safetensors"))
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
        try Tool.run(arguments + ["--instruments", "kazoo"]).expectUsageError("kazoo")
        try Tool.run(arguments + ["--instruments", "flute, flute"]).expectUsageError("once")
        try Tool.run(arguments + ["--instruments", "voice=128"]).expectUsageError("voice=128")
        #expect(folder.contents == ["pairs"])
    }
}
