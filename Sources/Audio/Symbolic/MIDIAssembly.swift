/// Makes a score of the tracks of a file: seconds of ticks, programs of channels.
struct MIDIAssembly {
    private(set) var notes: [ScoreNote] = []
    private(set) var trackNames: [String] = []
    private(set) var duration = 0.0
    private(set) var ticksPerQuarter: Int?
    private(set) var tempoChanges: [MIDIFile.TempoChange] = []
    private(set) var timeSignatures: [MIDIFile.TimeSignature] = []
    private(set) var keySignatures: [MIDIFile.KeySignature] = []
    private(set) var texts: [MIDIFile.TextEvent] = []

    /// The program changes of a channel, in the order of playing.
    private struct Programs {
        let ticks: [Int]
        let programs: [Int]

        func program(at tick: Int) -> Int {
            let count = ticks.count(atOrBelow: tick)
            return count > 0 ? programs[count - 1] : 0
        }
    }

    init(
        header: MIDIReader.Header, tracks: [MIDITrack], pedal: MIDIFile.Pedal, name: String
    ) throws(AudioError) {
        var tracks = header.format == 2 ? Self.laidEndToEnd(tracks) : tracks
        if pedal == .extendsNotes { MIDIPedal.extend(&tracks) }
        let tempo = MIDITempoMap(division: header.division, changes: tracks.flatMap(\.tempos).inOrder(of: \.tick))
        duration = tracks.map { tempo.seconds(atTick: $0.end) }.max() ?? 0
        guard duration <= MIDIFile.longest else {
            throw .malformed(
                path: name, reason: "its last event stands at \(duration) s; 10⁸ s, three years, are the most")
        }
        addNotes(of: tracks, tempo)
        trackNames = tracks.map(\.name)
        if case .ticksPerQuarter(let ticks) = header.division {
            ticksPerQuarter = ticks
            tempoChanges = tempo.changes
        }
        addMetas(of: tracks, tempo)
    }

    /// The tracks of format 2, each a piece by itself, one after the other: a track begins where the one before ends, at 120
    /// quarters a minute, and nothing that another one set holds for it.
    private static func laidEndToEnd(_ tracks: [MIDITrack]) -> [MIDITrack] {
        var start = 0
        return tracks.enumerated().map { index, track in
            var track = track
            let end = track.end
            track.shift(by: start)
            if start > 0 { track.tempos.insert(.init(tick: start, microseconds: MIDITempoMap.standardTempo), at: 0) }
            // Channels of their own.
            track.port = index
            start += end
            return track
        }
    }

    private mutating func addNotes(of tracks: [MIDITrack], _ tempo: MIDITempoMap) {
        var changes: [Int: [MIDITrack.ProgramChange]] = [:]
        for track in tracks {
            for change in track.programs { changes[track.key(ofChannel: change.channel), default: []].append(change) }
        }
        let programs = changes.mapValues { changes in
            let sorted = changes.inOrder(of: \.tick)
            return Programs(ticks: sorted.map(\.tick), programs: sorted.map(\.program))
        }
        for (index, track) in tracks.enumerated() {
            for note in track.notes {
                let channel = programs[track.key(ofChannel: note.channel)]
                notes.append(
                    ScoreNote(
                        pitch: note.pitch, onset: tempo.seconds(atTick: note.onset),
                        offset: tempo.seconds(atTick: note.offset), velocity: note.velocity,
                        program: note.program ?? channel?.program(at: note.onset) ?? 0,
                        channel: note.channel, track: index))
            }
        }
        notes.sort(by: MIDIFile.precedes)
    }

    private mutating func addMetas(of tracks: [MIDITrack], _ tempo: MIDITempoMap) {
        let metas = tracks.enumerated().flatMap { index, track in
            track.metas.map { (index, $0, tempo.seconds(atTick: $0.tick)) }
        }
        let order = metas.indices.sorted { (metas[$0].1.tick, $0) < (metas[$1].1.tick, $1) }
        for (track, meta, seconds) in order.map({ metas[$0] }) {
            let bytes = [UInt8](meta.payload)
            switch meta.kind {
            // Signatures that can't be are left out.
            case 0x58 where bytes.count >= 2 && bytes[0] > 0 && bytes[1] < 16:
                timeSignatures.append(
                    .init(
                        seconds: seconds, tick: meta.tick, numerator: Int(bytes[0]), denominator: 1 << Int(bytes[1])))
            case 0x59 where bytes.count >= 2 && -7...7 ~= Int8(bitPattern: bytes[0]) && bytes[1] <= 1:
                keySignatures.append(
                    .init(
                        seconds: seconds, tick: meta.tick, sharps: Int(Int8(bitPattern: bytes[0])),
                        isMinor: bytes[1] == 1))
            default:
                guard let kind = MIDIFile.TextEvent.Kind(rawValue: meta.kind) else { continue }
                texts.append(
                    .init(
                        seconds: seconds, tick: meta.tick, kind: kind, text: MIDIText.string(meta.payload), track: track
                    ))
            }
        }
    }
}
