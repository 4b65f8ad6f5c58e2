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

    /// All that comes in. Waiting for more ends where the task is cancelled.
    ///
    /// - Throws: `AudioError.unreadable`; `CancellationError`.
    func standardInputBytes() throws -> Data {
        var bytes = Data()
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 100) > 0 else {
                try Task.checkCancellation()
                continue
            }
            let count = read(STDIN_FILENO, &block, block.count)
            if count < 0 && errno == EINTR { continue }
            if count < 0 { throw AudioError.unreadable(path: name, reason: String(cString: strerror(errno))) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: block[..<count])
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
