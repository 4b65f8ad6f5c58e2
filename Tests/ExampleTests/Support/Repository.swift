import Foundation

/// Files of the repository.
enum Repository {
    /// The folder of the package's manifest.
    static let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }

    static let recording = root.appendingPathComponent("Examples/Recording/canon.flac")

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }
}
