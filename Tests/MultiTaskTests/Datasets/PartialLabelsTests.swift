import Audio
import Testing

@testable import MultiTask

/// Labels in seconds become frames, and what isn't known is known as that.
@Suite struct PartialLabelsTests {
    private typealias Part = RecordingLabels.Part
    private let instruments: [Instrument] = [.violin, .acousticGuitar, .electricGuitar]

    /// Ten frames a second.
    private func frames(_ labels: RecordingLabels, count: Int = 10) -> PartialLabels {
        PartialLabels(labels, instruments: instruments, frameCount: count, frameRate: 10, keepsShort: true)
    }

    private func cells(_ cells: [Bool], of instrument: Int) -> [Bool] {
        stride(from: instrument, to: cells.count, by: 3).map { cells[$0] }
    }

    private func span(_ range: Range<Int>, of count: Int = 10) -> [Bool] { (0..<count).map(range.contains) }

    @Test func aScoreTellsAll() {
        let score = [
            ScoreNote(pitch: 60, onset: 0.2, offset: 0.5, program: 40),
            ScoreNote(pitch: 70, onset: 0.1, offset: 0.9, program: 41),
            ScoreNote(pitch: 38, onset: 0, offset: 1, channel: 9),
        ]
        let labels = RecordingLabels(score: score)
        // Percussion has no part in it; the viola, none of the three, neither.
        #expect(labels.score(for: instruments) == [score[0]])
        let partial = frames(labels)
        #expect(partial.notes.map(\.frames) == [2..<5] && partial.notes[0].key == 39)
        #expect(!partial.known.instrument.contains(false) && !partial.known.pitch.contains(false))
        #expect(!partial.known.roll.contains(false))
        #expect(cells(partial.activity, of: 0) == span(2..<5))
    }

    /// As in MedleyDB: it is known when the violin plays, not what.
    @Test func activityWithoutPitches() {
        let labels = RecordingLabels(parts: [Part(programs: [40], activity: [0.3..<0.6])])
        #expect(labels.score(for: instruments) == nil)
        let partial = frames(labels)
        #expect(cells(partial.activity, of: 0) == span(3..<6))
        #expect(!partial.known.instrument.contains(false))
        // Where it is silent its roll is known: empty. Who isn't there plays nothing.
        #expect(cells(partial.known.roll, of: 0).map(!) == span(3..<6))
        #expect(!cells(partial.known.roll, of: 1).contains(false))
        #expect(partial.known.pitch.map(!) == span(3..<6))
    }

    @Test func activityWithACurve() {
        let curve = [ScoreNote(pitch: 60, onset: 0.3, offset: 0.5, program: 40)]
        let labels = RecordingLabels(
            parts: [Part(programs: [40], activity: [0.3..<0.6], notes: curve, isCurve: true)])
        // A curve's stretches aren't notes.
        #expect(labels.score(for: instruments) == nil)
        let partial = frames(labels)
        #expect(!partial.known.roll.contains(false) && !partial.known.pitch.contains(false))
        #expect(partial.notes.map(\.frames) == [3..<5])
        #expect(cells(partial.activity, of: 0) == span(3..<6))
    }

    @Test func nothingKnownOfAPart() {
        let partial = frames(RecordingLabels(parts: [Part(programs: [40])]))
        #expect(cells(partial.known.instrument, of: 0) == span(0..<0))
        #expect(cells(partial.known.roll, of: 0) == span(0..<0))
        #expect(!cells(partial.known.instrument, of: 1).contains(false))
        #expect(!partial.known.pitch.contains(true))
    }

    /// "guitar": one of the two plays, nobody says which.
    @Test func aPartThatMayBeOneOfTwo() {
        let programs = Array(24...31)
        let partial = frames(RecordingLabels(parts: [Part(programs: programs, activity: [0..<0.4])]))
        for guitar in [1, 2] {
            #expect(cells(partial.known.instrument, of: guitar).map(!) == span(0..<4))
            #expect(cells(partial.known.roll, of: guitar).map(!) == span(0..<4))
        }
        #expect(!partial.activity.contains(true))
        let certain = PartialLabels(
            RecordingLabels(parts: [Part(programs: programs, activity: [0..<0.4])]),
            instruments: [Instrument(name: "guitar", programs: programs)], frameCount: 10, frameRate: 10,
            keepsShort: true)
        #expect(certain.activity == span(0..<4) && !certain.known.instrument.contains(false))
    }

    /// As in Su's: pitches of whoever plays them.
    @Test func notesOfNobodyInParticular() {
        let notes = [ScoreNote(pitch: 60, onset: 0.2, offset: 0.4)]
        let labels = RecordingLabels(parts: [Part(programs: RecordingLabels.anyProgram, notes: notes)])
        #expect(labels.score(for: instruments) == nil)
        let partial = frames(labels)
        #expect(partial.notes.isEmpty && partial.pitches.map(\.frames) == [2..<4])
        #expect(!partial.known.pitch.contains(false))
        for instrument in 0..<3 {
            // In silence nobody plays.
            #expect(cells(partial.known.instrument, of: instrument).map(!) == span(2..<4))
            #expect(cells(partial.known.roll, of: instrument).map(!) == span(2..<4))
        }
        let truth = partial.frameActivity
        #expect(truth.pitch.indices.filter { truth.pitch[$0] } == [2 * 88 + 39, 3 * 88 + 39])
        #expect(!truth.roll.contains(true))
    }

    /// As in OpenMIC: of who wasn't asked for nothing is known.
    @Test func whatIsNotComplete() {
        let labels = RecordingLabels(
            parts: [
                Part(programs: [40], activity: [0..<Double.infinity]), Part(programs: Array(24...31), activity: []),
            ],
            isComplete: false, isWeak: true)
        let partial = frames(labels)
        #expect(cells(partial.activity, of: 0) == span(0..<10))
        #expect(!partial.known.instrument.contains(false))
        #expect(!cells(partial.known.roll, of: 0).contains(true))
        #expect(!cells(partial.known.roll, of: 1).contains(false))
        #expect(!partial.known.pitch.contains(true))
        let lonely = frames(RecordingLabels(parts: [], isComplete: false))
        #expect(!lonely.known.instrument.contains(true) && !lonely.known.roll.contains(true))
    }

    @Test func timesBeyondTheSoundAreLeftOut() {
        let notes = [
            ScoreNote(pitch: 60, onset: 0.95, offset: 7, program: 40),
            ScoreNote(pitch: 62, onset: 5, offset: 1e300, program: 40),
            ScoreNote(pitch: 64, onset: 0.41, offset: 0.45, program: 40),
        ]
        let labels = RecordingLabels(score: notes)
        #expect(frames(labels).notes.map(\.frames) == [5..<6])
        let plain = PartialLabels(labels, instruments: instruments, frameCount: 10, frameRate: 10, keepsShort: false)
        #expect(plain.notes.isEmpty)
    }
}
