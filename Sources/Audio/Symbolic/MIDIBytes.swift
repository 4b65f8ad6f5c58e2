/// The bytes of a file and a place in them. Whatever is taken is held against a limit first.
struct MIDIBytes {
    let bytes: [UInt8]
    /// What errors call the file.
    let name: String
    var position = 0

    init(_ bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
    }

    mutating func byte(before end: Int) throws(AudioError) -> Int {
        guard position < end else { throw malformed("an event is cut off at byte \(position), the end of its track") }
        defer { position += 1 }
        return Int(bytes[position])
    }

    mutating func dataByte(before end: Int) throws(AudioError) -> Int {
        let start = position
        let value = try byte(before: end)
        guard value < 0x80 else { throw malformed("\(value) at byte \(start) is no data byte (0 to 127)") }
        return value
    }

    /// A number in groups of seven bits, at most four of them.
    mutating func variableLength(before end: Int) throws(AudioError) -> Int {
        let start = position
        var value = 0
        for _ in 0..<4 {
            let next = try byte(before: end)
            value = value << 7 | next & 0x7F
            if next < 0x80 { return value }
        }
        throw malformed("the number at byte \(start) is longer than four bytes")
    }

    /// The payload of a meta or exclusive event, which must lie within the track.
    mutating func block(before end: Int) throws(AudioError) -> ArraySlice<UInt8> {
        let start = position
        let length = try variableLength(before: end)
        guard length <= end - position else {
            throw malformed(
                "the event at byte \(start) claims \(length) bytes, but its track has \(end - position) left")
        }
        defer { position += length }
        return bytes[position..<position + length]
    }

    /// Whether four letters stand at a byte.
    func has(_ tag: String, at start: Int) -> Bool {
        start + 4 <= bytes.count && bytes[start..<start + 4].elementsEqual(tag.utf8)
    }

    /// - Precondition: the bytes are there.
    func bigEndian(at start: Int, count: Int) -> Int {
        bytes[start..<start + count].reduce(0) { $0 << 8 | Int($1) }
    }

    /// - Precondition: the bytes are there.
    func littleEndian(at start: Int, count: Int) -> Int {
        bytes[start..<start + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    func malformed(_ reason: String) -> AudioError { .malformed(path: name, reason: reason) }
}
