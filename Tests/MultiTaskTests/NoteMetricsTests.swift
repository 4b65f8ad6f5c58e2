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
        for (index, golden) in try MetricsGolden.load().transcription.enumerated() {
            let reference = MetricsGolden.TranscriptionCase.items(golden.reference)
            let estimate = MetricsGolden.TranscriptionCase.items(golden.estimate)
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
