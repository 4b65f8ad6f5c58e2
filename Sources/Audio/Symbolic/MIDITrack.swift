/// What is kept of a track: times in ticks from its beginning.
struct MIDITrack {
    struct Note {
        var onset: Int
        var offset: Int
        let pitch: Int
        let velocity: Int
        let channel: Int
        /// The program set in the note's own track, if any was before it.
        let program: Int?
    }

    struct ProgramChange {
        var tick: Int
        let channel: Int
        let program: Int
    }

    struct PedalChange {
        var tick: Int
        let channel: Int
        let isDown: Bool
    }

    struct Tempo {
        var tick: Int
        let microseconds: Int
    }

    /// A signature, or words: the kind of the meta event and what it holds.
    struct Meta {
        var tick: Int
        let kind: Int
        let payload: ArraySlice<UInt8>
    }

    var name = ""
    /// The port that its channels belong to: files of more than sixteen channels say it (meta event 0x21).
    var port = 0
    var notes: [Note] = []
    var programs: [ProgramChange] = []
    var pedals: [PedalChange] = []
    var tempos: [Tempo] = []
    var metas: [Meta] = []
    /// When its last event stands.
    var end = 0
    var hasEnd = false
    var hangingCount = 0

    /// Makes it begin later.
    mutating func shift(by ticks: Int) {
        guard ticks > 0 else { return }
        for index in notes.indices {
            notes[index].onset += ticks
            notes[index].offset += ticks
        }
        for index in programs.indices { programs[index].tick += ticks }
        for index in pedals.indices { pedals[index].tick += ticks }
        for index in tempos.indices { tempos[index].tick += ticks }
        for index in metas.indices { metas[index].tick += ticks }
        end += ticks
    }

    /// Where a channel of this track stands among those of all ports.
    func key(ofChannel channel: Int) -> Int { port << 4 | channel }
}
