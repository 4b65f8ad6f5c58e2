import Audio
import Foundation
import Testing

@testable import MultiTask

/// `pitchstreamer transcribe` with several recordings, run as a process.
@Suite struct TranscribeManyTests {
    private let folder: ScratchFolder
    private let weights: String

    init() throws {
        folder = try ScratchFolder()
        weights = try TestWeights.pianoEverywhere().path(in: folder)
    }

    /// A tone of some seconds in a file, whose folder is made if need be.
    @discardableResult
    private func sound(_ name: String, seconds: Double = 1) throws -> String {
        let url = folder.url.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try AudioFile.write(TestSounds.tone(seconds: seconds), to: url)
        return url.path
    }

    private func transcribe(_ arguments: String...) throws -> Tool.Outcome {
        try Tool.run(["transcribe", "--weights", weights] + arguments)
    }

    /// The files of a folder and the folders within it, as paths within it.
    private func files(in name: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path(name))
            .filter { (try? FileManager.default.contentsOfDirectory(atPath: folder.path("\(name)/\($0)"))) == nil }
            .sorted()
    }

    @Test func filesAndFoldersBecomeFilesOfTheirNames() throws {
        try sound("album/b.wav", seconds: 2)
        try sound("album/a.FLAC.wav")
        try sound("album/live/b.flac")
        try sound("album/.hidden.wav")
        try sound("album/.cache/c.wav")
        try Data("words".utf8).write(to: folder.url.appendingPathComponent("album/notes.txt"))
        let single = try sound("single.wav", seconds: 3)

        let outcome = try transcribe(
            folder.path("album"), single, "--output-folder", folder.path("out/new"), "--format", "mid",
            "--format", "json", "--format", "midi")
        outcome.expectGood()
        let names = ["a.FLAC", "b", "live/b", "single"]
        #expect(try files(in: "out/new") == names.flatMap { ["\($0).json", "\($0).mid"] }.sorted())
        let score = try MIDIFile(contentsOf: URL(fileURLWithPath: folder.path("out/new/live/b.mid")))
        #expect(score.notes.count == 88)
        #expect(outcome.rows[0] == "file duration notes instruments")
        #expect(
            outcome.rows[1...3] == [
                "a.FLAC.wav 0:01.0 88 piano", "b.wav 0:02.0 88 piano", "live/b.flac 0:01.0 88 piano",
            ])
        #expect(outcome.rows[4] == "\(single) 0:03.0 88 piano")
        #expect(outcome.rows[5].hasPrefix("4 files, 0:07."))
        #expect(outcome.rows[5].contains(", 352 notes, in 0:0"))
        #expect(outcome.rows[5].hasSuffix(" times real time"))
        #expect(outcome.rows[6] == "wrote 8 files to \(folder.path("out/new"))")
    }

    @Test func aFileThatFailsIsToldOfAndTheOthersGoOn() throws {
        let good = try sound("good.wav")
        try folder.file("bad.wav", Data("no sound at all, only words".utf8))
        let missing = folder.path("missing.wav")
        let outcome = try transcribe(missing, folder.path("bad.wav"), good, "--output-folder", folder.path("out"))
        #expect(outcome.status == 1)
        let sentences = outcome.errors.split(separator: "\n").sorted()
        #expect(sentences.count == 2, "\(outcome.errors)")
        #expect(sentences.allSatisfy { $0.hasPrefix("pitchstreamer: \(folder.url.path)/") })
        #expect(outcome.errors.contains("missing.wav: there is no such file.") && outcome.errors.contains("bad.wav"))
        #expect(try files(in: "out") == ["good.mid"])
        #expect(outcome.rows[1] == "\(missing) – – failed")
        #expect(outcome.rows.contains("\(good) 0:01.0 88 piano"))
        #expect(outcome.rows.contains { $0.hasPrefix("1 of 3 files, 0:01.0, 88 notes, in ") })
        #expect(outcome.rows.last == "wrote 1 file to \(folder.path("out"))")
    }

    @Test func howManyAtATimeChangesNothing() throws {
        for index in 0..<5 { try sound("album/\(index).wav", seconds: Double(5 - index) / 2) }
        let tables = try ["1", "2", "9"].map { jobs in
            let outcome = try transcribe(
                folder.path("album"), "--jobs", jobs, "--output-folder", folder.path("out\(jobs)"), "--format", "csv")
            outcome.expectGood()
            return outcome.rows.prefix(6)
        }
        #expect(tables[0] == tables[1] && tables[0] == tables[2])
        for index in 0..<5 {
            let results = try ["out1", "out2", "out9"].map {
                try Data(contentsOf: folder.url.appendingPathComponent("\($0)/\(index).csv"))
            }
            #expect(results[0] == results[1] && results[0] == results[2])
        }
    }

    @Test func withoutAFolderForThemNothingIsWritten() throws {
        let songs = try [sound("a.wav"), sound("b/a.wav")]
        let before = folder.contents
        let outcome = try transcribe(songs[0], songs[1], songs[0])
        outcome.expectGood()
        // The one that was named twice counts once; that they are called alike is no matter.
        #expect(outcome.rows.count == 4 && outcome.rows[3].hasPrefix("2 files, "))
        #expect(folder.contents == before)
    }

    @Test func aStretchIsThatOfEachRecording() throws {
        try sound("album/a.wav", seconds: 3)
        try sound("album/b.wav", seconds: 1.5)
        let outcome = try transcribe(folder.path("album"), "--from", "1", "--to", "2")
        outcome.expectGood()
        #expect(outcome.rows[1...2] == ["a.wav 0:01.0 88 piano", "b.wav 0:00.5 88 piano"])
    }

    @Test func aSingleFileMayGoToAFolderToo() throws {
        let outcome = try transcribe(sound("a.wav"), "--output-folder", folder.path("out"), "--format", ".png")
        outcome.expectGood()
        #expect(try files(in: "out") == ["a.png"])
    }

    @Test func twoOfOneNameAreRefusedBeforeAnyWork() throws {
        let songs = try [sound("one/a.wav"), sound("two/a.flac")]
        let before = folder.contents
        let out = folder.path("out")
        try transcribe(songs[0], songs[1], "--output-folder", out)
            .expectUsageError(songs[0], songs[1], "would both be \(out)/a.mid")
        // From two folders they may both come, where these stay between.
        try transcribe(folder.url.path, "--output-folder", out).expectGood()
        #expect(try files(in: "out") == ["one/a.mid", "two/a.mid"])
        #expect(folder.contents == (before + ["out"]).sorted())
    }

    @Test func aResultNeverReplacesARecording() throws {
        let song = folder.path("a.txt")
        try FileManager.default.moveItem(atPath: sound("a.wav"), toPath: song)
        try transcribe(song, "--output-folder", folder.url.path, "--format", "txt")
            .expectUsageError("is one of the recordings")
    }

    @Test func foldersThatCanNotServe() throws {
        let song = try sound("a.wav")
        try FileManager.default.createDirectory(
            at: folder.url.appendingPathComponent("empty/.hidden"), withIntermediateDirectories: true)
        let before = folder.contents
        try transcribe(folder.path("empty")).expectInputError(naming: "empty", "no recordings", ".flac")
        try transcribe(song, "--output-folder", song).expectInputError(naming: "a.wav", "a file, not a folder")
        try transcribe(folder.path("empty"), "-o", folder.path("a.mid"))
            .expectInputError(naming: "empty", "--output-folder")
        #expect(folder.contents == before)
    }

    @Test func whatDoesNotGoTogetherIsAUsageError() throws {
        let (song, out) = (try sound("a.wav"), folder.path("out"))
        try transcribe(song, song, "-o", folder.path("a.mid")).expectUsageError("--output-folder")
        try transcribe(song, "-o", folder.path("a.mid"), "--output-folder", out).expectUsageError("--output-folder")
        try transcribe(song, "--format", "mid").expectUsageError("--output-folder")
        try transcribe(song, "--output-folder", out, "--format", "doc").expectUsageError("doc", "musicxml")
        try transcribe(song, "-", "--output-folder", out).expectUsageError("Standard input")
        try transcribe(song, "--jobs", "0").expectUsageError("--jobs")
        #expect(!folder.contents.contains("out"))
    }

    /// What is there after an interrupt is whole, and nothing else is there.
    @Test func anInterruptLeavesWholeFiles() throws {
        for index in 0..<300 { try sound("album/\(index).wav", seconds: 20) }
        let run = try Tool.Run([
            "transcribe", folder.path("album"), "--weights", weights, "--output-folder", folder.path("out"),
            "--format", "mid", "--format", "json",
        ])
        let end = Date() + 60
        while (try? files(in: "out").isEmpty) ?? true, Date() < end { Thread.sleep(forTimeInterval: 0.01) }
        run.send(SIGINT)
        let outcome = try run.end()
        #expect(outcome.signal == SIGINT)
        #expect(outcome.output.isEmpty && outcome.errors.isEmpty, "\(outcome.errors)")
        let written = try files(in: "out")
        #expect((1..<600).contains(written.count))
        for name in written {
            let heard = try Transcription(contentsOf: folder.url.appendingPathComponent("out/\(name)"))
            #expect(heard.notes.count == 88, "\(name)")
        }
    }
}
