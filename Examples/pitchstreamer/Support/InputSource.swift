import Audio
import Foundation

/// Where a command reads: a file, or standard input for `-`.
enum InputSource {
    case standardInput
    case file(URL)

    init(_ path: String) {
        self = path == "-" ? .standardInput : .file(URL(fileURLWithPath: path))
    }

    /// What errors call it.
    var name: String {
        switch self {
        case .standardInput: "standard input"
        case .file(let url): url.path
        }
    }

    /// What a person calls it.
    var title: String {
        switch self {
        case .standardInput: name
        case .file(let url): url.lastPathComponent
        }
    }

    /// All that comes in.
    ///
    /// - Throws: `AudioError.unreadable`.
    func standardInputBytes() throws -> Data {
        do {
            return try FileHandle.standardInput.readToEnd() ?? Data()
        } catch {
            throw AudioError.unreadable(path: name, reason: "\(error)")
        }
    }

    /// A reader of the sound, block by block.
    ///
    /// A program that writes a WAV into a pipe can't come back to fill in its length: from standard input such a one
    /// is taken.
    func sound() throws -> AudioFileReader {
        switch self {
        case .standardInput:
            try AudioFileReader(bytes: standardInputBytes(), name: name, acceptsUnknownLength: true)
        case .file(let url):
            try AudioFileReader(contentsOf: url)
        }
    }
}
