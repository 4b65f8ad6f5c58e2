/// Takes a standard MIDI file apart into tracks. Every length is held against the bytes that are there before it is used.
struct MIDIReader {
    /// What the first chunk says.
    struct Header {
        let format: Int
        let trackCount: Int
        let division: MIDITempoMap.Division
    }

    private var source: MIDIBytes
    /// Where the MIDI data end: with the file, or with the chunk of a RIFF file that holds them.
    private var end: Int
    private let overlaps: MIDIFile.Overlaps
    /// What was read although it isn't as it should be.
    private(set) var remarks: [String] = []

    init(bytes: [UInt8], name: String, overlaps: MIDIFile.Overlaps) {
        source = MIDIBytes(bytes, name: name)
        end = bytes.count
        self.overlaps = overlaps
    }

    mutating func read() throws(AudioError) -> (header: Header, tracks: [MIDITrack]) {
        try unwrap()
        let header = try readHeader()
        let tracks = try readTracks(claimed: header.trackCount)
        let unended = tracks.filter { !$0.hasEnd }.count
        if unended > 0 { remarks.append("\(unended) of \(tracks.count) tracks have no end-of-track event") }
        let hanging = tracks.reduce(0) { $0 + $1.hangingCount }
        if hanging > 0 { remarks.append("\(hanging) notes are never ended; they last as long as their track") }
        return (header, tracks)
    }

    // MARK: - RIFF

    /// Goes to the standard MIDI file in a RIFF file of the kind RMID (Microsoft, "Multimedia Programming Interface and
    /// Data Specifications 1.0", 1991).
    private mutating func unwrap() throws(AudioError) {
        guard source.has("RIFF", at: 0), source.has("RMID", at: 8) else { return }
        var start = 12
        while start + 8 <= source.bytes.count {
            let length = source.littleEndian(at: start + 4, count: 4)
            let room = source.bytes.count - start - 8
            if source.has("data", at: start) {
                guard length <= room else {
                    throw source.malformed(
                        "the MIDI data at byte \(start) claim \(length) bytes, but \(room) follow")
                }
                source.position = start + 8
                end = start + 8 + length
                return
            }
            guard length <= room else { break }
            start += 8 + length + length % 2
        }
        throw source.malformed("it is a RIFF file without a chunk of MIDI data")
    }

    // MARK: - Header

    private mutating func readHeader() throws(AudioError) -> Header {
        let start = source.position
        let available = end - start
        guard available > 0 else { throw source.malformed("it is empty; a MIDI file begins with MThd") }
        guard available >= 4, source.has("MThd", at: start) else {
            throw source.malformed("it doesn't begin with MThd, so it isn't a standard MIDI file")
        }
        guard available >= 14 else {
            throw source.malformed("the header takes 14 bytes, but there are \(available)")
        }
        let length = source.bigEndian(at: start + 4, count: 4)
        guard length >= 6, length <= available - 8 else {
            throw source.malformed("the header at byte \(start + 4) claims \(length) bytes; 6 would be right")
        }
        let format = source.bigEndian(at: start + 8, count: 2)
        guard format <= 2 else {
            throw .unsupported(
                path: source.name, reason: "MIDI format \(format) at byte \(start + 8); formats 0, 1 and 2 are read")
        }
        let tracks = source.bigEndian(at: start + 10, count: 2)
        let division = try division(at: start + 12)
        source.position = start + 8 + length
        return Header(format: format, trackCount: tracks, division: division)
    }

    private func division(at start: Int) throws(AudioError) -> MIDITempoMap.Division {
        let word = source.bigEndian(at: start, count: 2)
        guard word & 0x8000 != 0 else {
            guard word > 0 else { throw source.malformed("the header at byte \(start) has 0 ticks a quarter") }
            return .ticksPerQuarter(word)
        }
        // SMPTE: the negative frame rate, then ticks a frame. 29 stands for 30 frames drop, 29.97 a second.
        let frames = 256 - (word >> 8)
        let ticks = word & 0xFF
        guard [24, 25, 29, 30].contains(frames), ticks > 0 else {
            throw source.malformed(
                "the header at byte \(start) has SMPTE time of \(frames) frames a second and \(ticks) ticks a frame; "
                    + "24, 25, 29 or 30 frames and at least 1 tick would be right")
        }
        let rate = frames == 29 ? 30_000.0 / 1_001 : Double(frames)
        return .ticksPerSecond(rate * Double(ticks))
    }

    // MARK: - Tracks

    /// The tracks that are there. The header's number decides only what is damage and what is rubbish: a claimed track
    /// that is broken is an error, and what can't be read behind the last claimed one is passed over.
    private mutating func readTracks(claimed: Int) throws(AudioError) -> [MIDITrack] {
        var tracks: [MIDITrack] = []
        while source.position + 8 <= end {
            let start = source.position
            let isTrack = source.has("MTrk", at: start)
            let length = source.bigEndian(at: start + 4, count: 4)
            let isClaimed = tracks.count < claimed
            let room = end - start - 8
            guard length <= room else {
                if !isClaimed || (!isTrack && !tracks.isEmpty) { break }
                throw source.malformed(
                    "the \(isTrack ? "track" : "chunk") at byte \(start) claims \(length) bytes, but \(room) follow")
            }
            // Chunks of other kinds are to be passed over (RP-001, page 3).
            if isTrack {
                var track = MIDITrackReader(source: source, start: start + 8, length: length, overlaps: overlaps)
                if isClaimed {
                    tracks.append(try track.read())
                } else if let extra = try? track.read() {
                    tracks.append(extra)
                } else {
                    break
                }
            }
            source.position = start + 8 + length
        }
        if tracks.count < claimed, tracks.isEmpty {
            throw source.malformed(
                "the header claims \(claimed) tracks, but the file ends at byte \(source.bytes.count) without one")
        }
        if tracks.count != claimed {
            remarks.append("the header claims \(claimed) tracks, but there are \(tracks.count)")
        }
        if source.position < end {
            remarks.append("\(end - source.position) bytes behind the last track were passed over")
        }
        return tracks
    }
}
