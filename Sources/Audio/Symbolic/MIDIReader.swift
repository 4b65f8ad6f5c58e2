/// Takes a standard MIDI file apart. Every length is held against the bytes that are there before it is used.
struct MIDIReader {
    struct Score {
        var notes: [ScoreNote] = []
        var trackNames: [String] = []
        var duration = 0.0
    }

    /// What is kept of a track, in ticks.
    private struct Track {
        var name = ""
        var notes: [Note] = []
        var programs: [ProgramChange] = []
        var tempos: [(tick: Int, microseconds: Int)] = []
        var end = 0
    }

    private struct Note {
        let onset: Int
        let offset: Int
        let pitch: Int
        let velocity: Int
        let channel: Int
        /// The program set in the note's own track, if any was before it.
        let program: Int?
    }

    private struct ProgramChange {
        let tick: Int
        let channel: Int
        let program: Int
    }

    private let bytes: [UInt8]
    private let name: String
    private var position = 0

    init(bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
    }

    mutating func read() throws(AudioError) -> Score {
        let (trackCount, division) = try readHeader()
        var tracks: [Track] = []
        while tracks.count < trackCount {
            guard position + 8 <= bytes.count else {
                throw malformed(
                    "the header claims \(trackCount) tracks, but the file ends at byte \(bytes.count) after "
                        + "\(tracks.count)")
            }
            let isTrack = bytes[position..<position + 4].elementsEqual("MTrk".utf8)
            let length = bigEndian(at: position + 4, count: 4)
            let start = position + 8
            guard length <= bytes.count - start else {
                throw malformed(
                    "the \(isTrack ? "track" : "chunk") at byte \(position) claims \(length) bytes, but "
                        + "\(bytes.count - start) follow")
            }
            position = start
            // Chunks of other kinds are to be passed over (RP-001, page 3).
            if isTrack { tracks.append(try readTrack(end: start + length)) }
            position = start + length
        }
        return assemble(tracks, division: division)
    }

    // MARK: - Header

    private mutating func readHeader() throws(AudioError) -> (tracks: Int, division: MIDITempoMap.Division) {
        guard !bytes.isEmpty else { throw malformed("it is empty; a MIDI file begins with MThd") }
        guard bytes.count >= 4, bytes[0..<4].elementsEqual("MThd".utf8) else {
            throw malformed("it doesn't begin with MThd, so it isn't a standard MIDI file")
        }
        guard bytes.count >= 14 else { throw malformed("the header takes 14 bytes, but there are \(bytes.count)") }
        let length = bigEndian(at: 4, count: 4)
        guard length >= 6, length <= bytes.count - 8 else {
            throw malformed("the header at byte 4 claims \(length) bytes; 6 would be right")
        }
        let format = bigEndian(at: 8, count: 2)
        guard format <= 1 else {
            throw .unsupported(path: name, reason: "MIDI format \(format) at byte 8; formats 0 and 1 are read")
        }
        let tracks = bigEndian(at: 10, count: 2)
        let word = bigEndian(at: 12, count: 2)
        position = 8 + length
        guard word & 0x8000 != 0 else {
            guard word > 0 else { throw malformed("the header at byte 12 has 0 ticks a quarter") }
            return (tracks, .ticksPerQuarter(word))
        }
        // SMPTE: the negative frame rate, then ticks a frame. 29 stands for 30 frames drop, 29.97 a second.
        let frames = 256 - (word >> 8)
        let ticks = word & 0xFF
        guard [24, 25, 29, 30].contains(frames), ticks > 0 else {
            throw malformed(
                "the header at byte 12 has SMPTE time of \(frames) frames a second and \(ticks) ticks a frame; "
                    + "24, 25, 29 or 30 frames and at least 1 tick would be right")
        }
        let rate = frames == 29 ? 30_000.0 / 1_001 : Double(frames)
        return (tracks, .ticksPerSecond(rate * Double(ticks)))
    }

    // MARK: - Tracks

    private mutating func readTrack(end: Int) throws(AudioError) -> Track {
        var track = Track()
        var open: [Int: [(onset: Int, velocity: Int, program: Int?)]] = [:]
        var programs = [Int?](repeating: nil, count: 16)
        var runningStatus = 0
        var tick = 0
        func close(_ key: Int, _ note: (onset: Int, velocity: Int, program: Int?), at tick: Int) {
            track.notes.append(
                Note(
                    onset: note.onset, offset: tick, pitch: key & 0x7F, velocity: note.velocity, channel: key >> 7,
                    program: note.program))
        }
        events: while position < end {
            tick += try variableLength(before: end)
            let start = position
            var status = try byte(before: end)
            if status < 0x80 {
                guard runningStatus != 0 else {
                    throw malformed("the data byte \(status) at byte \(start) has no status before it")
                }
                status = runningStatus
                position = start
            }
            switch status {
            case 0xFF:
                // Running status should end here, but files rely on its going on.
                let kind = try byte(before: end)
                let length = try blockLength(before: end)
                let payload = bytes[position..<position + length]
                position += length
                switch kind {
                case 0x03 where track.name.isEmpty: track.name = text(payload)
                case 0x51:
                    guard length == 3 else {
                        throw malformed("the tempo at byte \(start) has \(length) bytes; 3 would be right")
                    }
                    let microseconds = payload.reduce(0) { $0 << 8 | Int($1) }
                    guard microseconds > 0 else {
                        throw malformed("the tempo at byte \(start) is 0 microseconds a quarter")
                    }
                    track.tempos.append((tick, microseconds))
                case 0x2F: break events
                default: break
                }
            case 0xF0, 0xF7:
                position += try blockLength(before: end)
                runningStatus = 0
            case 0xF1...0xFE:
                throw malformed("the status \(status) at byte \(start) doesn't belong in a file")
            default:
                runningStatus = status
                let channel = status & 0x0F
                let first = try dataByte(before: end)
                let kind = status & 0xF0
                let second = kind == 0xC0 || kind == 0xD0 ? 0 : try dataByte(before: end)
                let key = channel << 7 | first
                switch kind {
                case 0x90 where second > 0:
                    open[key, default: []].append((tick, second, programs[channel]))
                case 0x80, 0x90:
                    // What began at this very tick was meant to follow the note that ends here.
                    let notes = open.removeValue(forKey: key) ?? []
                    let ending = notes.filter { $0.onset < tick }
                    let beginning = notes.filter { $0.onset == tick }
                    for note in ending { close(key, note, at: tick) }
                    if !ending.isEmpty, !beginning.isEmpty { open[key] = beginning }
                case 0xC0:
                    programs[channel] = first
                    track.programs.append(ProgramChange(tick: tick, channel: channel, program: first))
                default: break
                }
            }
        }
        for (key, notes) in open {
            for note in notes where note.onset < tick { close(key, note, at: tick) }
        }
        track.end = tick
        return track
    }

    private func assemble(_ tracks: [Track], division: MIDITempoMap.Division) -> Score {
        let changes = tracks.flatMap(\.tempos).enumerated().sorted { a, b in
            (a.element.tick, a.offset) < (b.element.tick, b.offset)
        }
        let tempo = MIDITempoMap(division: division, changes: changes.map(\.element))
        var programs = [[ProgramChange]](repeating: [], count: 16)
        for change in tracks.flatMap(\.programs) { programs[change.channel].append(change) }
        for channel in programs.indices { programs[channel].sort { $0.tick < $1.tick } }
        func program(channel: Int, tick: Int) -> Int {
            programs[channel].last { $0.tick <= tick }?.program ?? 0
        }
        var score = Score()
        for (index, track) in tracks.enumerated() {
            score.trackNames.append(track.name)
            score.duration = max(score.duration, tempo.seconds(atTick: track.end))
            for note in track.notes {
                score.notes.append(
                    ScoreNote(
                        pitch: note.pitch, onset: tempo.seconds(atTick: note.onset),
                        offset: tempo.seconds(atTick: note.offset), velocity: note.velocity,
                        program: note.program ?? program(channel: note.channel, tick: note.onset),
                        channel: note.channel, track: index))
            }
        }
        return score
    }

    // MARK: - Bytes

    private mutating func byte(before end: Int) throws(AudioError) -> Int {
        guard position < end else { throw malformed("an event is cut off at byte \(position), the end of its track") }
        defer { position += 1 }
        return Int(bytes[position])
    }

    private mutating func dataByte(before end: Int) throws(AudioError) -> Int {
        let start = position
        let value = try byte(before: end)
        guard value < 0x80 else { throw malformed("\(value) at byte \(start) is no data byte (0 to 127)") }
        return value
    }

    /// A number in groups of seven bits, at most four of them.
    private mutating func variableLength(before end: Int) throws(AudioError) -> Int {
        let start = position
        var value = 0
        for _ in 0..<4 {
            let next = try byte(before: end)
            value = value << 7 | next & 0x7F
            if next < 0x80 { return value }
        }
        throw malformed("the number at byte \(start) is longer than four bytes")
    }

    /// The length of a meta or exclusive event, which must lie within the track.
    private mutating func blockLength(before end: Int) throws(AudioError) -> Int {
        let start = position
        let length = try variableLength(before: end)
        guard length <= end - position else {
            throw malformed(
                "the event at byte \(start) claims \(length) bytes, but its track has \(end - position) left")
        }
        return length
    }

    private func bigEndian(at start: Int, count: Int) -> Int {
        bytes[start..<start + count].reduce(0) { $0 << 8 | Int($1) }
    }

    /// UTF-8 where it is, Latin-1 otherwise (as most older files are).
    private func text(_ payload: ArraySlice<UInt8>) -> String {
        String(validating: payload, as: UTF8.self)
            ?? String(String.UnicodeScalarView(payload.map { Unicode.Scalar($0) }))
    }

    private func malformed(_ reason: String) -> AudioError { .malformed(path: name, reason: reason) }
}
