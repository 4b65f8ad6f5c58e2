/// Two transcriptions set side by side, note for note: what was found, missed, added, and given to another instrument.
///
/// Notes match as in ``NoteMetrics``: those of each instrument with its own first, as many as can be, and then those that
/// are left with one another. Instruments are the same where their names are.
public struct TranscriptionDifference: Sendable, Hashable {
    /// A note of the reference, and the one that was heard for it.
    public struct Pair: Sendable, Hashable, Codable {
        /// The note as it should be.
        public var reference: Note
        /// The note as it was heard.
        public var estimate: Note
    }

    /// Found, by the same instrument.
    public let matched: [Pair]
    /// Found, but given to another instrument.
    public let otherInstrument: [Pair]
    /// Notes of the reference that weren't found.
    public let missed: [Note]
    /// Notes that the reference hasn't got.
    public let extra: [Note]
    /// The length of the longer of both, in seconds.
    public let duration: Double
    /// The instruments of either, the reference's first.
    public let instruments: [Instrument]

    /// Compares two transcriptions.
    ///
    /// - Parameters:
    ///   - reference: What is right.
    ///   - estimate: What is judged.
    ///   - tolerance: How near notes have to be; by default onsets within 50 ms, whatever the ends.
    public init(
        reference: Transcription, estimate: Transcription, tolerance: NoteMetrics.Tolerance = .withoutOffset
    ) {
        var instruments = reference.instruments
        for instrument in estimate.instruments where !instruments.contains(where: { $0.name == instrument.name }) {
            instruments.append(instrument)
        }
        let labels = Dictionary(zip(instruments.map(\.name), 0...)) { first, _ in first }
        func items(_ notes: [Note]) -> [NoteMetrics.Item] {
            notes.map { note in
                NoteMetrics.Item(
                    onset: note.onset, offset: max(note.offset, note.onset), pitch: Double(note.pitch),
                    label: labels[note.instrument.name] ?? -1)
            }
        }
        let (references, estimates) = (items(reference.notes), items(estimate.notes))
        var (openReferences, openEstimates) = (Set(references.indices), Set(estimates.indices))
        func pairs(_ label: Int?) -> [Pair] {
            let own = openReferences.filter { label == nil || references[$0].label == label }.sorted()
            let heard = openEstimates.filter { label == nil || estimates[$0].label == label }.sorted()
            let found = NoteMetrics.pairs(
                reference: own.map { references[$0] }, estimate: heard.map { estimates[$0] }, tolerance: tolerance)
            return found.map { pair in
                openReferences.remove(own[pair.reference])
                openEstimates.remove(heard[pair.estimate])
                return Pair(
                    reference: reference.notes[own[pair.reference]], estimate: estimate.notes[heard[pair.estimate]])
            }
        }
        func precedes(_ first: Pair, _ second: Pair) -> Bool { Note.precedes(first.reference, second.reference) }
        matched = instruments.indices.flatMap { pairs($0) }.sorted(by: precedes)
        otherInstrument = pairs(nil).sorted(by: precedes)
        missed = openReferences.sorted().map { reference.notes[$0] }
        extra = openEstimates.sorted().map { estimate.notes[$0] }
        duration = max(reference.duration, estimate.duration)
        self.instruments = instruments
    }
}
