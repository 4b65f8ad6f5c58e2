import Foundation
import Tensor
import Testing

/// Files that Tests/Reference/checkpoint.py wrote.
func goldenCheckpoint(_ name: String) throws -> URL {
    try #require(Bundle.module.resourceURL).appendingPathComponent("Golden/Checkpoint/\(name)")
}

/// What the script writes: element i is (i − 3)/4.
func quarters(_ dimensions: Int...) -> Tensor {
    let shape = TensorShape(dimensions)
    return Tensor((0..<shape.elementCount).map { (Float($0) - 3) / 4 }, shape: shape)
}

/// What the script writes as integers: element i is i − 3.
func wholeNumbers(_ dimensions: Int...) -> Tensor {
    let shape = TensorShape(dimensions)
    return Tensor((0..<shape.elementCount).map { Float($0) - 3 }, shape: shape)
}

/// Same shape and same bits, so that −0 and NaN count.
func expectSame(_ found: Tensor?, _ expected: Tensor, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(found?.shape == expected.shape, sourceLocation: sourceLocation)
    #expect(
        found?.scalars.map(\.bitPattern) == expected.scalars.map(\.bitPattern), sourceLocation: sourceLocation)
}

/// Runs `body` with an empty folder, which is gone afterwards.
func withTemporaryFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
}

/// Fails unless a folder holds just these, hidden ones counted.
func expectNames(_ expected: [String], in folder: URL, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let found = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(found == expected, sourceLocation: sourceLocation)
}

/// Fails unless `body` throws a ``CheckpointError`` of one sentence that begins with the file's name and holds `words`.
func expectRefusal(
    _ file: String, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) {
    do {
        try body()
        Issue.record("\(file) was taken", sourceLocation: sourceLocation)
    } catch let error as CheckpointError {
        let sentence = error.description
        #expect(sentence.hasPrefix(file) && sentence.hasSuffix("."), sourceLocation: sourceLocation)
        for word in words {
            #expect(sentence.contains(word), "\(sentence)", sourceLocation: sourceLocation)
        }
    } catch {
        Issue.record("\(error) is no CheckpointError", sourceLocation: sourceLocation)
    }
}
