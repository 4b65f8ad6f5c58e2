import Foundation

/// The figures of an evaluation: what an ``Evaluator`` found over all of its clips.
public struct EvaluationReport: Sendable, Hashable, Codable {
    /// One instrument, over the frames of all clips together.
    public struct InstrumentRow: Sendable, Hashable, Codable {
        /// Its name.
        public var instrument: String
        /// Frames in which the reference has it.
        public var referenceFrames: Int
        /// Of the frames in which it was heard, the share in which it plays, 0…1.
        public var precision: Double
        /// These are nil where the reference never has it.
        public var recall: Double?
        /// The harmonic mean of precision and recall; nil where the reference never has it.
        public var f1: Double?
        /// The area under the curve of its frame probabilities; nil also where it always plays.
        public var areaUnderCurve: Double?
        /// The same of the greatest probabilities of each second.
        public var areaUnderCurvePerSecond: Double?
        /// The accuracy of its own pianoroll: the mean over the clips in whose reference it plays.
        public var rollAccuracy: Double?
        /// Spearman's ρ between the velocities of the score and those heard, over the notes found: the mean over the clips where
        /// it has ten of them or more, of four velocities or more.
        public var velocityCorrelation: Double?
    }

    /// One clip. Its figures are nil where neither the reference nor the estimate has anything.
    public struct ClipRow: Sendable, Hashable, Codable {
        /// As it was given to ``Evaluator/add(_:notes:name:)``.
        public var name: String
        /// Seconds.
        public var duration: Double
        /// True positives over everything in either, of pitches by frames, whoever plays them.
        public var pitchAccuracy: Double?
        /// The same cells' F1.
        public var pitchF1: Double?
        /// The accuracy of each instrument's own roll, the mean over those that play.
        public var rollAccuracy: Double?
        /// Notes by onset and pitch, whoever plays them.
        public var noteF1: Double?
        /// Notes by onset, pitch and offset.
        public var noteOffsetF1: Double?
        /// Notes by onset, pitch and instrument.
        public var instrumentNoteF1: Double?
        /// Notes by onset, pitch, offset and instrument.
        public var instrumentNoteOffsetF1: Double?
    }

    /// What an evaluation is summed up in.
    public enum Figure: String, Sendable, Hashable, Codable, CaseIterable {
        /// Which instruments play, frame by frame: the mean of the instruments' F1.
        case instrumentF1
        /// The mean of the instruments' areas under the curve, frame by frame.
        case areaUnderCurve
        /// The same of the greatest probabilities of each second.
        case areaUnderCurvePerSecond
        /// Which pitches sound, whoever plays them: the mean accuracy of the clips.
        case pitchAccuracy
        /// Which pitches sound: the mean F1 of the clips.
        case pitchF1
        /// Whose: the accuracy of each instrument's own roll, their mean.
        case rollAccuracy
        /// Whose, all instruments' cells counted together.
        case jointRollAccuracy
        /// Notes by onset and pitch.
        case noteF1
        /// Notes by onset, pitch and offset.
        case noteOffsetF1
        /// Notes by onset, pitch and instrument.
        case instrumentNoteF1
        /// Notes by onset, pitch, offset and instrument.
        case instrumentNoteOffsetF1

        /// For a person.
        public var title: String {
            switch self {
            case .instrumentF1: "instrument F1"
            case .areaUnderCurve: "instrument AUC"
            case .areaUnderCurvePerSecond: "  … per second"
            case .pitchAccuracy: "pitch accuracy"
            case .pitchF1: "pitch F1"
            case .rollAccuracy: "roll accuracy"
            case .jointRollAccuracy: "roll accuracy, joint"
            case .noteF1: "note F1"
            case .noteOffsetF1: "note F1 with offsets"
            case .instrumentNoteF1: "note F1 by instrument"
            case .instrumentNoteOffsetF1: "  … with offsets"
            }
        }
    }

    /// The thresholds that it was made with.
    public var thresholds: Thresholds
    /// The names of the instruments that means over instruments are of.
    public var counted: [String]
    /// One row for each instrument, in the order of the channels.
    public var instruments: [InstrumentRow]
    /// One row for each clip, in the order in which they were added.
    public var clips: [ClipRow]
    /// Whose notes were given to whom.
    public var confusion: InstrumentConfusion
    /// Where they were asked for: the figures' 95 % intervals over the choice of clips, by their raw values.
    public var intervals: [String: Interval]

    /// The mean of the instruments' F1; those that the reference never has are left out.
    public var instrumentF1: Double? { mean(countedRows.map(\.f1)) }
    /// The mean of the instruments' areas under the curve.
    public var areaUnderCurve: Double? { mean(countedRows.map(\.areaUnderCurve)) }
    /// The mean of the instruments' areas under the curve of seconds: probabilities and truth are the greatest of each.
    public var areaUnderCurvePerSecond: Double? { mean(countedRows.map(\.areaUnderCurvePerSecond)) }
    /// The names of the instruments that the reference never has.
    public var undefinedInstruments: [String] { instruments.filter { $0.f1 == nil }.map(\.instrument) }
    /// `mir_eval.multipitch`'s accuracy of the pitch head, the mean over the clips.
    public var pitchAccuracy: Double? { mean(clips.map(\.pitchAccuracy)) }
    /// The harmonic mean of `mir_eval.multipitch`'s precision and recall, the mean over the clips.
    public var pitchF1: Double? { mean(clips.map(\.pitchF1)) }
    /// The same accuracy of each instrument's own roll: the mean over its clips, then over the instruments.
    public var rollAccuracy: Double? { mean(countedRows.map(\.rollAccuracy)) }
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

    /// Any of the figures; nil where there is nothing to compute it of.
    public func value(of figure: Figure) -> Double? {
        switch figure {
        case .instrumentF1: instrumentF1
        case .areaUnderCurve: areaUnderCurve
        case .areaUnderCurvePerSecond: areaUnderCurvePerSecond
        case .pitchAccuracy: pitchAccuracy
        case .pitchF1: pitchF1
        case .rollAccuracy: rollAccuracy
        case .jointRollAccuracy: jointRollAccuracy
        case .noteF1: noteF1
        case .noteOffsetF1: noteOffsetF1
        case .instrumentNoteF1: instrumentNoteF1
        case .instrumentNoteOffsetF1: instrumentNoteOffsetF1
        }
    }

    /// The 95 % interval of a figure; nil where none was asked for.
    public func interval(of figure: Figure) -> Interval? { intervals[figure.rawValue] }

    private var countedRows: [InstrumentRow] { instruments.filter { counted.contains($0.instrument) } }

    private func mean(_ values: [Double?]) -> Double? {
        let defined = values.compactMap { $0 }
        return defined.isEmpty ? nil : defined.reduce(0, +) / Double(defined.count)
    }
}

extension EvaluationReport: CustomStringConvertible {
    /// A table for a person: the means, then a line for each instrument.
    public var description: String {
        let titles = Figure.allCases.map(\.title)
        let width = (titles + instruments.map(\.instrument)).map(\.count).max() ?? 0
        func pad(_ text: String) -> String { text.padding(toLength: width + 2, withPad: " ", startingAt: 0) }
        func cell(_ value: Double?) -> String { value.map { String(format: "%9.3f", $0) } ?? "        –" }
        var lines = Figure.allCases.map { figure in
            let range = interval(of: figure).map { String(format: "   %.3f … %.3f", $0.low, $0.high) }
            return pad(figure.title) + cell(value(of: figure)) + (range ?? "")
        }
        if counted.count < instruments.count { lines.append("means over: " + counted.joined(separator: ", ")) }
        lines.append("")
        lines.append(pad("instrument") + "precision   recall       F1      AUC   second     roll velocity")
        for row in instruments {
            let values = [
                row.precision, row.recall, row.f1, row.areaUnderCurve, row.areaUnderCurvePerSecond, row.rollAccuracy,
                row.velocityCorrelation,
            ]
            lines.append(pad(row.instrument) + values.map(cell).joined())
        }
        let duration = clips.map(\.duration).reduce(0, +)
        lines.append("")
        lines.append("\(clips.count == 1 ? "1 clip" : "\(clips.count) clips"), \(Int(duration.rounded())) seconds")
        return lines.joined(separator: "\n")
    }
}
