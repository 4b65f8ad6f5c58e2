import Audio
import MultiTask
import Testing

/// A whole evaluation beside mir_eval's and scikit-learn's: `Tests/Reference/evaluation.py` had the values.
@Suite struct EvaluationGoldenTests {
    private struct Golden: Decodable {
        struct Clip: Decodable {
            let seed: UInt64
            let frames: Int
            /// Onset, offset, MIDI pitch, index of the instrument.
            let notes: [[Double]]
        }
        struct Row: Decodable {
            let precision, recall, f1: Double
            let area, areaPerSecond, rollAccuracy: Double?
        }
        let instruments: [String]
        let pitchThreshold: Float
        let activityThresholds, rollThresholds: [Float]
        let clips: [Clip]
        let rows: [Row]
        let pitchAccuracy, pitchF1, jointRollAccuracy: Double
    }

    /// Knuth's generator of MMIX, and probabilities made of its upper ten bits, as the script draws them.
    private struct Noise {
        private var state: UInt64

        init(seed: UInt64) { state = seed }

        mutating func probabilities(_ truth: [Bool]) -> [Float] {
            truth.map { isTrue in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let k = Int(state >> 54)
                return Float(Double(((k * k) >> 10) + (isTrue ? 700 : 0)) / 1800)
            }
        }
    }

    private let golden: Golden
    private let instruments: [Instrument]

    init() throws {
        golden = try MetricsGolden.read("evaluation", as: Golden.self)
        instruments = try golden.instruments.map { name in
            try #require(Instrument.nine.first { $0.name == name })
        }
    }

    private func evaluator(counted: [Instrument]? = nil, clips: [Golden.Clip]? = nil) -> Evaluator {
        let rows = golden.instruments.indices.map { index in
            Thresholds.Row(
                instrument: golden.instruments[index], activity: golden.activityThresholds[index],
                roll: golden.rollThresholds[index])
        }
        var evaluator = Evaluator(
            instruments: instruments, thresholds: Thresholds(pitch: golden.pitchThreshold, instruments: rows),
            counted: counted)
        for clip in clips ?? golden.clips {
            let notes = clip.notes.map { row in
                ScoreNote(
                    pitch: Int(row[2]), onset: row[0], offset: row[1], program: instruments[Int(row[3])].programs[0])
            }
            let truth = FrameActivity(
                notes: notes, instruments: instruments, frameCount: clip.frames, frameRate: 31.25)
            var noise = Noise(seed: clip.seed)
            let roll = noise.probabilities(truth.roll)
            let pitch = noise.probabilities(truth.pitch)
            let prediction = Prediction(
                roll: roll, pitch: pitch, instrument: noise.probabilities(truth.instrument), instruments: instruments)
            evaluator.add(prediction, notes: notes, name: "\(clip.seed)")
        }
        return evaluator
    }

    @Test func everyFigureOfFramesEqualsThePeers() {
        let report = evaluator().report
        for (row, expected) in zip(report.instruments, golden.rows) {
            expectNear(row.precision, expected.precision, "\(row.instrument): precision")
            expectNear(row.recall, expected.recall, "\(row.instrument): recall")
            expectNear(row.f1, expected.f1, "\(row.instrument): F1")
            expectNear(row.areaUnderCurve, expected.area, "\(row.instrument): area")
            expectNear(row.areaUnderCurvePerSecond, expected.areaPerSecond, "\(row.instrument): area per second")
            expectNear(row.rollAccuracy, expected.rollAccuracy, "\(row.instrument): roll")
        }
        func mean(_ value: (Golden.Row) -> Double?) -> Double {
            golden.rows.compactMap(value).reduce(0, +) / Double(golden.rows.count)
        }
        expectNear(report.instrumentF1, mean(\.f1))
        expectNear(report.areaUnderCurve, mean(\.area))
        expectNear(report.areaUnderCurvePerSecond, mean(\.areaPerSecond))
        expectNear(report.rollAccuracy, mean(\.rollAccuracy))
        expectNear(report.pitchAccuracy, golden.pitchAccuracy)
        expectNear(report.pitchF1, golden.pitchF1)
        expectNear(report.jointRollAccuracy, golden.jointRollAccuracy)
    }

    /// Means over instruments can leave some out; nothing else changes.
    @Test func meansOverSomeInstruments() {
        let report = evaluator(counted: [instruments[2], instruments[0]]).report
        expectNear(report.instrumentF1, (golden.rows[0].f1 + golden.rows[2].f1) / 2)
        expectNear(report.pitchAccuracy, golden.pitchAccuracy)
        #expect(report.counted == ["piano", "flute"])
        #expect(report.instruments.count == 3)
    }

    /// An interval is the middle of what other choices of the clips give: with one clip there is no other.
    @Test func intervalsHoldTheFigures() {
        let report = evaluator().report(resamples: 400)
        let again = evaluator().report(resamples: 400)
        #expect(report == again)
        for figure in EvaluationReport.Figure.allCases {
            guard let value = report.value(of: figure), let interval = report.interval(of: figure) else {
                Issue.record("\(figure)")
                continue
            }
            #expect(interval.low <= value && value <= interval.high, "\(figure): \(value), \(interval)")
        }
        let pitch = report.interval(of: .pitchAccuracy)
        let accuracies = report.clips.compactMap(\.pitchAccuracy)
        #expect((pitch?.low ?? 0) > (accuracies.min() ?? 0) - 1e-9)
        #expect((pitch?.high ?? 1) < (accuracies.max() ?? 1) + 1e-9)
        let one = evaluator(clips: [golden.clips[3]]).report(resamples: 50)
        for figure in EvaluationReport.Figure.allCases where one.value(of: figure) != nil {
            expectNear(one.interval(of: figure)?.low, one.value(of: figure), "\(figure)")
            expectNear(one.interval(of: figure)?.high, one.value(of: figure), "\(figure)")
        }
    }

    /// A figure of clips with weights is that of an evaluation into which each clip goes as often.
    @Test func weightsStandForRepeatedClips() {
        let ends = [3, 5, 9]
        let scores: [Float] = [0.1, 0.5, 0.5, 0.9, 0.5, 0.2, 0.5, 0.7, 0.1]
        let labels = [false, true, false, true, false, false, true, true, true]
        let ranked = RankedScoresProbe.area(scores: scores, labels: labels, ends: ends, weights: [2, 0, 3])
        let parts = [0..<3, 0..<3, 5..<9, 5..<9, 5..<9]
        let repeated = AreaUnderCurve.value(
            scores: parts.flatMap { Array(scores[$0]) }, labels: parts.flatMap { Array(labels[$0]) })
        expectNear(ranked, repeated)
        #expect(RankedScoresProbe.area(scores: scores, labels: labels, ends: ends, weights: [0, 0, 0]) == nil)
    }
}
