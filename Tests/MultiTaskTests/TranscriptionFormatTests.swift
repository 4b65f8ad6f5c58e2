import Audio
import Foundation
import MultiTask
import Testing

@Suite struct TranscriptionFormatTests {
    @Test func theEndOfTheNameSaysWhatToWrite() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let beginnings = [
            "a.mid": "MThd", "b.MIDI": "MThd", "c.json": "{", "d.csv": "onset,", "e.svg": "<?xml",
            "f.musicxml": "<?xml", "g.jsonl": "{\"", "h.npz": "PK", "i.rttm": "SPEAKER <NA> 1", "j.TXT": "0.5",
        ]
        for (name, beginning) in beginnings {
            let url = folder.appendingPathComponent(name)
            try TranscriptionTests.example.write(to: url)
            #expect(try Data(contentsOf: url).starts(with: beginning.utf8), "\(name)")
        }
    }

    @Test func anUnknownEndIsRefused() {
        let url = URL(fileURLWithPath: "/nowhere/song.xyz")
        #expect(throws: AudioError.self) { try TranscriptionTests.example.write(to: url) }
        #expect(TranscriptionFormat(pathExtension: "") == nil)
        #expect(TranscriptionFormat.endings(and: ["png"]).hasSuffix(", .svg or .png"))
    }

    @Test func everyFormatHasItsEndings() {
        for format in TranscriptionFormat.allCases {
            #expect(!format.pathExtensions.isEmpty)
            for ending in format.pathExtensions { #expect(TranscriptionFormat(pathExtension: ending) == format) }
        }
    }

    @Test func aRecognitionIsWrittenToo() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let recognition = Recognition(
            instruments: [.piano, .violin], activations: [0.9, 0.1, 0.8, 0.2], frameRate: 2,
            segments: [InstrumentSegment(instrument: .piano, start: 0, end: 1, confidence: 0.85)])
        let contents = [
            "json": "multitask-recognition", "csv": "0.000000,1.000000,piano,0.8500", "npz": "activations.npy",
            "rttm": "SPEAKER song 1 0.000 1.000 <NA> <NA> piano 0.85 <NA>", "txt": "0.000000\t1.000000\tpiano",
            "svg": "piano, 0.00–1.00 s",
        ]
        for format in RecognitionFormat.allCases {
            let url = folder.appendingPathComponent("a.\(format.pathExtension)")
            try recognition.write(to: url, title: "song.wav")
            let words = try #require(contents[format.pathExtension])
            #expect(try Data(contentsOf: url).range(of: Data(words.utf8)) != nil, "\(format)")
        }
        #expect(throws: AudioError.self) { try recognition.write(to: folder.appendingPathComponent("a.mid")) }
    }

    @Test func aFolderThatIsNotThereIsNamed() {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString)/song.json")
        let reason = "there is no folder \(url.deletingLastPathComponent().path)"
        #expect(throws: AudioError.unwritable(path: url.path, reason: reason)) {
            try TranscriptionTests.example.write(to: url)
        }
    }
}
