import Foundation

/// Files of the repository.
enum Repository {
    /// The folder of the package's manifest.
    static let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }

    static let recording = root.appendingPathComponent("Examples/Recording/canon.flac")

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The files of a folder and its folders whose names end so, in order.
    static func files(in folder: String, ending: String) throws -> [URL] {
        let all = FileManager.default.enumerator(
            at: root.appendingPathComponent(folder), includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
        return (all?.allObjects ?? []).compactMap { $0 as? URL }.filter { $0.pathExtension == ending }
            .sorted { $0.path < $1.path }
    }
}
