import Foundation
import Testing

@testable import Tensor

/// ``ByteSink``: files that are complete or not there.
struct ByteSinkTests {
    private func write(_ text: String, to url: URL) throws {
        try ByteSink.intoFile(at: url) { try $0.append(Array(text.utf8)) }
    }

    @Test func aFileIsWrittenAndReplaced() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("x")
            try write("first", to: url)
            try write("second", to: url)
            #expect(try String(contentsOf: url, encoding: .utf8) == "second")
            try expectNames(["x"], in: folder)
        }
    }

    @Test func anErrorOnTheWayLeavesNothing() throws {
        struct Interruption: Error {}
        try withTemporaryFolder { folder in
            #expect(throws: Interruption.self) {
                try ByteSink.intoFile(at: folder.appendingPathComponent("x")) { sink in
                    try sink.append([1, 2, 3])
                    throw Interruption()
                }
            }
            try expectNames([], in: folder)
        }
    }

    @Test func aFolderThatIsNotThere() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("none/x")
            expectRefusal(url.path, "can't be written", "No such file or directory") { try write("x", to: url) }
            try expectNames([], in: folder)
        }
    }

    @Test func aFolderInThePlaceOfTheFile() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("x")
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            expectRefusal(url.path, "it is a folder") { try write("x", to: url) }
            try expectNames(["x"], in: folder)
        }
    }

    /// `/dev/full` takes nothing, as a full disk does.
    @Test func aFullDisk() throws {
        let full = URL(fileURLWithPath: "/dev/full")
        expectRefusal("/dev/full", "No space left on device") { try write("x", to: full) }
        try withTemporaryFolder { folder in
            let link = folder.appendingPathComponent("x")
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: full)
            expectRefusal(link.path, "No space left on device") { try write("x", to: link) }
            try expectNames(["x"], in: folder)
        }
    }

    @Test func aFileThatMayNotBeWritten() throws {
        // The system refuses root nothing.
        guard geteuid() != 0 else { return }
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("x")
            try write("first", to: url)
            try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: url.path)
            expectRefusal(url.path, "Permission denied") { try write("second", to: url) }
            #expect(try String(contentsOf: url, encoding: .utf8) == "first")
        }
    }

    @Test func aLinkStaysOne() throws {
        try withTemporaryFolder { folder in
            let (link, file) = (folder.appendingPathComponent("link"), folder.appendingPathComponent("file"))
            try write("first", to: file)
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
            try write("second", to: link)
            #expect(try String(contentsOf: file, encoding: .utf8) == "second")
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == file.path)
            try expectNames(["file", "link"], in: folder)
        }
    }

    @Test func permissionsOfAnEarlierFileStay() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("x")
            try write("first", to: url)
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: url.path)
            try write("second", to: url)
            let found = try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
            #expect(found == 0o640)
        }
    }

    @Test func memoryTakesTheSame() throws {
        let sink = ByteSink(name: "x")
        try sink.append([1, 2])
        try sink.append(Tensor([1, -2], shape: [2]))
        #expect(sink.bytes == [1, 2, 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0] && sink.count == 10)
    }
}
