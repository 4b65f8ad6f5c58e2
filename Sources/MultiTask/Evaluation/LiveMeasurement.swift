import Audio

/// What a session's events are worth: how right its final notes are, and how soon everything was told.
package struct LiveMeasurement: Sendable {
    /// An event, and how many seconds of sound had come when it was told.
    package struct Told: Sendable {
        package var event: PitchStreamer.Event
        package var heard: Double

        package init(_ event: PitchStreamer.Event, heard: Double) {
            self.event = event
            self.heard = heard
        }
    }

    /// The figures of all clips.
    package struct Report: Sendable, Codable {
        /// Means over the clips, as `mir_eval.transcription` counts: onset and pitch; with the right instrument.
        package var noteF1: Double
        package var instrumentNoteF1: Double
        /// The share of notes that are the very notes of the exact look-ahead: pitch and instrument, onset within 50 ms.
        package var agreement: Double
        /// Final notes, proposals, and those of them that were withdrawn.
        package var noteCount: Int
        package var startedCount: Int
        package var withdrawnCount: Int
        /// The part of the notes that were proposed before they were final.
        package var proposedShare: Double
        /// Seconds from the onset in the score to the first event of the note; to the event since which its instrument and
        /// pitch stayed as they are. Only of notes that are right.
        package var toStart: Quantiles
        package var toName: Quantiles
        /// Seconds from the end of a note, as it was heard, to its final event.
        package var endToFinal: Quantiles
    }

    /// The median, and what 95 of 100 don't exceed.
    package struct Quantiles: Sendable, Codable {
        package var median: Double
        package var ninetyFive: Double

        init(_ values: [Double]) {
            let sorted = values.sorted()
            func quantile(_ share: Double) -> Double {
                sorted.isEmpty ? 0 : sorted[Int(share * Double(sorted.count - 1))]
            }
            median = quantile(0.5)
            ninetyFive = quantile(0.95)
        }
    }

    private let instruments: [Instrument]
    private var noteF1: [Double] = []
    private var instrumentNoteF1: [Double] = []
    private var agreement: [Double] = []
    private var toStart: [Double] = []
    private var toName: [Double] = []
    private var endToFinal: [Double] = []
    private var (notes, proposed, started, withdrawn) = (0, 0, 0, 0)

    package init(instruments: [Instrument]) {
        self.instruments = instruments
    }

    /// Adds a clip.
    ///
    /// - Parameters:
    ///   - told: its events, in order.
    ///   - score: what was played.
    ///   - exact: the notes of the exact look-ahead.
    ///   - duration: of the clip, in seconds.
    package mutating func add(_ told: [Told], score: [ScoreNote], exact: [Note], duration: Double) {
        var (finals, ends): ([PitchStreamer.LiveNote], [Double]) = ([], [])
        /// By id: when a note was first told, and when it was first called what it was last called.
        var begun: [Int: Double] = [:]
        var named: [Int: (name: [String], heard: Double)] = [:]
        for line in told {
            guard let live = line.event.liveNote else { continue }
            begun[live.id] = begun[live.id] ?? line.heard
            let name = [live.note.pitchName, live.note.instrument.name]
            if named[live.id]?.name != name { named[live.id] = (name, line.heard) }
            switch line.event {
            case .started: started += 1
            case .withdrawn: withdrawn += 1
            case .final:
                finals.append(live)
                ends.append(line.heard)
                if let first = begun[live.id], first < line.heard { proposed += 1 }
            default: break
            }
        }
        notes += finals.count
        let reference = score.compactMap { item($0, until: duration) }
        let estimate = finals.map { item($0.note) }
        let truth = exact.map(item)
        noteF1.append(NoteMetrics(reference: reference, estimate: estimate, tolerance: .withoutOffset).f1)
        instrumentNoteF1.append(
            NoteMetrics.matchingLabels(reference: reference, estimate: estimate, tolerance: .withoutOffset).f1)
        agreement.append(
            NoteMetrics.matchingLabels(reference: truth, estimate: estimate, tolerance: .withoutOffset).f1)
        for (index, other) in NoteMetrics.pairs(reference: reference, estimate: estimate, tolerance: .withoutOffset) {
            let id = finals[other].id
            begun[id].map { toStart.append($0 - reference[index].onset) }
            (named[id]?.heard).map { toName.append($0 - reference[index].onset) }
        }
        // What the end of the clip made final tells nothing.
        for (live, heard) in zip(finals, ends) where heard < duration {
            endToFinal.append(heard - live.note.offset)
        }
    }

    /// The figures of the clips so far.
    package var report: Report {
        Report(
            noteF1: Self.mean(noteF1), instrumentNoteF1: Self.mean(instrumentNoteF1), agreement: Self.mean(agreement),
            noteCount: notes, startedCount: started, withdrawnCount: withdrawn,
            proposedShare: notes > 0 ? Double(proposed) / Double(notes) : 0, toStart: Quantiles(toStart),
            toName: Quantiles(toName), endToFinal: Quantiles(endToFinal))
    }

    private static func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }

    private func item(_ note: ScoreNote, until duration: Double) -> NoteMetrics.Item? {
        guard !note.isPercussion, let index = instruments.index(ofProgram: note.program),
            0..<Prediction.pitchCount ~= note.pitch - Prediction.lowestPitch, note.onset < duration,
            note.offset > note.onset
        else { return nil }
        return NoteMetrics.Item(onset: note.onset, offset: note.offset, pitch: Double(note.pitch), label: index)
    }

    private func item(_ note: Note) -> NoteMetrics.Item {
        NoteMetrics.Item(
            onset: note.onset, offset: note.offset, pitch: Double(note.pitch),
            label: instruments.firstIndex(of: note.instrument) ?? -1)
    }
}
