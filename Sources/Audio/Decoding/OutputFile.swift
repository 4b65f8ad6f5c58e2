import Foundation

/// A file that comes into being whole or not at all: written under a temporary name beside its target, then renamed.
///
/// A target that is a device or a pipe can't be replaced by a rename; its bytes are gathered in memory and then
/// written to it.
package final class OutputFile {
    /// Where the bytes go until ``commit()``.
    let stream: ByteStream
    private let path: String
    private let target: String
    private let temporary: String?

    /// Makes the temporary file.
    ///
    /// - Throws: ``AudioError/unwritable(path:reason:)``.
    package init(_ url: URL) throws(AudioError) {
        path = InputFile.name(of: url)
        if !url.isFileURL { throw .unwritable(path: path, reason: "only files are written") }
        // A link stays a link: what it points to is replaced.
        target = Self.resolved(path)
        var status = stat()
        let exists = stat(target, &status) == 0
        let kind = status.st_mode & S_IFMT
        if exists, kind == S_IFDIR || path.hasSuffix("/") {
            throw .unwritable(path: path, reason: "it is a folder")
        }
        if exists, kind != S_IFREG {
            temporary = nil
            stream = ByteStream()
            return
        }
        if exists, access(target, W_OK) != 0 { throw .unwritable(path: path, reason: systemReason(errno)) }
        let folder = (target as NSString).deletingLastPathComponent
        // Short, so that a long file name stays within the system's limit.
        let unique = ".\(UUID().uuidString.prefix(13)).part"
        let temporary = (folder as NSString).appendingPathComponent(unique)
        let descriptor = Foundation.open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        if descriptor < 0 {
            let code = errno
            let isMissing = access(folder.isEmpty ? "." : folder, F_OK) != 0
            let reason = isMissing ? "there is no folder \(folder)" : systemReason(code)
            throw .unwritable(path: path, reason: reason)
        }
        // A file that is replaced keeps its permissions.
        if exists { fchmod(descriptor, status.st_mode & 0o777) }
        self.temporary = temporary
        stream = ByteStream(descriptor: descriptor, length: 0)
    }

    deinit { discard() }

    /// Puts the file in its place.
    ///
    /// - Throws: ``AudioError/unwritable(path:reason:)`` if anything failed since the start; nothing is left behind.
    package func commit() throws(AudioError) {
        guard let temporary else { return try commitToDevice() }
        if stream.close(), rename(temporary, target) == 0 { return }
        let code = stream.failure ?? errno
        discard()
        throw .unwritable(path: path, reason: systemReason(code))
    }

    /// Removes what was written; after ``commit()`` there is nothing to remove.
    package func discard() {
        stream.close()
        if let temporary { unlink(temporary) }
    }

    private func commitToDevice() throws(AudioError) {
        let descriptor = Foundation.open(target, O_WRONLY | O_CLOEXEC)
        if descriptor < 0 { throw .unwritable(path: path, reason: systemReason(errno)) }
        let bytes = stream.memory
        var failure: Int32?
        bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count, failure == nil {
                let moved = Foundation.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
                if moved >= 0 { done += moved } else if errno != EINTR { failure = errno }
            }
        }
        if close(descriptor) != 0, failure == nil { failure = errno }
        if let failure { throw .unwritable(path: path, reason: systemReason(failure)) }
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// Finds out whether a file could be written, before the work that makes its bytes.
    ///
    /// - Throws: ``AudioError/unwritable(path:reason:)``.
    package static func check(_ url: URL) throws(AudioError) {
        try OutputFile(url).discard()
    }

    /// Writes bytes to a file, whole or not at all.
    ///
    /// - Throws: ``AudioError/unwritable(path:reason:)``; nothing is left behind.
    package static func write(_ bytes: Data, to url: URL) throws(AudioError) {
        let file = try OutputFile(url)
        bytes.withUnsafeBytes { buffer in
            if let start = buffer.baseAddress { _ = file.stream.write(from: start, count: buffer.count) }
        }
        try file.commit()
    }
}
