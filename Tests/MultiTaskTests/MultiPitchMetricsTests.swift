import MultiTask
import Testing

@Suite struct MultiPitchMetricsTests {
    @Test func equalToMirEval() throws {
        for (index, golden) in try MetricsGolden.load().multipitch.enumerated() {
            let metrics = MultiPitchMetrics(
                referenceTimes: golden.referenceTimes, referenceFrequencies: golden.reference,
                estimateTimes: golden.estimateTimes, estimateFrequencies: golden.estimate)
            expectNear(metrics.precision, golden.scores.precision, "precision \(index)")
            expectNear(metrics.recall, golden.scores.recall, "recall \(index)")
            expectNear(metrics.accuracy, golden.scores.accuracy, "accuracy \(index)")
            expectNear(metrics.substitutionError, golden.scores.substitution, "substitution \(index)")
            expectNear(metrics.missError, golden.scores.miss, "miss \(index)")
            expectNear(metrics.falseAlarmError, golden.scores.falseAlarm, "false alarm \(index)")
            expectNear(metrics.totalError, golden.scores.total, "total \(index)")
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
