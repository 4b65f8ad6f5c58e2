import Audio
import Foundation
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

    @Test func whatSoundsWhen() {
        #expect(Self.example.notes(in: 1.1..<1.2).map(\.pitch) == [60, 69])
        #expect(Self.example.notes(in: 2.5..<4).isEmpty)
        #expect(Self.example.instruments(at: 1.25) == [.piano, .violin])
        #expect(Self.example.instruments(at: 2.5).isEmpty)
        let roll = Self.example.pianoroll(of: .piano, frameRate: 4)
        #expect(roll.frameCount == 16 && roll[2, 60] == 1 && roll[4, 60] == 1 && roll[5, 60] == 0 && roll[5, 69] == 0)
        #expect(Self.example.pianoroll(frameRate: 4)[5, 69] == 1)
    }

    @Test func activationsAreFrameByFrame() throws {
        var heard = Self.example
        heard.activations = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
        #expect(heard.activations(of: .violin) == [0.2, 0.5] && heard.activations(of: .bass).isEmpty)
        // Its JSON is that of the notes and segments.
        #expect(try JSONDecoder().decode(Transcription.self, from: JSONEncoder().encode(heard)) == Self.example)
    }
}
