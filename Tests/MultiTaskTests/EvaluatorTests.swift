import Audio
import Foundation
import MultiTask
import Testing

@Suite struct EvaluatorTests {
    private let frame = 1 / 31.25
    private var notes: [ScoreNote] {
        [
            ScoreNote(pitch: 60, onset: 9.5 * frame, offset: 29.5 * frame, program: 0),
            ScoreNote(pitch: 67, onset: 19.5 * frame, offset: 49.5 * frame, program: 40),
            // Not labelled, so not in the reference.
            ScoreNote(pitch: 50, onset: 0, offset: 1, program: 56),
            ScoreNote(pitch: 38, onset: 0, offset: 1, channel: 9),
        ]
    }
    private var piano: HandMade.Curve { .init(60, 0, HandMade.held(0.02, 10) + HandMade.held(0.9, 20)) }

    @Test func aPerfectPredictionIsPerfect() {
        let violin = HandMade.Curve(67, 1, HandMade.held(0.02, 20) + HandMade.held(0.9, 30) + HandMade.held(0.02, 10))
        var evaluator = Evaluator(instruments: HandMade.duo)
        evaluator.add(HandMade.prediction([piano, violin]), notes: notes, name: "one")
        let report = evaluator.report
        for value in [
            report.instrumentF1, report.areaUnderCurve, report.pitchAccuracy, report.rollAccuracy,
            report.jointRollAccuracy, report.noteF1, report.noteOffsetF1, report.instrumentNoteF1,
            report.instrumentNoteOffsetF1,
        ] { expectNear(value, 1) }
        #expect(report.undefinedInstruments.isEmpty)
        #expect(report.instruments.map(\.referenceFrames) == [20, 30])
    }

    @Test func eachFigureHasItsOwnFaults() {
        // The violin's note is heard, late by ten frames, as the piano's.
        let wrong = HandMade.Curve(67, 0, HandMade.held(0.02, 30) + HandMade.held(0.9, 20) + HandMade.held(0.02, 10))
        var evaluator = Evaluator(instruments: HandMade.duo)
        evaluator.add(HandMade.prediction([piano, wrong]), notes: notes, name: "one")
        let report = evaluator.report
        expectNear(report.instruments[0].precision, 0.5)
        expectNear(report.instruments[0].f1, 2.0 / 3)
        expectNear(report.instruments[1].f1, 0)
        expectNear(report.instrumentF1, 1.0 / 3)
        // Of 50 pitches in the reference 40 are found, none is wrong.
        expectNear(report.pitchAccuracy, 0.8)
        expectNear(report.instruments[0].rollAccuracy, 0.5)
        expectNear(report.rollAccuracy, 0.25)
        expectNear(report.jointRollAccuracy, 20.0 / 70)
        expectNear(report.noteF1, 0.5)
        expectNear(report.instrumentNoteF1, 0.5)
    }

    @Test func figuresAreMeansOverTheClipsThatHaveAnything() {
        let instruments: [Instrument] = [.piano, .violin, .flute]
        var evaluator = Evaluator(instruments: instruments)
        evaluator.add(HandMade.prediction([piano], instruments: instruments), notes: [notes[0]], name: "right")
        evaluator.add(HandMade.prediction([piano], instruments: instruments), notes: [notes[1]], name: "wrong")
        evaluator.add(HandMade.prediction([], instruments: instruments, frames: 20), notes: [], name: "silence")
        let report = evaluator.report
        #expect(report.clips.map(\.pitchAccuracy) == [1, 0, nil])
        expectNear(report.pitchAccuracy, 0.5)
        expectNear(report.noteF1, 0.5)
        #expect(report.undefinedInstruments == ["flute"])
    }

    @Test func aReportIsStoredAsJSONAndReadByPeople() throws {
        var evaluator = Evaluator(instruments: HandMade.duo)
        evaluator.add(HandMade.prediction([piano]), notes: [notes[0]], name: "one")
        let report = evaluator.report
        #expect(try JSONDecoder().decode(EvaluationReport.self, from: JSONEncoder().encode(report)) == report)
        #expect(report.description.contains("pitch accuracy"))
        #expect(report.description.contains("violin"))
        #expect(report.description.contains("1 clip, 1 seconds"))
    }
}
