import Audio
import MultiTask
import Testing

@Suite struct SingleNoteEvaluatorTests {
    private let frame = 1 / 31.25

    private func score(_ pitch: Int, program: Int) -> [ScoreNote] {
        [ScoreNote(pitch: pitch, onset: 10 * frame, offset: 40 * frame, program: program)]
    }

    private func held(_ pitch: Int, _ instrument: Int, from: Int = 10, frames: Int = 30) -> HandMade.Curve {
        .init(pitch, instrument, HandMade.held(0.02, from) + HandMade.held(0.9, frames))
    }

    @Test func eachRecordingHasAName() throws {
        var evaluator = SingleNoteEvaluator(instruments: HandMade.duo)
        evaluator.add(HandMade.prediction([held(60, 0)], frames: 60), notes: score(60, program: 0), name: "right")
        // A violin an octave lower is heard for longer than the note itself.
        evaluator.add(
            HandMade.prediction([held(72, 0, frames: 12), held(60, 1)], frames: 60), notes: score(72, program: 0),
            name: "octave")
        evaluator.add(HandMade.prediction([], frames: 60), notes: score(60, program: 40), name: "silence")
        let report = evaluator.report()
        #expect(report.clips.map(\.heardInstrument) == ["piano", "violin", nil])
        #expect(report.clips.map(\.heardPitch) == [60, 60, nil])
        #expect(report.clips.map(\.decodedNotes) == [1, 2, 0])
        expectNear(report.namedRight?.value, 1.0 / 3)
        expectNear(report.pitchRight?.value, 1.0 / 3)
        expectNear(report.decodedNotes?.value, 1)
        expectNear(report.decodedAsOne?.value, 1.0 / 3)
        let interval = try #require(report.namedRight?.interval)
        #expect(interval.low == 0 && interval.high == 1)
        #expect(report.description.contains("named right"))
    }

    @Test func scoresOfOtherKindsArePassedOver() {
        var evaluator = SingleNoteEvaluator(instruments: HandMade.duo)
        let prediction = HandMade.prediction([held(60, 0)], frames: 60)
        for notes in [[], score(60, program: 0) + score(64, program: 0), score(60, program: 56)] {
            let isCounted = evaluator.add(prediction, notes: notes)
            #expect(!isCounted)
        }
        #expect(evaluator.report().clips.isEmpty && evaluator.report().namedRight == nil)
    }
}

@Suite struct NoNotesEvaluatorTests {
    @Test func framesWithNotesAreCountedByKind() {
        var evaluator = NoNotesEvaluator(instruments: HandMade.duo)
        evaluator.add(HandMade.prediction([], frames: 100), kind: "silence")
        let noise = HandMade.Curve(60, 0, HandMade.held(0.02, 50) + HandMade.held(0.9, 25))
        evaluator.add(HandMade.prediction([noise], frames: 100), kind: "white noise")
        evaluator.add(HandMade.prediction([], frames: 100), kind: "white noise")
        let report = evaluator.report()
        #expect(report.rows.map(\.kind) == ["silence", "white noise"])
        expectNear(report.rows[0].share, 1)
        #expect(abs((report.rows[1].share ?? 0) - 175.0 / 200) < 0.011)
        #expect(report.rows.map(\.decodedNotes) == [0, 1])
        #expect((report.rows[1].interval?.low ?? 1) < 0.8 && report.rows[1].interval?.high == 1)
        #expect(report.description.contains("white noise"))
    }
}
