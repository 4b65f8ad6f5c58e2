import Foundation
import Testing

@testable import Audio

/// ``OutputFile``: files that appear whole or not at all, for every writer of the package.
struct OutputFileTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test func bytesAppearAtOnce() throws {
        let url = folder.url.appendingPathComponent("a.bin")
        let file = try OutputFile(url)
        let bytes: [UInt8] = [1, 2, 3]
        #expect(file.stream.write(from: bytes, count: 3) == 3)
        #expect(!folder.contents.contains("a.bin"))
        try file.commit()
        #expect(folder.contents == ["a.bin"])
        #expect(try Data(contentsOf: url) == Data(bytes))
    }

    @Test func withoutCommitNothingIsLeft() throws {
        let kept = try folder.file("kept", Data("kept".utf8))
        do { _ = try OutputFile(kept) }
        #expect(folder.contents == ["kept"])
        #expect(try Data(contentsOf: kept) == Data("kept".utf8))
    }

    @Test func aCheckLeavesEverythingAsItIs() throws {
        let kept = try folder.file("kept", Data("kept".utf8))
        try OutputFile.check(kept)
        try OutputFile.check(folder.url.appendingPathComponent("new"))
        #expect(throws: AudioError.self) { try OutputFile.check(folder.url) }
        #expect(throws: AudioError.self) { try OutputFile.check(folder.url.appendingPathComponent("no/new")) }
        #expect(folder.contents == ["kept"])
        #expect(try Data(contentsOf: kept) == Data("kept".utf8))
    }

    @Test func theLongestNameIsTaken() throws {
        let url = folder.url.appendingPathComponent(String(repeating: "a", count: 255))
        try OutputFile.write(Data("long".utf8), to: url)
        #expect(try Data(contentsOf: url) == Data("long".utf8))
    }

    @Test func devicesAreWrittenToAndNotReplaced() throws {
        try OutputFile.write(Data("gone".utf8), to: URL(fileURLWithPath: "/dev/null"))
        #expect(throws: AudioError.unwritable(path: "/dev/full", reason: "no space left on device")) {
            try OutputFile.write(Data("full".utf8), to: URL(fileURLWithPath: "/dev/full"))
        }
        for device in ["/dev/null", "/dev/full"] {
            let type = try FileManager.default.attributesOfItem(atPath: device)[.type] as? FileAttributeType
            #expect(type == .typeCharacterSpecial)
        }
    }

    @Test func aMissingFolderIsNamed() {
        let url = folder.url.appendingPathComponent("nowhere/a.bin")
        let reason = "there is no folder \(folder.url.path)/nowhere"
        #expect(throws: AudioError.unwritable(path: url.path, reason: reason)) {
            try OutputFile.write(Data(), to: url)
        }
    }
}
