import ArgumentParser
import Audio
import Foundation

/// The recordings that a person named, files or folders of them, in order, each once.
struct Recordings {
    /// One of them.
    struct Entry: Sendable {
        let url: URL
        /// As it is told of: the path as it was given, or within the folder that was.
        let title: String
        /// What results are called, without an ending: its name, for one of a folder with the folders between.
        let name: String
    }

    /// What names of sound files end in, in lower case; in folders others are passed over. A file that is named itself may end as it likes.
    static let endings = [
        "wav", "flac", "mp3", "ogg", "oga", "opus", "aif", "aiff", "aifc", "au", "caf", "w64", "rf64",
    ]

    private(set) var entries: [Entry] = []
    private var seen: Set<String> = []

    /// - Throws: `AudioError.unreadable` for a folder without recordings, or one that can't be listed.
    init(_ paths: [String]) throws {
        for path in paths {
            guard Self.isFolder(path) else {
                let url = URL(fileURLWithPath: path)
                add(Entry(url: url, title: path, name: url.deletingPathExtension().lastPathComponent))
                continue
            }
            let files = try Self.files(in: path)
            guard !files.isEmpty else {
                throw AudioError.unreadable(
                    path: path,
                    reason: "the folder has no recordings (." + Self.endings.joined(separator: ", .") + ")")
            }
            for file in files {
                add(
                    Entry(
                        url: URL(fileURLWithPath: path).appendingPathComponent(file), title: file,
                        name: (file as NSString).deletingPathExtension))
            }
        }
    }

    private mutating func add(_ entry: Entry) {
        if seen.insert(entry.url.standardizedFileURL.path).inserted { entries.append(entry) }
    }

    static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// The sound files of a folder and of the folders within it, by name, as paths within it. What is hidden is left out, and so are
    /// links to folders, which may lead in a circle.
    private static func files(in folder: String) throws -> [String] {
        var found: [String] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() where !name.hasPrefix(".") {
            let path = (folder as NSString).appendingPathComponent(name)
            if isFolder(path) {
                guard (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) == nil else { continue }
                found += try files(in: path).map { (name as NSString).appendingPathComponent($0) }
            } else if endings.contains((name as NSString).pathExtension.lowercased()) {
                found.append(name)
            }
        }
        return found
    }
}
