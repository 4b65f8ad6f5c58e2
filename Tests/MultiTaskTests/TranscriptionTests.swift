import MultiTask
import Testing

@Suite struct TranscriptionTests {
    /// A small result, for the tests of the writers as well.
    static let example = Transcription(
        duration: 4, instruments: [.piano, .violin, .flute],
        notes: [
            Note(instrument: .violin, pitch: 69, onset: 1, offset: 2.5, velocity: 90, confidence: 0.75),
            Note(instrument: .piano, pitch: 60, onset: 0.5, offset: 1.25, velocity: 64, confidence: 0.5),
            Note(instrument: .piano, pitch: 64, onset: 0.5, offset: 1, velocity: 127, confidence: 1),
        ],
        segments: [
            InstrumentSegment(instrument: .violin, start: 1, end: 2.5, confidence: 0.75),
            InstrumentSegment(instrument: .piano, start: 0.5, end: 1.5, confidence: 0.5),
        ])

    @Test func notesAndSegmentsAreInOrder() {
        #expect(Self.example.notes.map(\.pitch) == [60, 64, 69])
        #expect(Self.example.segments.map(\.instrument) == [.piano, .violin])
    }

    @Test func whatPlaysAndForHowLong() {
        #expect(Self.example.heardInstruments == [.piano, .violin])
        #expect(Self.example.notes(of: .piano).count == 2)
        #expect(Self.example.share(of: .violin) == 0.375)
        #expect(Self.example.share(of: .flute) == 0)
        #expect(Transcription(duration: 0, instruments: [.piano], notes: [], segments: []).share(of: .piano) == 0)
    }
}
