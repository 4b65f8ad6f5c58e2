import Foundation

/// A folder that goes with the test.
final class ScratchFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("tool-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Makes a file and gives its place.
    @discardableResult
    func file(_ name: String, _ bytes: Data = Data()) throws -> URL {
        let file = url.appendingPathComponent(name)
        try bytes.write(to: file)
        return file
    }

    /// The path of a file that may not be there.
    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    /// The names of all that lies in it, hidden files too.
    var contents: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: url.path).sorted()) ?? []
    }
}
