import MultiTask
import Testing

@Suite struct AreaUnderCurveTests {
    @Test func equalToScikitLearnWithTies() throws {
        for golden in try MetricsGolden.load().classification {
            for (index, expected) in golden.expected.auc.enumerated() {
                let area = AreaUnderCurve.value(
                    scores: golden.scores[index], labels: golden.truth[index].map { $0 == 1 })
                if expected == nil { #expect(area == nil) } else { expectNear(area, expected, golden.name) }
            }
        }
    }

    @Test func tiesCountHalf() {
        #expect(AreaUnderCurve.value(scores: [0.5, 0.5], labels: [true, false]) == 0.5)
        #expect(AreaUnderCurve.value(scores: [0.9, 0.5, 0.5, 0.1], labels: [true, true, false, false]) == 0.875)
    }

    @Test func oneKindAloneIsUndefined() {
        #expect(AreaUnderCurve.value(scores: [0.1, 0.2], labels: [true, true]) == nil)
        #expect(AreaUnderCurve.value(scores: [0.1, 0.2], labels: [false, false]) == nil)
        #expect(AreaUnderCurve.value(scores: [], labels: []) == nil)
    }
}
