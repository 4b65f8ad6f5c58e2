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
    }

    @Test func aFolderThatIsNotThereIsNamed() {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString)/song.json")
        let reason = "there is no folder \(url.deletingLastPathComponent().path)"
        #expect(throws: AudioError.unwritable(path: url.path, reason: reason)) {
            try TranscriptionTests.example.write(to: url)
        }
    }
}
