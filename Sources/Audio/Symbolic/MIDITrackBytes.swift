/// Puts the bytes of a track together.
struct MIDITrackBytes {
    /// The greatest distance that four groups of seven bits hold.
    private static let longestDelta = 0x0FFF_FFFF

    private var body: [UInt8] = []
    private var last = 0

    /// Adds an event.
    ///
    /// - Parameters:
    ///   - event: Its bytes, without the time in front.
    ///   - tick: Not before that of the last one.
    mutating func add(_ event: [UInt8], at tick: Int) {
        var delta = max(tick - last, 0)
        while delta > Self.longestDelta {
            // An empty text carries the time that one number can't.
            body += Self.variableLength(Self.longestDelta) + [0xFF, 0x01, 0x00]
            delta -= Self.longestDelta
        }
        body += Self.variableLength(delta)
        body += event
        last = max(last, tick)
    }

    /// Adds a meta event.
    mutating func addMeta(_ kind: Int, _ payload: [UInt8], at tick: Int) {
        // A number of four bytes says its length.
        let payload = payload.prefix(Self.longestDelta)
        add([0xFF, UInt8(truncatingIfNeeded: kind)] + Self.variableLength(payload.count) + payload, at: tick)
    }

    /// The whole chunk.
    ///
    /// - Parameter tick: When the track ends, if that is behind its last event.
    func chunk(endingAt tick: Int = 0) -> [UInt8] {
        var whole = self
        whole.addMeta(0x2F, [], at: max(tick, last))
        return Array("MTrk".utf8) + Self.bigEndian(whole.body.count, count: 4) + whole.body
    }

    static func bigEndian(_ value: Int, count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    static func variableLength(_ value: Int) -> [UInt8] {
        var groups = [UInt8(value & 0x7F)]
        var rest = value >> 7
        while rest > 0 {
            groups.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return groups.reversed()
    }
}
