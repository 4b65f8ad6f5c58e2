/// Zip archives, as much as NPZ needs: the central directory with eight-byte sizes, and stored entries
/// (PKWARE's APPNOTE 6.3.10).
enum ZipReader {
    struct Entry {
        let name: String
        let isCompressed: Bool
        let checksum: UInt32
        let size: Int
        /// Where its local header stands.
        let offset: Int
    }

    /// The entries in the order of the central directory.
    static func entries(of source: ByteSource) throws -> [Entry] {
        let directory = try findDirectory(in: source)
        var fields = ByteFields(bytes: try source.bytes(directory.range))
        var entries: [Entry] = []
        var total = 0
        for _ in 0..<directory.count {
            guard let entry = try entry(&fields, source: source) else {
                throw source.malformed("its central directory ends early or is broken after \(entries.count) entries")
            }
            guard entry.size <= directory.range.lowerBound - total else {
                throw source.malformed("its entries claim more bytes than the file has")
            }
            total += entry.size
            entries.append(entry)
        }
        return entries
    }

    /// The bytes of a stored entry, its checksum verified.
    static func bytes(of entry: Entry, in source: ByteSource) throws -> [UInt8] {
        let broken = source.malformed("its entry \(entry.name) lies outside of the file")
        guard entry.offset <= source.count - 30 else { throw broken }
        var header = ByteFields(bytes: try source.bytes(entry.offset..<entry.offset + 30))
        guard header.number(4) == 0x0403_4B50, header.skip(22), let nameLength = header.number(2),
            let extraLength = header.number(2)
        else { throw source.malformed("its entry \(entry.name) has no header where the directory points") }
        let begin = entry.offset + 30 + nameLength + extraLength
        guard begin <= source.count - entry.size else { throw broken }
        let bytes = try source.bytes(begin..<begin + entry.size)
        guard bytes.withUnsafeBytes({ CRC32.checksum([$0]) }) == entry.checksum else {
            throw source.malformed("the checksum of its entry \(entry.name) disagrees with the content")
        }
        return bytes
    }

    /// Reads the end record, which stands last but for a comment, and its eight-byte brother before it.
    private static func findDirectory(in source: ByteSource) throws -> (range: Range<Int>, count: Int) {
        let noZip = source.malformed("it is not a zip archive, which an NPZ file is, or it is cut short")
        let tailStart = max(0, source.count - 22 - 0xFFFF)
        let tail = try source.bytes(tailStart..<source.count)
        guard tail.count >= 22 else { throw noZip }
        let signature: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
        let found = stride(from: tail.count - 22, through: 0, by: -1).first { start in
            tail[start...].starts(with: signature)
                && start + 22 + Int(tail[start + 20]) + Int(tail[start + 21]) << 8 == tail.count
        }
        guard let found else { throw noZip }
        var record = ByteFields(bytes: Array(tail[found...]))
        guard record.skip(4), let disk = record.number(2), let firstDisk = record.number(2), record.skip(2),
            var count = record.number(2), var size = record.number(4), var offset = record.number(4)
        else { throw noZip }
        guard disk == 0 || disk == 0xFFFF, firstDisk == 0 || firstDisk == 0xFFFF else {
            throw source.unsupported("it is one of several parts of an archive")
        }
        var limit = tailStart + found
        if count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF, limit >= 20 {
            var locator = ByteFields(bytes: try source.bytes(limit - 20..<limit))
            if locator.number(4) == 0x0706_4B50 {
                guard locator.skip(4), let start = locator.number(8), start <= limit - 20 - 56 else { throw noZip }
                var large = ByteFields(bytes: try source.bytes(start..<start + 56))
                guard large.number(4) == 0x0606_4B50, large.skip(28), let largeCount = large.number(8),
                    let largeSize = large.number(8), let largeOffset = large.number(8)
                else { throw noZip }
                (count, size, offset, limit) = (largeCount, largeSize, largeOffset, start)
            }
        }
        guard offset <= limit, size <= limit - offset else {
            throw source.malformed("its central directory lies outside of the file")
        }
        return (offset..<offset + size, count)
    }

    /// One line of the central directory; nil where there is none.
    private static func entry(_ fields: inout ByteFields, source: ByteSource) throws -> Entry? {
        guard fields.number(4) == 0x0201_4B50, fields.skip(4), let flags = fields.number(2),
            let method = fields.number(2), fields.skip(4), let checksum = fields.number(4),
            var packed = fields.number(4), var size = fields.number(4), let nameLength = fields.number(2),
            let extraLength = fields.number(2), let commentLength = fields.number(2), fields.skip(8),
            var offset = fields.number(4), let nameBytes = fields.bytes(nameLength),
            let extra = fields.bytes(extraLength), fields.skip(commentLength)
        else { return nil }
        guard let name = String(validating: nameBytes, as: UTF8.self) else {
            throw source.unsupported("the name of an entry is not UTF-8")
        }
        guard flags & 1 == 0 else { throw source.unsupported("its entry \(name) is encrypted") }

        // Where a size has no room in four bytes, all of them are set and the number stands in an extra field.
        var extras = ByteFields(bytes: extra)
        while let kind = extras.number(2), let length = extras.number(2), let content = extras.bytes(length) {
            guard kind == 1 else { continue }
            var large = ByteFields(bytes: content)
            if size == 0xFFFF_FFFF { size = large.number(8) ?? size }
            if packed == 0xFFFF_FFFF { packed = large.number(8) ?? packed }
            if offset == 0xFFFF_FFFF { offset = large.number(8) ?? offset }
        }
        guard method != 0 || packed == size else {
            throw source.malformed("its entry \(name) is stored, but claims two sizes, \(packed) and \(size)")
        }
        return Entry(
            name: name, isCompressed: method != 0, checksum: UInt32(checksum), size: packed, offset: offset)
    }
}

/// Reads little-endian numbers one after the other; nil past the end.
private struct ByteFields {
    private let all: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) {
        all = bytes
    }

    /// Nil also for a number of eight bytes beyond 2⁶³ − 1.
    mutating func number(_ width: Int) -> Int? {
        guard let found = bytes(width) else { return nil }
        return Int(exactly: found.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    mutating func bytes(_ count: Int) -> [UInt8]? {
        guard count <= all.count - position else { return nil }
        defer { position += count }
        return Array(all[position..<position + count])
    }

    mutating func skip(_ count: Int) -> Bool {
        guard count <= all.count - position else { return false }
        position += count
        return true
    }
}
