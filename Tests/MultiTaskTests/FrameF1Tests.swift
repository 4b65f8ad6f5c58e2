import MultiTask
import Testing

@Suite struct FrameF1Tests {
    @Test func equalToScikitLearn() throws {
        for golden in try MetricsGolden.load().classification {
            var score = FrameF1(names: golden.truth.indices.map { "class \($0)" })
            for frame in golden.truth[0].indices {
                score.add(
                    reference: golden.truth.map { $0[frame] == 1 },
                    estimate: golden.scores.map { $0[frame] >= golden.threshold })
            }
            for (index, row) in score.rows.enumerated() {
                expectNear(row.precision, golden.expected.precision[index], "\(golden.name), \(row.name)")
                // Where scikit-learn says 0 for want of a reference, there is no value here.
                if row.isDefined { expectNear(row.f1, golden.expected.f1[index], "\(golden.name), \(row.name)") }
            }
            let defined = score.rows.indices.filter { score.rows[$0].isDefined }.map { golden.expected.f1[$0] }
            expectNear(score.macro, defined.reduce(0, +) / Double(defined.count), golden.name)
            expectNear(score.micro, golden.expected.microF1, golden.name)
        }
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
