import Foundation

/// All files beneath a folder, by their names: datasets are unpacked in more than one way, but files keep their names.
struct FileTree: Sendable {
    /// Sorted by path.
    let files: [URL]
    private let byName: [String: [URL]]

    /// Hidden files are passed over, those too that macOS leaves beside others ("._name").
    init(_ folder: URL) {
        var files: [URL] = []
        let walk = FileManager.default.enumerator(
            at: folder.resolvingSymlinksInPath(), includingPropertiesForKeys: [.isRegularFileKey],
            options: [.skipsHiddenFiles])
        for case let url as URL in walk ?? .init() where !url.lastPathComponent.hasPrefix(".") {
            if (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile != false { files.append(url) }
        }
        self.files = files.sorted { $0.path < $1.path }
        byName = Dictionary(grouping: self.files, by: \.lastPathComponent)
    }

    /// The file of a name. Of several that one in whose path `hint` stands; nil where that leaves none, or a choice.
    func file(_ name: String, hint: String = "") -> URL? {
        let candidates = byName[name] ?? []
        if candidates.count == 1 { return candidates[0] }
        let hinted = candidates.filter { $0.deletingLastPathComponent().path.contains(hint) }
        return hint.isEmpty ? candidates.first : hinted.count == 1 ? hinted[0] : nil
    }

    /// All files whose names end so.
    func files(ending: String) -> [URL] { files.filter { $0.lastPathComponent.hasSuffix(ending) } }

    static let soundExtensions = ["wav", "flac", "ogg", "mp3", "aiff", "aif", "opus"]

    /// The sound file of a base name.
    func sound(_ base: String) -> URL? {
        Self.soundExtensions.lazy.compactMap { file("\(base).\($0)") }.first
    }
}

extension URL {
    /// The folders directly in this one, by name; none where it can't be listed.
    var subfolders: [URL] {
        let contents = try? FileManager.default.contentsOfDirectory(
            at: self, includingPropertiesForKeys: [.isDirectoryKey], options: [.skipsHiddenFiles])
        return (contents ?? [])
            .filter { (try? $0.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true }
            .sorted { $0.path < $1.path }
    }

    /// The names directly in this folder, in order; none where it can't be listed.
    var contents: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }

    var exists: Bool { FileManager.default.fileExists(atPath: path) }
}
