/// Finds the end of each note of a track.
struct MIDINotePairing {
    private struct Open {
        let onset: Int
        let velocity: Int
        let program: Int?
    }

    /// What sounds on a key, by onset. Those that have ended stay in front of `first`, so that none has to move up.
    private struct Sounding {
        var notes: [Open] = []
        var first = 0
    }

    private let overlaps: MIDIFile.Overlaps
    private var open: [Int: Sounding] = [:]
    private(set) var notes: [MIDITrack.Note] = []
    /// How many notes ended only with their track.
    private(set) var hangingCount = 0

    init(overlaps: MIDIFile.Overlaps) {
        self.overlaps = overlaps
    }

    mutating func start(pitch: Int, channel: Int, at tick: Int, velocity: Int, program: Int?) {
        open[channel << 7 | pitch, default: Sounding()].notes.append(
            Open(onset: tick, velocity: velocity, program: program))
    }

    mutating func end(pitch: Int, channel: Int, at tick: Int) {
        let key = channel << 7 | pitch
        // Taken out while it changes, so that it isn't copied.
        guard var sounding = open.removeValue(forKey: key) else { return }
        switch overlaps {
        case .endTogether:
            // What began at this very tick was meant to follow the note that ends here; by itself it has no length.
            let ending = sounding.notes[sounding.first...].prefix { $0.onset < tick }
            for note in ending { close(key, note, at: tick) }
            sounding.first += ending.count
            if ending.isEmpty { return }
        case .firstEndsFirst:
            let note = sounding.notes[sounding.first]
            sounding.first += 1
            if note.onset < tick { close(key, note, at: tick) }
        }
        if sounding.first < sounding.notes.count { open[key] = sounding }
    }

    /// Ends what still sounds.
    mutating func finish(at tick: Int) {
        for (key, sounding) in open {
            for note in sounding.notes[sounding.first...] where note.onset < tick {
                hangingCount += 1
                close(key, note, at: tick)
            }
        }
        open = [:]
    }

    private mutating func close(_ key: Int, _ note: Open, at tick: Int) {
        notes.append(
            MIDITrack.Note(
                onset: note.onset, offset: tick, pitch: key & 0x7F, velocity: note.velocity, channel: key >> 7,
                program: note.program))
    }
}
