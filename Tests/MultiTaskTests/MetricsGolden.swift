import Foundation
import MultiTask
import Testing

/// The values that `Tests/Reference/metrics.py` had from mir_eval and scikit-learn.
struct MetricsGolden: Decodable {
    struct MultiPitchCase: Decodable {
        struct Frames: Decodable {
            let times: [Double]
            /// MIDI numbers.
            let pitches: [[Double]]
            var frequencies: [[Double]] { pitches.map { $0.map { 440 * pow(2, ($0 - 69) / 12) } } }
        }
        let name: String
        let reference, estimate: Frames
        let expected: [String: Double]
    }
    struct TranscriptionCase: Decodable {
        let name: String
        /// Onset, offset, pitch.
        let reference, estimate: [[Double]]
        let expected: [String: Double]
    }
    struct ClassificationCase: Decodable {
        struct Expected: Decodable {
            let precision, f1: [Double]
            let auc: [Double?]
            let microF1: Double
        }
        let name: String
        let threshold: Float
        /// Classes × frames.
        let truth: [[Int]]
        let scores: [[Float]]
        let expected: Expected
    }
    let multipitch: [MultiPitchCase]
    let transcription: [TranscriptionCase]
    let classification: [ClassificationCase]

    static func load() throws -> MetricsGolden { try golden("metrics", as: MetricsGolden.self) }

    /// Another file of golden values.
    static func read<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
        try golden(name, as: type)
    }
}

/// A case of `Tests/Reference/note_metrics.py`; notes as onset, offset, pitch, program.
struct ProgramCase: Decodable {
    let reference, estimate: [[Double]]
    /// Precision, recall, F1, and where there is one the average overlap ratio.
    let withOffset, withoutOffset, onsetOnly, programWithOffset, programWithoutOffset: [Double]

    static func load() throws -> [ProgramCase] { try golden("note_metrics", as: [ProgramCase].self) }
}

func noteItems(_ rows: [[Double]]) -> [NoteMetrics.Item] {
    rows.map { NoteMetrics.Item(onset: $0[0], offset: $0[1], pitch: $0[2], label: $0.count > 3 ? Int($0[3]) : 0) }
}

private func golden<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
    let url = try #require(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Golden"))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .custom { keys in
        // Snake case in our own names; mir_eval's names of metrics stay as they are.
        let key = keys[keys.count - 1]
        let words = key.stringValue.split(separator: "_").map(String.init)
        guard words.count > 1, key.stringValue == key.stringValue.lowercased() else { return key }
        return GoldenKey(words[0] + words.dropFirst().map(\.capitalized).joined())
    }
    return try decoder.decode(type, from: Data(contentsOf: url))
}

private struct GoldenKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}

func expectNear(
    _ value: Double?, _ expected: Double?, _ what: String = "", within tolerance: Double = 1e-6,
    at location: SourceLocation = #_sourceLocation
) {
    let isNear: Bool
    if let value, let expected { isNear = abs(value - expected) <= tolerance } else { isNear = false }
    #expect(
        isNear, "\(what): \(String(describing: value)), not \(String(describing: expected))", sourceLocation: location)
}
