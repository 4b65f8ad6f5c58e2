import Audio
import Foundation
import MultiTask
import Testing

@Suite struct AtomicFileTests {
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    @Test func aFileIsReplacedAsAWhole() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("song.json")
            try AtomicFile.write(Data("first, and longer".utf8), to: url)
            try AtomicFile.write(Data("second".utf8), to: url)
            #expect(try String(contentsOf: url, encoding: .utf8) == "second")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["song.json"])
        }
    }

    @Test func aLinkStaysALink() throws {
        try withFolder { folder in
            let target = folder.appendingPathComponent("target.csv")
            let link = folder.appendingPathComponent("link.csv")
            try Data("old".utf8).write(to: target)
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: target)
            try AtomicFile.write(Data("new".utf8), to: link)
            #expect(try String(contentsOf: target, encoding: .utf8) == "new")
        }
    }

    @Test func aFolderThatIsNotThere() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("none/song.mid")
            #expect(throws: AudioError.unwritable(path: url.path, reason: "there is no folder \(folder.path)/none")) {
                try AtomicFile.write(Data([1]), to: url)
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(left.isEmpty)
        }
    }

    @Test func aFolderIsNoFile() throws {
        try withFolder { folder in
            #expect(throws: AudioError.unwritable(path: folder.path, reason: "it is a folder")) {
                try AtomicFile.write(Data([1]), to: folder)
            }
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func aFullDisk() {
        #expect(throws: AudioError.unwritable(path: "/dev/full", reason: "the disk is full")) {
            try AtomicFile.write(Data([1, 2, 3]), to: URL(fileURLWithPath: "/dev/full"))
        }
        #expect(FileManager.default.fileExists(atPath: "/dev/full"))
    }
}
