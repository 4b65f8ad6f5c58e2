import Foundation

/// Where a writer's bytes go: memory, or a file that appears under its name when it is complete.
final class ByteSink {
    /// What errors call it.
    let name: String
    /// The number of bytes written.
    private(set) var count = 0
    /// What was written, where it went to memory.
    private(set) var bytes: [UInt8] = []
    private let descriptor: Int32?

    /// To memory.
    init(name: String) {
        self.name = name
        descriptor = nil
    }

    private init(name: String, descriptor: Int32) {
        self.name = name
        self.descriptor = descriptor
    }

    func append(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try append($0) }
    }

    func append(_ buffer: UnsafeRawBufferPointer) throws {
        count += buffer.count
        guard let descriptor else {
            bytes.append(contentsOf: buffer)
            return
        }
        var done = 0
        while done < buffer.count, let base = buffer.baseAddress {
            let written = write(descriptor, base + done, buffer.count - done)
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw CheckpointError.unwritable(path: name, reason: systemReason(errno)) }
            done += written
        }
    }

    /// Appends a tensor's elements in row-major order.
    func append(_ tensor: Tensor) throws {
        try tensor.withUnsafeBufferPointer { try append(UnsafeRawBufferPointer($0)) }
    }

    /// Runs `body` on a temporary file beside the target, then renames it.
    ///
    /// A link is followed, so that it stays one. What isn't a plain file, such as `/dev/stdout`, is written as it is.
    ///
    /// - Throws: ``CheckpointError/unwritable(path:reason:)``, or what `body` throws; then nothing is left behind and
    ///   an earlier file of this name is as it was.
    static func intoFile(at url: URL, _ body: (ByteSink) throws -> Void) throws {
        let path = url.path
        func problem(_ number: Int32) -> CheckpointError { .unwritable(path: path, reason: systemReason(number)) }

        var status = stat()
        let exists = stat(path, &status) == 0
        if exists {
            let kind = status.st_mode & S_IFMT
            guard kind != S_IFDIR else { throw CheckpointError.unwritable(path: path, reason: "it is a folder") }
            guard access(path, W_OK) == 0 else { throw problem(errno) }
            guard kind == S_IFREG else {
                let descriptor = open(path, O_WRONLY | O_CLOEXEC)
                guard descriptor >= 0 else { throw problem(errno) }
                defer { close(descriptor) }
                return try body(ByteSink(name: path, descriptor: descriptor))
            }
        }

        let target = url.resolvingSymlinksInPath()
        let temporary = target.deletingLastPathComponent().appendingPathComponent(".\(UUID().uuidString).tmp").path
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw problem(errno) }
        var isOpen = true
        do {
            if exists { fchmod(descriptor, status.st_mode & 0o777) }
            try body(ByteSink(name: path, descriptor: descriptor))
            guard fsync(descriptor) == 0 else { throw problem(errno) }
            isOpen = false
            guard close(descriptor) == 0 else { throw problem(errno) }
            guard rename(temporary, target.path) == 0 else { throw problem(errno) }
        } catch {
            if isOpen { close(descriptor) }
            unlink(temporary)
            throw error
        }
    }
}

/// The bytes of a number, the least significant first.
func littleEndianBytes(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
