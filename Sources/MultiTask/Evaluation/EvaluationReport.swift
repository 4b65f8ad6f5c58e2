import Foundation

/// The figures of an evaluation: what an ``Evaluator`` found over all of its clips.
public struct EvaluationReport: Sendable, Hashable, Codable {
    /// One instrument, over the frames of all clips together.
    public struct InstrumentRow: Sendable, Hashable, Codable {
        public var instrument: String
        /// Frames in which the reference has it.
        public var referenceFrames: Int
        public var precision: Double
        /// These are nil where the reference never has it.
        public var recall: Double?
        public var f1: Double?
        /// The area under the curve of its frame probabilities; nil also where it always plays.
        public var areaUnderCurve: Double?
        /// The accuracy of its own pianoroll: the mean over the clips in whose reference it plays.
        public var rollAccuracy: Double?
    }

    /// One clip. Its figures are nil where neither the reference nor the estimate has anything.
    public struct ClipRow: Sendable, Hashable, Codable {
        public var name: String
        /// Seconds.
        public var duration: Double
        public var pitchAccuracy: Double?
        public var rollAccuracy: Double?
        public var noteF1: Double?
        public var noteOffsetF1: Double?
        public var instrumentNoteF1: Double?
        public var instrumentNoteOffsetF1: Double?
    }

    /// The thresholds that it was made with.
    public var thresholds: Thresholds
    public var instruments: [InstrumentRow]
    public var clips: [ClipRow]

    /// The mean of the instruments' F1; those that the reference never has are left out.
    public var instrumentF1: Double? { mean(instruments.map(\.f1)) }
    /// The mean of the instruments' areas under the curve.
    public var areaUnderCurve: Double? { mean(instruments.map(\.areaUnderCurve)) }
    /// The names of the instruments that the reference never has.
    public var undefinedInstruments: [String] { instruments.filter { $0.f1 == nil }.map(\.instrument) }
    /// `mir_eval.multipitch`'s accuracy of the pitch head, the mean over the clips.
    public var pitchAccuracy: Double? { mean(clips.map(\.pitchAccuracy)) }
    /// The same accuracy of each instrument's own roll: the mean over its clips, then over the instruments.
    public var rollAccuracy: Double? { mean(instruments.map(\.rollAccuracy)) }
    /// The same accuracy of all (instrument, pitch) cells of a frame together, the mean over the clips. Unlike
    /// ``rollAccuracy`` it counts what instruments play that aren't in the clip at all.
    public var jointRollAccuracy: Double? { mean(clips.map(\.rollAccuracy)) }
    /// `mir_eval.transcription`'s F1 of notes whose onset and pitch are right, the mean over the clips.
    public var noteF1: Double? { mean(clips.map(\.noteF1)) }
    /// The same with offsets.
    public var noteOffsetF1: Double? { mean(clips.map(\.noteOffsetF1)) }
    /// The F1 of notes whose onset, pitch and instrument are right, as MT3 counts, the mean over the clips.
    public var instrumentNoteF1: Double? { mean(clips.map(\.instrumentNoteF1)) }
    /// The same with offsets.
    public var instrumentNoteOffsetF1: Double? { mean(clips.map(\.instrumentNoteOffsetF1)) }

    private func mean(_ values: [Double?]) -> Double? {
        let defined = values.compactMap { $0 }
        return defined.isEmpty ? nil : defined.reduce(0, +) / Double(defined.count)
    }
}

extension EvaluationReport: CustomStringConvertible {
    /// A table for a person: the means, then a line for each instrument.
    public var description: String {
        let means: [(String, Double?)] = [
            ("instrument F1", instrumentF1), ("instrument AUC", areaUnderCurve), ("pitch accuracy", pitchAccuracy),
            ("roll accuracy", rollAccuracy), ("roll accuracy, joint", jointRollAccuracy), ("note F1", noteF1),
            ("note F1 with offsets", noteOffsetF1), ("note F1 by instrument", instrumentNoteF1),
            ("  … with offsets", instrumentNoteOffsetF1),
        ]
        let width = max(means.map(\.0.count).max() ?? 0, instruments.map(\.instrument.count).max() ?? 0) + 2
        func pad(_ text: String) -> String { text.padding(toLength: width, withPad: " ", startingAt: 0) }
        func cell(_ value: Double?) -> String { value.map { String(format: "%9.3f", $0) } ?? "        –" }
        var lines = means.map { pad($0.0) + cell($0.1) }
        lines.append("")
        lines.append(pad("instrument") + "precision   recall       F1      AUC     roll")
        for row in instruments {
            lines.append(
                pad(row.instrument)
                    + [row.precision, row.recall, row.f1, row.areaUnderCurve, row.rollAccuracy]
                    .map(cell).joined())
        }
        let duration = clips.map(\.duration).reduce(0, +)
        lines.append("")
        lines.append("\(clips.count == 1 ? "1 clip" : "\(clips.count) clips"), \(Int(duration.rounded())) seconds")
        return lines.joined(separator: "\n")
    }
}
