/// The notes of a score by the tracks that they are written to, each with a channel.
struct MIDIInstrument {
    let name: String
    /// The score's track that it comes from.
    let track: Int
    let port: Int
    let channel: Int
    let program: Int
    let notes: [ScoreNote]

    private struct Key: Hashable, Comparable {
        let track: Int
        let channel: Int
        let program: Int

        static func < (a: Key, b: Key) -> Bool {
            (a.track, a.channel, a.program) < (b.track, b.channel, b.program)
        }
    }

    /// The channels of pitched instruments; 9 is for percussion.
    private static let pitchedChannels = (0..<16).filter { $0 != 9 }

    /// One instrument for each track, channel and program. Channels are given out in this order; when those of a port
    /// are used up, the next port begins. Each kit of drums has a port's tenth channel.
    static func list(_ notes: [ScoreNote], trackNames: [String]) -> [MIDIInstrument] {
        let groups = Dictionary(grouping: notes) { Key(track: $0.track, channel: $0.channel, program: $0.program) }
        let companions = Dictionary(grouping: groups.keys, by: \.track)
        var pitchedCount = 0
        var kits: [Int] = []
        return groups.keys.sorted().map { key in
            let isPercussion = key.channel == 9
            let given = key.track < trackNames.count ? trackNames[key.track] : ""
            let isAlone = companions[key.track]?.count == 1
            let standard = isPercussion ? "Drums" : GeneralMIDI.name(ofProgram: key.program)
            let port: Int
            let channel: Int
            if isPercussion {
                if !kits.contains(key.program) { kits.append(key.program) }
                port = kits.firstIndex(of: key.program) ?? 0
                channel = 9
            } else {
                port = pitchedCount / pitchedChannels.count
                channel = pitchedChannels[pitchedCount % pitchedChannels.count]
                pitchedCount += 1
            }
            return MIDIInstrument(
                name: given.isEmpty ? standard : isAlone ? given : "\(given) (\(standard))", track: key.track,
                // A port is a byte below 128; a score of more than 1,920 instruments has to use some twice.
                port: port % 128, channel: channel, program: key.program, notes: groups[key] ?? [])
        }
    }
}
