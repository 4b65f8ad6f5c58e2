import Foundation

/// Bytes with a position, in a file or in memory: what libsndfile reads from and writes to.
///
/// It never throws, as C calls it; the first failure of the system is kept in ``failure`` and every later transfer
/// moves nothing, so that the Swift side can ask once at the end what went wrong.
final class ByteStream {
    private enum Storage {
        case file(descriptor: Int32)
        case memory(Data)
    }

    private var storage: Storage
    /// The next byte to read or write.
    private(set) var position = 0
    /// The number of bytes there are. Fixed when reading, the furthest byte written otherwise.
    private(set) var length: Int
    /// The `errno` of the first transfer that failed.
    private(set) var failure: Int32?
    /// Whether a file gave out before its length: somebody cut it off while it was read.
    private(set) var wasCutShort = false

    /// Takes over an open descriptor, which is closed with the stream.
    init(descriptor: Int32, length: Int) {
        storage = .file(descriptor: descriptor)
        self.length = length
    }

    /// Reads from, or with no bytes writes to, memory.
    init(memory: Data = Data()) {
        // A slice of a larger Data keeps its indices; here they start at zero.
        storage = .memory(memory.startIndex == 0 ? memory : Data(memory))
        length = memory.count
    }

    deinit { close() }

    /// Closes the file. False if the system reports only now that bytes were lost.
    @discardableResult
    func close() -> Bool {
        guard case .file(let descriptor) = storage else { return failure == nil }
        storage = .memory(Data())
        if Foundation.close(descriptor) != 0, failure == nil { failure = errno }
        return failure == nil
    }

    /// What was written to memory.
    var memory: Data {
        if case .memory(let data) = storage { data } else { Data() }
    }

    /// Moves the position; one outside of what can be addressed leaves it. Returns where it is.
    func seek(to target: Int) -> Int {
        if target >= 0 { position = target }
        return position
    }

    /// Reads up to `count` bytes and returns how many there were.
    func read(into target: UnsafeMutableRawPointer, count: Int) -> Int {
        let transferred = read(at: position, into: UnsafeMutableRawBufferPointer(start: target, count: max(0, count)))
        position += transferred
        return transferred
    }

    /// The bytes at a place, fewer where the stream ends. The position stays.
    func bytes(at offset: Int, count: Int) -> [UInt8] {
        guard offset >= 0, offset < length else { return [] }
        return [UInt8](unsafeUninitializedCapacity: min(count, length - offset)) { buffer, filled in
            filled = read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    private func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) -> Int {
        let wanted = min(target.count, length - offset)
        guard wanted > 0, let start = target.baseAddress else { return 0 }
        switch storage {
        case .memory(let data):
            return data.copyBytes(to: target, from: offset..<offset + wanted)
        case .file(let descriptor):
            let moved = Self.transfer(wanted, failure: &failure) { done in
                pread(descriptor, start + done, wanted - done, off_t(offset + done))
            }
            if moved < wanted, failure == nil { wasCutShort = true }
            return moved
        }
    }

    /// Writes `count` bytes at the position and returns how many were taken.
    func write(from source: UnsafeRawPointer, count: Int) -> Int {
        guard count > 0, failure == nil else { return 0 }
        let written: Int
        switch storage {
        case .memory(var data):
            // Held in one place only while it grows, or every write would copy all of it.
            storage = .memory(Data())
            if data.count < position { data.append(Data(count: position - data.count)) }
            let overlap = min(count, data.count - position)
            let bytes = UnsafeRawBufferPointer(start: source, count: count)
            data.replaceSubrange(position..<position + overlap, with: bytes)
            storage = .memory(data)
            written = count
        case .file(let descriptor):
            let place = position
            written = Self.transfer(count, failure: &failure) { done in
                pwrite(descriptor, source + done, count - done, off_t(place + done))
            }
        }
        position += written
        length = max(length, position)
        return written
    }

    /// Removes what was written.
    func empty() {
        length = 0
        switch storage {
        case .memory: storage = .memory(Data())
        case .file(let descriptor): if ftruncate(descriptor, 0) != 0, failure == nil { failure = errno }
        }
    }

    /// Repeats a system call until all is moved, nothing moves any more, or it fails; a signal only interrupts it.
    ///
    /// - Parameters:
    ///   - failure: the `errno` of a call that failed; nothing is called where there is one already.
    ///   - call: gets how many bytes were moved before, and returns how many more were, or −1 with `errno` set.
    static func transfer(_ count: Int, failure: inout Int32?, _ call: (_ done: Int) -> Int) -> Int {
        var done = 0
        while done < count, failure == nil {
            let moved = call(done)
            if moved > 0 {
                done += moved
            } else if moved == 0 {
                break
            } else if errno != EINTR {
                failure = errno
            }
        }
        return done
    }
}
