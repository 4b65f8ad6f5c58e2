import Audio
import MultiTask
import Testing

@Suite struct NoteMetricsTests {
    private func expect(_ metrics: NoteMetrics, _ golden: [Double], _ what: String) {
        expectNear(metrics.precision, golden[0], "\(what), precision")
        expectNear(metrics.recall, golden[1], "\(what), recall")
        expectNear(metrics.f1, golden[2], "\(what), F1")
        if golden.count > 3 { expectNear(metrics.averageOverlapRatio, golden[3], "\(what), overlap") }
    }

    @Test func equalToMirEval() throws {
        for golden in try MetricsGolden.load().transcription {
            let reference = noteItems(golden.reference)
            let estimate = noteItems(golden.estimate)
            let strict = NoteMetrics(reference: reference, estimate: estimate)
            let onsets = NoteMetrics(reference: reference, estimate: estimate, tolerance: .withoutOffset)
            let times = NoteMetrics(reference: reference, estimate: estimate, tolerance: .onsetOnly)
            for (name, value) in [
                ("Precision", strict.precision), ("Recall", strict.recall), ("F-measure", strict.f1),
                ("Average_Overlap_Ratio", strict.averageOverlapRatio),
                ("Precision_no_offset", onsets.precision), ("Recall_no_offset", onsets.recall),
                ("F-measure_no_offset", onsets.f1), ("Average_Overlap_Ratio_no_offset", onsets.averageOverlapRatio),
                ("Onset_Precision", times.precision), ("Onset_Recall", times.recall), ("Onset_F-measure", times.f1),
            ] { expectNear(value, golden.expected[name], "\(golden.name), \(name)") }
        }
    }

    @Test func crowdsAndProgramsEqualTheReference() throws {
        for (index, golden) in try ProgramCase.load().enumerated() {
            let reference = noteItems(golden.reference)
            let estimate = noteItems(golden.estimate)
            expect(NoteMetrics(reference: reference, estimate: estimate), golden.withOffset, "offsets, case \(index)")
            expect(
                NoteMetrics(reference: reference, estimate: estimate, tolerance: .withoutOffset),
                golden.withoutOffset, "no offsets, case \(index)")
            expect(
                NoteMetrics(reference: reference, estimate: estimate, tolerance: .onsetOnly),
                golden.onsetOnly, "onsets, case \(index)")
            expect(
                NoteMetrics.matchingLabels(reference: reference, estimate: estimate),
                golden.programWithOffset, "programs, offsets, case \(index)")
            expect(
                NoteMetrics.matchingLabels(reference: reference, estimate: estimate, tolerance: .withoutOffset),
                golden.programWithoutOffset, "programs, no offsets, case \(index)")
        }
    }

    @Test func theRightNoteOfTheWrongInstrumentCountsForTheFlatScoreAlone() {
        let score = [ScoreNote(pitch: 60, onset: 1, offset: 2, program: 40)].map(NoteMetrics.Item.init)
        let heard = [NoteMetrics.Item(onset: 1.04, offset: 2, pitch: 60, label: 42)]
        #expect(NoteMetrics(reference: score, estimate: heard).f1 == 1)
        #expect(NoteMetrics.matchingLabels(reference: score, estimate: heard).f1 == 0)
        #expect(NoteMetrics(reference: score, estimate: []).f1 == 0)
    }

    @Test func fiftyMillisecondsAreWithinFiftyMilliseconds() {
        let reference = [NoteMetrics.Item(onset: 0.1, offset: 1, pitch: 60)]
        for (onset, expected) in [(0.15, 1), (0.0500000001, 1), (0.1502, 0)] {
            let estimate = [NoteMetrics.Item(onset: onset, offset: 1, pitch: 60)]
            #expect(NoteMetrics(reference: reference, estimate: estimate).matched == expected)
        }
    }
}
