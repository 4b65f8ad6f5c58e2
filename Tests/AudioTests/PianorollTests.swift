import Audio
import Testing

/// ``Pianoroll``: notes to frames and back.
struct PianorollTests {
    let rate = 31.25

    @Test func aNoteFillsTheFramesFromItsRoundedOnset() {
        // 0.1 s is frame 3.1, 0.2 s is frame 6.25.
        let roll = Pianoroll(notes: [ScoreNote(pitch: 69, onset: 0.1, offset: 0.2)], frameRate: rate, frameCount: 10)
        #expect(roll.frameCount == 10 && roll.keyCount == 88 && roll.lowestPitch == 21)
        #expect((0..<10).map { roll[$0, 69] } == [0, 0, 0, 1, 1, 1, 0, 0, 0, 0])
        #expect(roll.values.reduce(0, +) == 3)
        #expect(roll.values[4 * 88 + 69 - 21] == 1)
    }

    @Test func theShortestNoteHasAFrameAndDrumsHaveNone() {
        let notes = [
            ScoreNote(pitch: 60, onset: 0.5, offset: 0.501), ScoreNote(pitch: 38, onset: 0, offset: 3, channel: 9),
            ScoreNote(pitch: 20, onset: 0, offset: 3),
        ]
        let roll = Pianoroll(notes: notes, frameRate: rate)
        #expect(roll.frameCount == 17)
        #expect(roll.values.reduce(0, +) == 1)
    }

    @Test func notesOnTheGridComeBack() {
        let notes = [
            ScoreNote(pitch: 60, onset: 0, offset: 32 / rate, program: 40),
            ScoreNote(pitch: 108, onset: 10 / rate, offset: 11 / rate, program: 40),
            ScoreNote(pitch: 21, onset: 31 / rate, offset: 64 / rate, program: 40),
        ]
        #expect(Pianoroll(notes: notes, frameRate: rate).notes(program: 40) == notes)
    }

    @Test func theThresholdDecides() {
        let roll = Pianoroll(values: [0.2, 0.6, 0.7, 0.4], frameRate: 1, lowestPitch: 60, keyCount: 1)
        #expect(roll.notes().map { [$0.onset, $0.offset] } == [[1, 3]])
        #expect(roll.notes(threshold: 0.3).map { [$0.onset, $0.offset] } == [[1, 4]])
        #expect(roll.notes(threshold: 0.9).isEmpty)
    }
}
