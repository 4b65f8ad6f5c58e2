/// Puts a standard MIDI file together: format 1, a tempo track, then one track for each instrument.
struct MIDIWriter {
    private static let ticksPerQuarter = 960
    /// The greatest distance that four groups of seven bits hold.
    private static let longestDelta = 0x0FFF_FFFF

    private let groups: [Group]
    private let microsecondsPerQuarter: Int

    /// The notes of one track of the file.
    private struct Group {
        let name: String
        let channel: Int
        let program: Int
        let notes: [ScoreNote]
    }

    private struct Key: Hashable, Comparable {
        let track: Int
        let isPercussion: Bool
        let program: Int

        static func < (a: Key, b: Key) -> Bool {
            (a.track, a.isPercussion ? 1 : 0, a.program) < (b.track, b.isPercussion ? 1 : 0, b.program)
        }
    }

    private struct Event {
        let tick: Int
        let isOn: Bool
        let pitch: Int
        let velocity: Int
    }

    init(notes: [ScoreNote], trackNames: [String], beatsPerMinute: Double) {
        let sorted = Dictionary(grouping: notes) {
            Key(track: $0.track, isPercussion: $0.isPercussion, program: $0.program)
        }
        let pitchedChannels = (0..<16).filter { $0 != 9 }
        var pitched = 0
        groups = sorted.keys.sorted().map { key in
            let given = key.track < trackNames.count ? trackNames[key.track] : ""
            let isAlone = sorted.keys.filter { $0.track == key.track }.count == 1
            let standard = key.isPercussion ? "Drums" : GeneralMIDI.name(ofProgram: key.program)
            defer { if !key.isPercussion { pitched += 1 } }
            return Group(
                name: given.isEmpty ? standard : isAlone ? given : "\(given) (\(standard))",
                channel: key.isPercussion ? 9 : pitchedChannels[pitched % pitchedChannels.count],
                program: key.program, notes: sorted[key] ?? [])
        }
        microsecondsPerQuarter = Int((60e6 / beatsPerMinute).rounded())
    }

    func bytes() -> [UInt8] {
        var file = Array("MThd".utf8) + bigEndian(6, count: 4) + bigEndian(1, count: 2)
        file += bigEndian(groups.count + 1, count: 2) + bigEndian(MIDIWriter.ticksPerQuarter, count: 2)
        file += chunk([0x00, 0xFF, 0x51, 0x03] + bigEndian(microsecondsPerQuarter, count: 3))
        for group in groups { file += track(group) }
        return file
    }

    private func track(_ group: Group) -> [UInt8] {
        let name = Array(group.name.utf8)
        var body: [UInt8] = [0x00, 0xFF, 0x03] + variableLength(name.count) + name
        body += [0x00, 0xC0 | UInt8(group.channel), UInt8(group.program)]
        var last = 0
        for event in events(group.notes) {
            var delta = event.tick - last
            while delta > MIDIWriter.longestDelta {
                // An empty text carries the time that one number can't.
                body += variableLength(MIDIWriter.longestDelta) + [0xFF, 0x01, 0x00]
                delta -= MIDIWriter.longestDelta
            }
            let status = (event.isOn ? 0x90 : 0x80) | UInt8(group.channel)
            body += variableLength(delta) + [status, UInt8(event.pitch), UInt8(event.velocity)]
            last = event.tick
        }
        return chunk(body)
    }

    /// Note-ons and note-offs in the order of playing; no two notes of a pitch overlap.
    private func events(_ notes: [ScoreNote]) -> [Event] {
        var events: [Event] = []
        for (pitch, notes) in Dictionary(grouping: notes, by: \.pitch) {
            var sounding: (onset: Int, offset: Int, velocity: Int)?
            func finish(by limit: Int) {
                guard let note = sounding else { return }
                events.append(Event(tick: note.onset, isOn: true, pitch: pitch, velocity: note.velocity))
                events.append(Event(tick: min(note.offset, limit), isOn: false, pitch: pitch, velocity: 64))
            }
            for note in notes.sorted(by: { $0.onset < $1.onset }) {
                let onset = ticks(note.onset)
                var offset = max(ticks(note.offset), onset + 1)
                var velocity = note.velocity
                if let earlier = sounding {
                    offset = max(offset, earlier.offset)
                    if earlier.onset == onset {
                        velocity = max(velocity, earlier.velocity)
                    } else {
                        finish(by: onset)
                    }
                }
                sounding = (onset, offset, velocity)
            }
            finish(by: .max)
        }
        return events.sorted { a, b in
            (a.tick, a.isOn ? 1 : 0, a.pitch) < (b.tick, b.isOn ? 1 : 0, b.pitch)
        }
    }

    private func ticks(_ seconds: Double) -> Int {
        let perSecond = Double(MIDIWriter.ticksPerQuarter) * 1e6 / Double(microsecondsPerQuarter)
        return Int((seconds * perSecond).rounded())
    }

    private func chunk(_ events: [UInt8]) -> [UInt8] {
        let body = events + [0x00, 0xFF, 0x2F, 0x00]
        return Array("MTrk".utf8) + bigEndian(body.count, count: 4) + body
    }

    private func bigEndian(_ value: Int, count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private func variableLength(_ value: Int) -> [UInt8] {
        var groups = [UInt8(value & 0x7F)]
        var rest = value >> 7
        while rest > 0 {
            groups.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return groups.reversed()
    }
}
