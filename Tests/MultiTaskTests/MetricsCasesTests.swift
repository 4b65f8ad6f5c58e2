import Foundation
import MultiTask
import Testing

/// Cases with a name, at the edges of the definitions; `Tests/Reference/metrics.py` had the values from mir_eval and
/// scikit-learn.
@Suite struct MetricsCasesTests {
    private struct Frames: Decodable {
        let times: [Double]
        /// Fractional MIDI numbers, a list for each frame.
        let pitches: [[Double]]

        var frequencies: [[Double]] { pitches.map { $0.map { 440 * exp2(($0 - 69) / 12) } } }
    }
    private struct MultiPitchCase: Decodable {
        let name: String
        let reference, estimate: Frames
        let expected: [String: Double]
    }
    private struct NoteCase: Decodable {
        let name: String
        /// Onset, offset, pitch.
        let reference, estimate: [[Double]]
        let expected: [String: Double]
    }
    private struct ClassCase: Decodable {
        struct Expected: Decodable {
            let precision, recall, f1: [Double]
            let auc: [Double?]
        }
        let name: String
        let threshold: Double
        /// Classes × frames.
        let truth: [[Int]]
        let scores: [[Double]]
        let expected: Expected
    }
    private struct Cases: Decodable {
        let multipitch: [MultiPitchCase]
        let transcription: [NoteCase]
        let classification: [ClassCase]
    }
    private let cases: Cases

    init() throws {
        let url = try #require(
            Bundle.module.url(forResource: "metrics", withExtension: "json", subdirectory: "Golden"))
        cases = try JSONDecoder().decode(Cases.self, from: Data(contentsOf: url))
    }

    @Test func pitchesOfFrames() {
        for golden in cases.multipitch {
            let metrics = MultiPitchMetrics(
                referenceTimes: golden.reference.times, referenceFrequencies: golden.reference.frequencies,
                estimateTimes: golden.estimate.times, estimateFrequencies: golden.estimate.frequencies)
            let found = [
                "Precision": metrics.precision, "Recall": metrics.recall, "Accuracy": metrics.accuracy,
                "Substitution Error": metrics.substitutionError, "Miss Error": metrics.missError,
                "False Alarm Error": metrics.falseAlarmError, "Total Error": metrics.totalError,
            ]
            for (key, value) in found { expectNear(golden.expected[key], value, "\(golden.name): \(key)") }
        }
    }

    @Test func notes() {
        let kinds: [(NoteMetrics.Tolerance, prefix: String, suffix: String)] = [
            (.withOffset, "", ""), (.withoutOffset, "", "_no_offset"), (.onsetOnly, "Onset_", ""),
        ]
        for golden in cases.transcription {
            let sides = [golden.reference, golden.estimate].map { rows in
                rows.map { NoteMetrics.Item(onset: $0[0], offset: $0[1], pitch: $0[2]) }
            }
            for (tolerance, prefix, suffix) in kinds {
                let metrics = NoteMetrics(reference: sides[0], estimate: sides[1], tolerance: tolerance)
                let found = ["Precision": metrics.precision, "Recall": metrics.recall, "F-measure": metrics.f1]
                for (name, value) in found {
                    let key = prefix + name + suffix
                    expectNear(golden.expected[key], value, "\(golden.name): \(key)")
                }
            }
        }
    }

    @Test func classesOfFrames() {
        for golden in cases.classification {
            for (index, (truth, scores)) in zip(golden.truth, golden.scores).enumerated() {
                let labels = truth.map { $0 == 1 }
                var score = FrameF1(names: ["class \(index)"])
                score.add(reference: labels, estimate: scores.map { $0 >= golden.threshold })
                let row = score.rows[0]
                expectNear(row.precision, golden.expected.precision[index], "\(golden.name): precision \(index)")
                // Where the reference never has the class scikit-learn was told to say 0; here it is undefined.
                #expect(row.isDefined == labels.contains(true))
                if row.isDefined {
                    expectNear(row.recall, golden.expected.recall[index], "\(golden.name): recall \(index)")
                    expectNear(row.f1, golden.expected.f1[index], "\(golden.name): F1 \(index)")
                }
                let area = AreaUnderCurve.value(scores: scores.map { Float($0) }, labels: labels)
                if let expected = golden.expected.auc[index] {
                    expectNear(area, expected, "\(golden.name): area \(index)")
                } else {
                    #expect(area == nil)
                }
            }
        }
    }
}
