import Audio

/// Lines out of chords.
enum ScoreLine {
    struct Key: Hashable {
        let onset: Double
        let pitch: Int
    }

    /// Notes that begin within this many seconds are one chord.
    private static let chord = 0.03

    /// The highest line, one note at a time.
    static func top(of notes: [ScoreNote]) -> [ScoreNote] { line(of: notes) { $0 > $1 } }

    /// The lowest line, one note at a time.
    static func bottom(of notes: [ScoreNote]) -> [ScoreNote] { line(of: notes) { $0 < $1 } }

    private static func line(of notes: [ScoreNote], wins: (Int, Int) -> Bool) -> [ScoreNote] {
        var line: [ScoreNote] = []
        for note in notes.sorted(by: { $0.onset < $1.onset }) {
            guard let last = line.last else {
                line.append(note)
                continue
            }
            if note.onset - last.onset < chord {
                if wins(note.pitch, last.pitch) { line[line.count - 1] = note }
            } else if note.onset >= last.offset - chord || !wins(last.pitch, note.pitch) {
                line[line.count - 1].offset = min(last.offset, note.onset)
                line.append(note)
            }
        }
        return line
    }

    /// At most so many notes at a time; later ones give way.
    static func thinned(_ notes: [ScoreNote], voices: Int) -> [ScoreNote] {
        var sounding: [ScoreNote] = []
        var kept: [ScoreNote] = []
        for note in notes.sorted(by: { ($0.onset, -$0.pitch) < ($1.onset, -$1.pitch) }) {
            sounding.removeAll { $0.offset <= note.onset + 0.001 }
            guard sounding.count < voices else { continue }
            sounding.append(note)
            kept.append(note)
        }
        return kept
    }

    /// A key that is struck again while it sounds ends there: what a synthesizer does, and what a MIDI file can say.
    static func withoutOverlaps(_ notes: [ScoreNote]) -> [ScoreNote] {
        var result: [ScoreNote] = []
        var last: [Int: Int] = [:]
        for note in notes.sorted(by: { ($0.onset, $0.pitch) < ($1.onset, $1.pitch) }) {
            if let index = last[note.pitch], result[index].offset > note.onset {
                // Doubled: one of the two is enough.
                guard note.onset - result[index].onset > chord else { continue }
                result[index].offset = note.onset
            }
            last[note.pitch] = result.count
            result.append(note)
        }
        return result
    }
}
