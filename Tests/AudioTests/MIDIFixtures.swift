/// Standard MIDI files put together byte by byte.
enum MIDIFixture {
    /// An end-of-track event without delay.
    static let end: [UInt8] = [0, 0xFF, 0x2F, 0]

    /// A file of 96 ticks a quarter, where nothing else is said, around the given tracks' bytes.
    ///
    /// - Parameters:
    ///   - claimedLength: What each track says of its length, in place of the truth.
    ///   - claimedTracks: What the header says of their number.
    static func file(
        tracks: [[UInt8]], division: [UInt8] = [0, 96], format: UInt8 = 1, claimedLength: UInt32? = nil,
        claimedTracks: UInt8? = nil
    ) -> [UInt8] {
        let count = claimedTracks ?? UInt8(tracks.count)
        var bytes: [UInt8] = Array("MThd".utf8)
        bytes += [0, 0, 0, 6, 0, format, 0, count]
        bytes += division
        for track in tracks { bytes += chunk("MTrk", track, claimedLength: claimedLength) }
        return bytes
    }

    static func chunk(_ tag: String, _ body: [UInt8], claimedLength: UInt32? = nil) -> [UInt8] {
        let length = claimedLength ?? UInt32(body.count)
        return Array(tag.utf8) + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> UInt32($0)) } + body
    }

    /// A meta event without delay.
    static func meta(_ kind: UInt8, _ payload: [UInt8]) -> [UInt8] {
        [0, 0xFF, kind, UInt8(payload.count)] + payload
    }
}
