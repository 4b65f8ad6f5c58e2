import Foundation

/// Opens files for reading, with an error for each way in which that fails.
package enum InputFile {
    /// All the bytes of a file.
    ///
    /// - Throws: ``AudioError/notFound(path:)``, ``AudioError/unreadable(path:reason:)``.
    package static func bytes(of url: URL) throws(AudioError) -> Data {
        let file = try open(url)
        defer { file.close() }
        let bytes = file.bytes(at: 0, count: file.length)
        if let failure = file.failure { throw .unreadable(path: name(of: url), reason: systemReason(failure)) }
        return Data(bytes)
    }

    /// How errors name a file.
    static func name(of url: URL) -> String {
        url.isFileURL ? url.path : url.absoluteString
    }

    static func open(_ url: URL) throws(AudioError) -> ByteStream {
        let path = name(of: url)
        if !url.isFileURL {
            throw .unreadable(path: path, reason: "only files are read, download it first")
        }
        // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
        let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code = errno
            if code == ENOENT || code == ENOTDIR { throw .notFound(path: path) }
            throw .unreadable(path: path, reason: systemReason(code))
        }
        var status = stat()
        let isKnown = fstat(descriptor, &status) == 0
        let kind = status.st_mode & S_IFMT
        if isKnown, kind == S_IFREG {
            return ByteStream(descriptor: descriptor, length: Int(status.st_size))
        }
        close(descriptor)
        if kind == S_IFDIR { throw .unreadable(path: path, reason: "it is a folder, not a file") }
        throw .unreadable(path: path, reason: "it is a pipe or a device, save its bytes to a file first")
    }
}
