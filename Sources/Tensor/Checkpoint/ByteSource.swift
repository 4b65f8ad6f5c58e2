import Foundation

/// Where a reader's bytes come from: memory, or a file of which only what is asked for is taken into memory.
struct ByteSource {
    /// What errors call it.
    let name: String
    /// The number of bytes that are there.
    let count: Int
    private let place: Place

    private enum Place {
        case memory([UInt8])
        case file(OpenFile)
    }

    init(bytes: [UInt8], name: String) {
        self.name = name
        count = bytes.count
        place = .memory(bytes)
    }

    /// Opens a file and asks for its size.
    ///
    /// - Throws: ``CheckpointError/notFound(path:)``, ``CheckpointError/unreadable(path:reason:)``.
    init(contentsOf url: URL) throws {
        let file = try OpenFile(path: url.path)
        name = url.path
        count = file.size
        place = .file(file)
    }

    /// - Precondition: the range is within 0..<count.
    func bytes(_ range: Range<Int>) throws -> [UInt8] {
        if case .memory(let bytes) = place { return Array(bytes[range]) }
        // The initializer below writes to the one empty array that all share: a race, though a harmless one.
        guard !range.isEmpty else { return [] }
        var problem: CheckpointError?
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, initialized in
            do {
                try copy(
                    range,
                    to: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<range.count]))
                initialized = range.count
            } catch {
                problem = error as? CheckpointError
            }
        }
        if let problem { throw problem }
        return bytes
    }

    /// - Precondition: the range is within 0..<count, the target as long.
    func copy(_ range: Range<Int>, to target: UnsafeMutableRawBufferPointer) throws {
        precondition(range.lowerBound >= 0 && range.upperBound <= count && range.count == target.count)
        switch place {
        case .memory(let bytes):
            bytes.withUnsafeBytes { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[range])) }
        case .file(let file):
            try file.read(at: range.lowerBound, into: target)
        }
    }

    /// A tensor from elements that lie side by side in row-major order.
    ///
    /// - Precondition: the elements are within 0..<count; whoever read the header has checked it.
    func tensor(of type: ElementType, shape: TensorShape, at offset: Int) throws -> Tensor {
        let elements = shape.elementCount
        guard UInt64(elements) < ProcessInfo.processInfo.physicalMemory / 4 else {
            throw CheckpointError.unsupported(
                path: name, reason: "an array of the shape \(shape) is larger than this machine's memory")
        }
        let storage = Storage(count: elements)
        if type == .float32 {
            let target = UnsafeMutableRawBufferPointer(start: storage.base, count: elements * 4)
            try copy(offset..<offset + target.count, to: target)
        } else {
            let step = 1 << 14
            for first in stride(from: 0, to: elements, by: step) {
                let count = min(step, elements - first)
                let begin = offset + first * type.byteCount
                let raw = try bytes(begin..<begin + count * type.byteCount)
                raw.withUnsafeBytes { type.decode($0, into: storage.base + first) }
            }
        }
        return Tensor(storage: storage, shape: shape, node: nil)
    }

    func malformed(_ reason: String) -> CheckpointError { .malformed(path: name, reason: reason) }

    func unsupported(_ reason: String) -> CheckpointError { .unsupported(path: name, reason: reason) }
}

/// A file open for reading, closed when nobody holds it any more.
private final class OpenFile {
    let size: Int
    private let path: String
    private let descriptor: Int32

    init(path: String) throws {
        self.path = path
        // Without O_NONBLOCK, a pipe that nobody writes to would be waited for.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw errno == ENOENT
                ? CheckpointError.notFound(path: path)
                : .unreadable(path: path, reason: systemReason(errno))
        }
        var status = stat()
        let known = fstat(descriptor, &status) == 0
        size = Int(status.st_size)
        guard known, status.st_mode & S_IFMT == S_IFREG else {
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            close(descriptor)
            throw CheckpointError.unreadable(path: path, reason: isFolder ? "it is a folder" : "it is not a plain file")
        }
    }

    deinit {
        close(descriptor)
    }

    func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws {
        var done = 0
        while done < target.count, let base = target.baseAddress {
            let count = pread(descriptor, base + done, target.count - done, off_t(offset + done))
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw CheckpointError.unreadable(path: path, reason: systemReason(errno)) }
            guard count > 0 else {
                throw CheckpointError.malformed(path: path, reason: "it was cut short while it was read")
            }
            done += count
        }
    }
}

/// The system's words for an error number.
func systemReason(_ number: Int32) -> String {
    String(cString: strerror(number))
}
