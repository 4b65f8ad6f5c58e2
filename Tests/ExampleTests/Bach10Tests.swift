import Audio
import Foundation
import Testing

@testable import MultiTask
@testable import pitchstreamer

/// Bach10: labels in MATLAB's files, and a saxophone that is spelt otherwise.
@Suite struct Bach10Tests {
    private let folder: ScratchFolder
    private let name = "01-AchGottundHerr"

    init() throws {
        folder = try ScratchFolder()
        try piece(name)
    }

    private func piece(_ name: String) throws {
        try FileManager.default.createDirectory(
            at: folder.url.appendingPathComponent(name), withIntermediateDirectories: true)
        for ending in ["", "-violin", "-clarinet", "-saxphone", "-bassoon"] {
            try AudioFile.write(
                TestSounds.tone(seconds: 2), to: folder.url.appendingPathComponent("\(name)/\(name)\(ending).wav"))
        }
        try folder.file("\(name)/\(name)-GTNotes.mat", Bach10Files.notes)
        try folder.file("\(name)/\(name)-GTF0s.mat", Bach10Files.curves)
        try folder.file("\(name)/\(name).txt", Data("0 0 76 1\n".utf8))
    }

    private func remove(_ ending: String) throws {
        try FileManager.default.removeItem(at: folder.url.appendingPathComponent("\(name)/\(name)\(ending)"))
    }

    private func sentence(_ body: () throws -> Void) -> String {
        (#expect(throws: DatasetError.self) { try body() }).map { "\($0)" } ?? ""
    }

    @Test func readsNotes() throws {
        let dataset = try Bach10(folder.url)
        #expect(dataset.items.map(\.name) == [name] && dataset.skipped.isEmpty)
        #expect(dataset.items[0].sounds.map(\.lastPathComponent) == ["\(name).wav"])
        let parts = try dataset.items[0].labels().parts
        #expect(parts.map(\.programs) == [[40], [71], [66], [70]])
        #expect(parts.map { $0.notes?.map(\.pitch) ?? [] } == [[76, 74], [67], [60], [48]])
        // Frames 1 to 50, whose middles lie at 23 ms and so on: half a frame before the first, half a frame behind the last.
        let first = try #require(parts[0].notes?.first)
        #expect(abs(first.onset - 0.018) < 1e-9 && abs(first.offset - 0.518) < 1e-9)
        let saxophone = try #require(parts[2].notes?.first)
        #expect(abs(saxophone.onset - 0.218) < 1e-9 && abs(saxophone.offset - 1.018) < 1e-9)
    }

    @Test func curvesStandInForNotes() throws {
        let notes = try Bach10(folder.url).items[0].labels().parts
        try remove("-GTNotes.mat")
        let curves = try Bach10(folder.url).items[0].labels().parts
        for (note, curve) in zip(notes.flatMap { $0.notes ?? [] }, curves.flatMap { $0.notes ?? [] }) {
            #expect(curve.pitch == note.pitch && curve.program == note.program)
            #expect(abs(curve.onset - note.onset) < 1e-9 && abs(curve.offset - note.offset) < 1e-9)
        }
        #expect(curves.allSatisfy(\.isCurve) && curves.flatMap { $0.notes ?? [] }.count == 5)
    }

    @Test func partsAreSummedWhereThereIsNoMix() throws {
        try remove(".wav")
        let sounds = try Bach10(folder.url).items[0].sounds.map(\.lastPathComponent)
        #expect(sounds == ["violin", "clarinet", "saxphone", "bassoon"].map { "\(name)-\($0).wav" })
        try remove("-saxphone.wav")
        #expect(try Bach10(folder.url).skipped.first?.contains("-saxphone.wav: isn't there") == true)
    }

    @Test func whatIsMissingIsSaid() throws {
        try remove("-GTNotes.mat")
        try remove("-GTF0s.mat")
        let dataset = try Bach10(folder.url)
        #expect(dataset.items.isEmpty && dataset.skipped.count == 1)
        #expect(dataset.skipped[0].contains("-GTNotes.mat: isn't there"))
        #expect(sentence { _ = try Bach10(folder.url.appendingPathComponent(name)) }.contains("is no folder of Bach10"))
    }

    @Test func damagedFilesAreSaid() throws {
        let path = "\(name)/\(name)-GTNotes.mat"
        let item = try Bach10(folder.url).items[0]
        for (bytes, words) in [
            (Data("no file of MATLAB's".utf8), ".mat"), (Bach10Files.curves, "GTNotes: isn't there"),
            (Bach10Files.notes.prefix(600), "GTNotes"), (Data(), ".mat"),
        ] {
            try folder.file(path, bytes)
            let sentence = sentence { _ = try item.labels() }
            #expect(sentence.contains("GTNotes.mat") && sentence.contains(words), "\(sentence)")
        }
    }

    @Test func valuesOfOtherKindsAreSaid() throws {
        let file = try MATFile(contentsOf: folder.file("other.mat", Bach10Files.other))
        #expect(sentence { _ = try file.value("other") }.contains("other: should have two dimensions"))
        let matrix = MATFile.Value.matrix(rows: 3, columns: 1, values: [1, 2, 3])
        for value in [matrix, .cells([]), .cells([matrix, matrix, matrix, matrix]), .cells([.cells([matrix])])] {
            #expect(sentence { _ = try Bach10.noteParts(value, path: "a.mat") }.hasPrefix("a.mat, GTNotes"))
        }
        #expect(sentence { _ = try Bach10.curveParts(matrix, path: "a.mat") }.contains("4 rows"))
        let wild = MATFile.Value.matrix(rows: 4, columns: 1, values: [60, 300, 0, 0])
        #expect(sentence { _ = try Bach10.curveParts(wild, path: "a.mat") }.contains("GTF0s(2, 1)"))
    }
}
