import Audio
import MultiTask
import Testing

@Suite struct ReferenceFramesTests {
    private func truth(_ notes: ScoreNote...) -> FrameActivity {
        FrameActivity(notes: notes, instruments: HandMade.duo, frameCount: 10, frameRate: 31.25)
    }

    @Test func aFrameIsActiveWhileItsTimeIsWithinTheNote() {
        // Frames 2, 3 and 4 stand at 0.064, 0.096 and 0.128 s; the end is not part of the note.
        let activity = truth(ScoreNote(pitch: 60, onset: 0.05, offset: 0.128, program: 40))
        #expect((0..<10).filter { activity.pitch[$0 * 88 + 39] } == [2, 3])
        #expect((0..<10).filter { activity.roll[($0 * 88 + 39) * 2 + 1] } == [2, 3])
        #expect((0..<10).filter { activity.instrument[$0 * 2 + 1] } == [2, 3])
        #expect(activity.roll.count { $0 } == 2)
        let exact = truth(ScoreNote(pitch: 60, onset: 0.064, offset: 0.096, program: 40))
        #expect((0..<10).filter { exact.pitch[$0 * 88 + 39] } == [2])
    }

    @Test func everyProgramOfAnInstrumentIsLabelled() {
        #expect(truth(ScoreNote(pitch: 60, onset: 0, offset: 1, program: 3)).instrument.count { $0 } == 10)
    }

    @Test func whatIsNotLabelledIsNotThere() {
        let silence = FrameActivity(frameCount: 10, instrumentCount: 2)
        #expect(truth(ScoreNote(pitch: 60, onset: 0, offset: 1, program: 56)) == silence)
        #expect(truth(ScoreNote(pitch: 60, onset: 0, offset: 1, program: 0, channel: 9)) == silence)
        #expect(truth(ScoreNote(pitch: 20, onset: 0, offset: 1), ScoreNote(pitch: 109, onset: 0, offset: 1)) == silence)
        #expect(truth(ScoreNote(pitch: 60, onset: 0.01, offset: 0.02)) == silence)
        #expect(truth(ScoreNote(pitch: 60, onset: 99, offset: 100)) == silence)
    }
}
