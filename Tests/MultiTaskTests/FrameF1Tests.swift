import MultiTask
import Testing

@Suite struct FrameF1Tests {
    @Test func equalToScikitLearn() throws {
        let golden = try MetricsGolden.load().frames
        var score = FrameF1(names: ["a", "b", "c", "never"])
        score.add(
            reference: golden.reference.flatMap { $0.map { $0 == 1 } },
            estimate: golden.scores.flatMap { $0.map { $0 >= 0.5 } })
        for (index, expected) in golden.f1.enumerated() { expectNear(score.rows[index].f1, expected) }
        expectNear(score.macro, golden.f1.reduce(0, +) / Double(golden.f1.count))
    }

    @Test func aClassThatNeverComesIsUndefined() {
        var score = FrameF1(names: ["piano", "flute"])
        score.add(reference: [true, false, true, false], estimate: [true, true, false, false])
        #expect(score.undefined == ["flute"])
        #expect(score.rows[1].f1 == nil)
        #expect(score.rows[1].falsePositives == 1)
        expectNear(score.rows[0].f1, 2.0 / 3)
        expectNear(score.macro, 2.0 / 3)
        #expect(FrameF1(names: ["piano"]).macro == nil)
    }
}
