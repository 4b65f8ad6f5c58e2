import Foundation
import Testing

import MultiTask

/// Recordings beside their scores.
@Suite struct PairedFolderTests {
    private func pairs(_ names: String...) throws -> PairedFolder {
        let folder = try TestSounds.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in names { try Data().write(to: folder.appendingPathComponent(name)) }
        return try PairedFolder(folder)
    }

    @Test func findsTheFilesOfOneName() throws {
        let found = try pairs("b.FLAC", "b.mid", "a.wav", "a.MIDI", "alone.wav", "c.mid", "notes.txt").pairs
        #expect(found.map(\.name) == ["a", "b"])
        #expect(found.map(\.audio.lastPathComponent) == ["a.wav", "b.FLAC"])
        #expect(found.map(\.score.lastPathComponent) == ["a.MIDI", "b.mid"])
    }

    @Test func refusesFoldersWithoutAPair() throws {
        let error = #expect(throws: TrainingError.self) { try pairs("a.wav", "b.mid") }
        #expect(
            error?.description.hasSuffix("holds no material: it has no pair of an audio file and a .mid of one name.")
                == true)
        let missing = URL(fileURLWithPath: "/nowhere/songs")
        #expect(throws: TrainingError.noMaterial(folder: missing.path, reason: "the folder can't be listed")) {
            try PairedFolder(missing)
        }
    }
}
