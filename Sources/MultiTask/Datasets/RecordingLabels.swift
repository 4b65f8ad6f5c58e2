import Audio

/// What is known of a recording, part by part, in seconds.
///
/// Each kind of label may be missing: nil says that it isn't known, an empty list that nothing sounds.
package struct RecordingLabels: Sendable, Equatable {
    /// What one player plays, or several whom the labels don't tell apart.
    package struct Part: Sendable, Equatable {
        /// The General MIDI programs that it may be: one; several where the labels say only "guitar"; all where they don't
        /// say who plays; none for percussion and whatever else isn't an instrument of General MIDI.
        package var programs: [Int]
        /// The stretches in which it plays, in seconds; nil: to be seen in its notes, if it has any.
        package var activity: [Range<Double>]?
        /// What it plays; nil: not known.
        package var notes: [ScoreNote]?
        /// Whether ``notes`` are stretches of a pitch curve, which a note may have several of.
        package var isCurve: Bool

        package init(
            programs: [Int], activity: [Range<Double>]? = nil, notes: [ScoreNote]? = nil, isCurve: Bool = false
        ) {
            self.programs = programs
            self.activity = activity
            self.notes = notes
            self.isCurve = isCurve
        }
    }

    /// Who may be anything.
    package static let anyProgram = Array(0..<128)

    package var parts: [Part]
    /// Whether nothing else sounds: an instrument that no part has is then known to be silent.
    package var isComplete: Bool
    /// Whether activities are of the recording as a whole: the instrument plays somewhere in it.
    package var isWeak: Bool

    package init(parts: [Part], isComplete: Bool = true, isWeak: Bool = false) {
        self.parts = parts
        self.isComplete = isComplete
        self.isWeak = isWeak
    }

    /// Of a score: all that sounds, who plays it and when. Percussion has no pitches, so it isn't a part.
    package init(score: [ScoreNote]) {
        let pitched = score.filter { !$0.isPercussion }
        let programs = Set(pitched.map(\.program)).sorted()
        self.init(
            parts: programs.map { program in
                Part(programs: [program], notes: pitched.filter { $0.program == program })
            })
    }

    /// The notes of all parts, where they say all there is to say: who plays, when and what. Nil otherwise.
    ///
    /// - Parameter instruments: those that must be told apart.
    package func score(for instruments: [Instrument]) -> [ScoreNote]? {
        guard isComplete, !isWeak else { return nil }
        var score: [ScoreNote] = []
        for part in parts {
            let relations = instruments.map { Relation(part, $0) }
            if relations.allSatisfy({ $0 == .another }) { continue }
            guard let notes = part.notes, part.activity == nil, !part.isCurve, !relations.contains(.unclear) else {
                return nil
            }
            score += notes
        }
        return score.sorted { ($0.onset, $0.pitch) < ($1.onset, $1.pitch) }
    }

    /// Whether a part is an instrument.
    enum Relation {
        case itself, unclear, another

        init(_ part: Part, _ instrument: Instrument) {
            let shared = part.programs.filter { instrument.programs.contains($0) }.count
            self = shared == 0 ? .another : shared == part.programs.count ? .itself : .unclear
        }
    }
}
