import Audio
import MultiTask
import Testing

@Suite struct ThresholdFitterTests {
    private let frame = 1 / 31.25

    @Test func thresholdsFallBetweenWhatSoundsAndWhatDoesNot() {
        // The piano sounds from 0.3 up and is silent up to 0.2; the violin from 0.9 up, and silent up to 0.7.
        let prediction = HandMade.prediction([
            .init(60, 0, HandMade.held(0.2, 10) + HandMade.held(0.3, 10)),
            .init(67, 1, HandMade.held(0.7, 10) + HandMade.held(0.9, 10)),
        ])
        let notes = [
            ScoreNote(pitch: 60, onset: 10 * frame, offset: 20 * frame, program: 0),
            ScoreNote(pitch: 67, onset: 10 * frame, offset: 20 * frame, program: 40),
        ]
        var fitter = ThresholdFitter(instruments: HandMade.duo)
        fitter.add(prediction, notes: notes)
        let thresholds = fitter.thresholds
        #expect(0.2...0.3 ~= thresholds.instruments[0].activity)
        #expect(0.7...0.9 ~= thresholds.instruments[1].activity)
        var evaluator = Evaluator(instruments: HandMade.duo, thresholds: thresholds)
        evaluator.add(prediction, notes: notes)
        expectNear(evaluator.report.instrumentF1, 1)
        #expect(thresholds.fit(HandMade.duo))
    }

    @Test func whatNeverPlaysKeepsOneHalf() {
        var fitter = ThresholdFitter(instruments: HandMade.duo)
        #expect(fitter.thresholds == Thresholds(for: HandMade.duo))
        fitter.add(
            HandMade.prediction([.init(60, 0, HandMade.held(0.3, 20))]),
            notes: [ScoreNote(pitch: 60, onset: 0, offset: 20 * frame)])
        #expect(fitter.thresholds.instruments[1] == Thresholds.Row(instrument: "violin"))
        #expect(fitter.thresholds.instruments[0].activity < 0.31)
    }

    /// The fitter's counts must be those of the decoder: no threshold of the grid is better by the evaluator's figures.
    @Test func noThresholdOfTheGridIsBetter() {
        var generator = SplitMix(seed: 11)
        let instruments: [Instrument] = [.piano, .violin]
        let songs = (0..<2).map { _ in
            let prediction = HandMade.random(frames: 60, instruments: instruments, using: &generator)
            let heard = NoteDecoder(instruments: instruments).decode(prediction)
            // A truth that is near what is heard, and not it.
            let notes = heard.map { note in
                ScoreNote(
                    pitch: note.pitch + (Bool.random(using: &generator) ? 0 : 1), onset: note.onset,
                    offset: note.offset, program: note.instrument.programs[0])
            }
            return (prediction, notes)
        }
        var fitter = ThresholdFitter(instruments: instruments)
        for (prediction, notes) in songs { fitter.add(prediction, notes: notes) }
        let best = fitter.thresholds

        func report(_ thresholds: Thresholds) -> EvaluationReport {
            var evaluator = Evaluator(instruments: instruments, thresholds: thresholds)
            for (prediction, notes) in songs { evaluator.add(prediction, notes: notes) }
            return evaluator.report
        }
        func rollAccuracy(_ thresholds: Thresholds, _ index: Int) -> Double {
            var counts = MultiPitchMetrics()
            for (prediction, notes) in songs {
                let decided = FrameDecoder(thresholds: thresholds).decode(prediction)
                let truth = FrameActivity(
                    notes: notes, instruments: instruments, frameCount: 60, frameRate: prediction.frameRate)
                let cells = stride(from: index, to: truth.roll.count, by: 2)
                counts.add(reference: cells.map { truth.roll[$0] }, estimate: cells.map { decided.roll[$0] }, width: 88)
            }
            return counts.accuracy
        }
        let fitted = report(best)
        let fittedRolls = [rollAccuracy(best, 0), rollAccuracy(best, 1)]
        for step in stride(from: 1, to: 100, by: 7) {
            var other = best
            other.pitch = Float(step) / 100
            other.instruments[0].activity = Float(step) / 100
            other.instruments[1].activity = Float(step) / 100
            let changed = report(other)
            #expect((changed.pitchAccuracy ?? 1) <= (fitted.pitchAccuracy ?? 0) + 1e-12)
            for index in 0..<2 {
                #expect((changed.instruments[index].f1 ?? 1) <= (fitted.instruments[index].f1 ?? 0) + 1e-12)
                var roll = best
                roll.instruments[index].roll = Float(step) / 100
                #expect(rollAccuracy(roll, index) <= fittedRolls[index] + 1e-12)
            }
        }
    }
}
