/// Takes the events of one track apart.
struct MIDITrackReader {
    private var source: MIDIBytes
    private let end: Int
    private var track = MIDITrack()
    private var pairing: MIDINotePairing
    private var programs = [Int?](repeating: nil, count: 16)
    private var hasPort = false
    private var tick = 0

    /// - Precondition: the bytes from `start` on, `length` of them, are there.
    init(source: MIDIBytes, start: Int, length: Int, overlaps: MIDIFile.Overlaps) {
        self.source = source
        self.source.position = start
        end = start + length
        pairing = MIDINotePairing(overlaps: overlaps)
    }

    mutating func read() throws(AudioError) -> MIDITrack {
        var runningStatus = 0
        while source.position < end, !track.hasEnd {
            tick += try source.variableLength(before: end)
            let start = source.position
            var status = try source.byte(before: end)
            if status < 0x80 {
                guard runningStatus != 0 else {
                    throw source.malformed("the data byte \(status) at byte \(start) has no status before it")
                }
                status = runningStatus
                source.position = start
            }
            switch status {
            // Running status should end with these, but files rely on its going on.
            case 0xFF: try readMeta(at: start)
            case 0xF0, 0xF7: _ = try source.block(before: end)
            case 0xF1...0xFE:
                throw source.malformed("the status \(status) at byte \(start) doesn't belong in a file")
            default:
                runningStatus = status
                try readMessage(status)
            }
        }
        pairing.finish(at: tick)
        track.notes = pairing.notes
        track.hangingCount = pairing.hangingCount
        track.end = tick
        return track
    }

    private mutating func readMessage(_ status: Int) throws(AudioError) {
        let channel = status & 0x0F
        let kind = status & 0xF0
        let first = try source.dataByte(before: end)
        let second = kind == 0xC0 || kind == 0xD0 ? 0 : try source.dataByte(before: end)
        switch (kind, first) {
        case (0x90, _) where second > 0:
            pairing.start(pitch: first, channel: channel, at: tick, velocity: second, program: programs[channel])
        case (0x80, _), (0x90, _):
            pairing.end(pitch: first, channel: channel, at: tick)
        case (0xB0, 64):
            track.pedals.append(.init(tick: tick, channel: channel, isDown: second >= 64))
        case (0xB0, 121):
            // "Reset all controllers" lifts the pedal.
            track.pedals.append(.init(tick: tick, channel: channel, isDown: false))
        case (0xC0, _):
            programs[channel] = first
            track.programs.append(.init(tick: tick, channel: channel, program: first))
        default: break
        }
    }

    private mutating func readMeta(at start: Int) throws(AudioError) {
        let kind = try source.byte(before: end)
        let payload = try source.block(before: end)
        switch kind {
        case 0x03 where track.name.isEmpty:
            track.name = MIDIText.string(payload)
        case 0x21 where !hasPort:
            hasPort = true
            track.port = Int(payload.first ?? 0)
        case 0x51:
            guard payload.count == 3 else {
                throw source.malformed("the tempo at byte \(start) has \(payload.count) bytes; 3 would be right")
            }
            let microseconds = payload.reduce(0) { $0 << 8 | Int($1) }
            guard microseconds > 0 else {
                throw source.malformed("the tempo at byte \(start) is 0 microseconds a quarter")
            }
            track.tempos.append(.init(tick: tick, microseconds: microseconds))
        case 0x01, 0x02, 0x05, 0x06, 0x07, 0x58, 0x59:
            track.metas.append(.init(tick: tick, kind: kind, payload: payload))
        case 0x2F:
            track.hasEnd = true
        default: break
        }
    }
}
