import Audio
import Foundation

/// Where a command writes: a file, whole or not at all, or standard output for `-`.
struct Destination {
    /// As the person wrote it.
    let path: String

    /// Finds out now whether it can be written at all, rather than after long work.
    ///
    /// - Throws: `AudioError.unwritable`.
    init(_ path: String) throws {
        self.path = path
        if !isStandardOutput { try OutputFile.check(url) }
    }

    var isStandardOutput: Bool { path == "-" }

    private var url: URL { URL(fileURLWithPath: path) }

    /// - Throws: `AudioError.unwritable`; nothing is left behind.
    func write(_ bytes: Data) throws {
        if isStandardOutput { try StandardOutput.write(bytes) } else { try OutputFile.write(bytes, to: url) }
    }
}

/// Results for the next program or a person.
enum StandardOutput {
    /// - Throws: `AudioError.unwritable`, say where it goes to a full disk.
    static func write(_ bytes: Data) throws {
        do {
            try FileHandle.standardOutput.write(contentsOf: bytes)
        } catch {
            let reason = errno == 0 ? "\(error)" : String(cString: strerror(errno)).lowercased()
            throw AudioError.unwritable(path: "standard output", reason: reason)
        }
    }

    /// A line, or several.
    static func print(_ text: String) throws {
        try write(Data((text + "\n").utf8))
    }
}
