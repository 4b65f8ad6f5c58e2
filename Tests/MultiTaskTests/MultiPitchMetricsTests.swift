import MultiTask
import Testing

@Suite struct MultiPitchMetricsTests {
    @Test func equalToMirEval() throws {
        for golden in try MetricsGolden.load().multipitch {
            let metrics = MultiPitchMetrics(
                referenceTimes: golden.reference.times, referenceFrequencies: golden.reference.frequencies,
                estimateTimes: golden.estimate.times, estimateFrequencies: golden.estimate.frequencies)
            for (name, value) in [
                ("Precision", metrics.precision), ("Recall", metrics.recall), ("Accuracy", metrics.accuracy),
                ("Substitution Error", metrics.substitutionError), ("Miss Error", metrics.missError),
                ("False Alarm Error", metrics.falseAlarmError), ("Total Error", metrics.totalError),
            ] { expectNear(value, golden.expected[name], "\(golden.name), \(name)") }
        }
    }

    @Test func cellsCountAsPitchesDo() {
        // Two frames of three keys.
        let reference = [true, true, false, false, false, true]
        let estimate = [true, false, true, true, true, false]
        var cells = MultiPitchMetrics()
        cells.add(reference: reference, estimate: estimate, width: 3)
        var pitches = MultiPitchMetrics()
        pitches.add(reference: [60, 61], estimate: [60, 62])
        pitches.add(reference: [62], estimate: [60, 61])
        #expect(cells == pitches)
        #expect(cells.accuracy == 1.0 / 6)
        #expect(cells.substitutionError == 2.0 / 3)
        #expect(cells.falseAlarmError == 1.0 / 3)
    }

    @Test func aMatchingIsAsGreatAsCanBe() {
        // 60.4 could take 60 or 60.8; 59.7 only 60.
        var metrics = MultiPitchMetrics()
        metrics.add(reference: [60, 60.8], estimate: [60.4, 59.7])
        #expect(metrics.truePositives == 2)
    }

    @Test func nothingIsZero() {
        #expect(MultiPitchMetrics().accuracy == 0)
        #expect(MultiPitchMetrics().totalError == 0)
    }
}
