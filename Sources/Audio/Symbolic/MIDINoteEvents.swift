/// The beginnings and ends of notes, in the order of playing.
struct MIDINoteEvent {
    let tick: Int
    let isOn: Bool
    let pitch: Int
    let velocity: Int

    /// What sounds on a key, until the same tick.
    private struct Sounding {
        var notes: [(onset: Int, velocity: Int)]
        var offset: Int
    }

    /// - Parameters:
    ///   - notes: Of one instrument, in any order.
    ///   - tempo: What lays them on ticks.
    ///
    /// Notes of a key that overlap stay as they are where they end together: a file can say that, with as many ends as
    /// beginnings. Else the earlier ends where the later begins, and the later lasts as long as either.
    static func list(_ notes: [ScoreNote], tempo: MIDITempoMap) -> [MIDINoteEvent] {
        var events: [MIDINoteEvent] = []
        for (pitch, notes) in Dictionary(grouping: notes, by: \.pitch) {
            var sounding = Sounding(notes: [], offset: 0)
            func finish(by limit: Int) {
                for note in sounding.notes {
                    events.append(.init(tick: note.onset, isOn: true, pitch: pitch, velocity: note.velocity))
                    events.append(
                        .init(tick: min(sounding.offset, limit), isOn: false, pitch: pitch, velocity: 64))
                }
                sounding.notes = []
            }
            for note in notes.sorted(by: { $0.onset < $1.onset }) {
                let onset = tempo.tick(atSeconds: note.onset)
                let offset = max(tempo.tick(atSeconds: note.offset), onset + 1)
                var velocity = note.velocity
                if sounding.offset <= onset { finish(by: .max) }
                if !sounding.notes.isEmpty, sounding.offset != offset {
                    sounding.offset = max(offset, sounding.offset)
                    // Those that begin here are one with it.
                    let twins = sounding.notes.filter { $0.onset == onset }
                    velocity = twins.reduce(velocity) { max($0, $1.velocity) }
                    sounding.notes.removeAll { $0.onset == onset }
                    let whole = sounding.offset
                    finish(by: onset)
                    sounding.offset = whole
                } else {
                    sounding.offset = offset
                }
                sounding.notes.append((onset, velocity))
            }
            finish(by: .max)
        }
        return events.sorted { a, b in
            (a.tick, a.isOn ? 1 : 0, a.pitch) < (b.tick, b.isOn ? 1 : 0, b.pitch)
        }
    }
}
