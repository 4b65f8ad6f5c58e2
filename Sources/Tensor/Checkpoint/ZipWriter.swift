/// Writes a zip archive of stored entries. The same content gives the same bytes: no entry carries the time.
final class ZipWriter {
    private let sink: ByteSink
    private let zip64From: UInt64
    private var directory: [UInt8] = []
    private var count: UInt64 = 0

    /// - Parameter zip64From: from which number on sizes and offsets are written in eight bytes.
    init(sink: ByteSink, zip64From: UInt64) {
        self.sink = sink
        self.zip64From = zip64From
    }

    /// Appends an entry whose content is the parts, one after the other.
    func append(_ name: String, parts: [UnsafeRawBufferPointer]) throws {
        let nameBytes = Array(name.utf8)
        precondition(nameBytes.count <= 0xFFFF, "ZipWriter: the name of an entry has \(nameBytes.count) bytes")
        let size = parts.reduce(UInt64(0)) { $0 + UInt64($1.count) }
        let offset = UInt64(sink.count)
        let (isLarge, isFar) = (size >= zip64From, offset >= zip64From)

        // What the local header and the directory have in common: needed version, flags (bit 11: the name is UTF-8),
        // stored, 0 o'clock on the first of January 1980, checksum, two sizes, length of the name.
        let version: UInt64 = isLarge || isFar ? 45 : 20
        let isASCII = nameBytes.allSatisfy { $0 < 0x80 }
        var common = number(version, 2) + number(isASCII ? 0 : 1 << 11, 2) + number(0, 2) + number(0, 2)
        common += number(0x21, 2) + number(UInt64(CRC32.checksum(parts)), 4)
        common += number(isLarge ? 0xFFFF_FFFF : size, 4) + number(isLarge ? 0xFFFF_FFFF : size, 4)
        common += number(UInt64(nameBytes.count), 2)

        let sizes = isLarge ? number(size, 8) + number(size, 8) : []
        let localExtra = extra(sizes)
        try sink.append(number(0x0403_4B50, 4) + common + number(UInt64(localExtra.count), 2) + nameBytes + localExtra)
        for part in parts { try sink.append(part) }

        let directoryExtra = extra(sizes + (isFar ? number(offset, 8) : []))
        // Made on Unix; no comment, first disk, no attributes but a plain file's.
        directory +=
            number(0x0201_4B50, 4) + number(3 << 8 | version, 2) + common + number(UInt64(directoryExtra.count), 2)
        directory += number(0, 6) + number(0o100644 << 16, 4) + number(isFar ? 0xFFFF_FFFF : offset, 4)
        directory += nameBytes + directoryExtra
        count += 1
    }

    /// Writes the directory; nothing may follow.
    func finish() throws {
        let (offset, size) = (UInt64(sink.count), UInt64(directory.count))
        try sink.append(directory)
        let isLarge = offset >= zip64From || size >= zip64From || count >= 0xFFFF
        if isLarge {
            let end = UInt64(sink.count)
            var record = number(0x0606_4B50, 4) + number(44, 8) + number(0x032D, 2) + number(45, 2) + number(0, 8)
            record += number(count, 8) + number(count, 8) + number(size, 8) + number(offset, 8)
            try sink.append(record + number(0x0706_4B50, 4) + number(0, 4) + number(end, 8) + number(1, 4))
        }
        let shownCount = isLarge ? 0xFFFF : count
        var record = number(0x0605_4B50, 4) + number(0, 4) + number(shownCount, 2) + number(shownCount, 2)
        record += number(isLarge ? 0xFFFF_FFFF : size, 4) + number(isLarge ? 0xFFFF_FFFF : offset, 4) + number(0, 2)
        try sink.append(record)
    }

    private func extra(_ content: [UInt8]) -> [UInt8] {
        content.isEmpty ? [] : number(1, 2) + number(UInt64(content.count), 2) + content
    }

    private func number(_ value: UInt64, _ width: Int) -> [UInt8] {
        Array(littleEndianBytes(value).prefix(width))
    }
}
