import ArgumentParser
import Audio
import Foundation

/// Where the results of many recordings go: one folder, named as the recordings are, with an ending for each format.
struct ResultFolder: Sendable {
    private let path: String
    private let formats: [FormatName]

    /// - Parameter formats: each counts once.
    init(_ path: String, formats: [FormatName]) {
        self.path = path
        self.formats = formats.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// The files that one recording's results become.
    func paths(of recording: Recordings.Entry) -> [String] {
        formats.map { (path as NSString).appendingPathComponent(recording.name + "." + $0.ending) }
    }

    /// Finds out whether each result has a place of its own.
    ///
    /// - Throws: `ValidationError` for two recordings whose results would be one file, and for a result that would replace a
    ///   recording.
    func check(_ recordings: [Recordings.Entry]) throws {
        let sources = Set(recordings.map { $0.url.standardizedFileURL.path })
        var owners: [String: Recordings.Entry] = [:]
        for recording in recordings {
            for path in paths(of: recording) {
                if sources.contains(URL(fileURLWithPath: path).standardizedFileURL.path) {
                    throw ValidationError("\(path) is one of the recordings: choose another --output-folder.")
                }
                if let other = owners.updateValue(recording, forKey: path) {
                    throw ValidationError(
                        "The results of \(other.url.relativePath) and \(recording.url.relativePath) would both be \(path)."
                    )
                }
            }
        }
    }

    /// Makes the folder if it isn't there.
    ///
    /// - Throws: `AudioError.unwritable`.
    func make() throws {
        try Self.make(path)
        if access(path, W_OK) != 0 {
            throw AudioError.unwritable(path: path, reason: String(cString: strerror(errno)).lowercased())
        }
    }

    /// Where a result is to be written, in a folder that is made if it isn't there.
    ///
    /// - Throws: `AudioError.unwritable`.
    func targets(of recording: Recordings.Entry) throws -> [TranscriptionTarget] {
        try paths(of: recording).map { path in
            try Self.make((path as NSString).deletingLastPathComponent)
            return try TranscriptionTarget(path)
        }
    }

    private static func make(_ folder: String) throws {
        guard !folder.isEmpty, !Recordings.isFolder(folder) else { return }
        guard !FileManager.default.fileExists(atPath: folder) else {
            throw AudioError.unwritable(path: folder, reason: "it is a file, not a folder")
        }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
}

/// A format as it is named on the command line: what its files end in.
struct FormatName: ExpressibleByArgument, Sendable, Hashable {
    /// The usual one of those that mean the format.
    let ending: String

    static let midi = FormatName(ending: "mid")

    private init(ending: String) { self.ending = ending }

    init?(argument: String) {
        let word = argument.hasPrefix(".") ? String(argument.dropFirst()) : argument
        guard let ending = TranscriptionTarget.usualEnding(for: word) else { return nil }
        self.ending = ending
    }

    static var allValueStrings: [String] { TranscriptionTarget.endings }
    static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }

    var defaultValueDescription: String { ending }
}
