import Foundation
import MultiTask
import Testing

/// The values that `Tests/Reference/note_metrics.py` had from mir_eval and scikit-learn.
struct MetricsGolden: Decodable {
    struct MultiPitchCase: Decodable {
        struct Scores: Decodable {
            let precision, recall, accuracy, substitution, miss, falseAlarm, total: Double
        }
        let referenceTimes: [Double]
        let reference: [[Double]]
        let estimateTimes: [Double]
        let estimate: [[Double]]
        let scores: Scores
    }
    struct TranscriptionCase: Decodable {
        /// Onset, offset, pitch, program.
        let reference, estimate: [[Double]]
        /// Precision, recall, F1, and where there is one the average overlap ratio.
        let withOffset, withoutOffset, onsetOnly, programWithOffset, programWithoutOffset: [Double]

        static func items(_ rows: [[Double]]) -> [NoteMetrics.Item] {
            rows.map { NoteMetrics.Item(onset: $0[0], offset: $0[1], pitch: $0[2], label: Int($0[3])) }
        }
    }
    struct FrameCase: Decodable {
        let reference: [[Int]]
        let scores: [[Float]]
        let f1, auc: [Double]
    }
    let multipitch: [MultiPitchCase]
    let transcription: [TranscriptionCase]
    let frames: FrameCase

    static func load() throws -> MetricsGolden {
        let url = try #require(
            Bundle.module.url(forResource: "note_metrics", withExtension: "json", subdirectory: "Golden"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(MetricsGolden.self, from: Data(contentsOf: url))
    }
}

func expectNear(
    _ value: Double?, _ expected: Double, _ what: String = "", within tolerance: Double = 1e-6,
    at location: SourceLocation = #_sourceLocation
) {
    #expect(
        value.map { abs($0 - expected) <= tolerance } == true, "\(what): \(String(describing: value)), not \(expected)",
        sourceLocation: location)
}
