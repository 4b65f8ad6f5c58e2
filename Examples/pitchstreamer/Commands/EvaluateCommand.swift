import ArgumentParser
import Audio
import Foundation
import MultiTask

/// `pitchstreamer evaluate FOLDER`: how well weights hear recordings whose scores are known.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure how well weights hear a folder of recordings with their scores.",
        discussion: """
            FOLDER holds pairs of an audio file and a .mid of one base name. Printed are the F1 of each instrument over \
            all frames and its mean; the pitch accuracy as mir_eval.multipitch counts it and that of each instrument's \
            own pianoroll; and the F1 of notes as mir_eval.transcription counts it: means over the clips. With --fit \
            the thresholds are first chosen on another folder, never on the one that is measured.
            """)

    @Argument(help: "The folder of pairs to measure on.")
    var folder: String

    @Option(help: "Another folder of pairs, on which the thresholds are chosen first.")
    var fit: String?

    @Option(help: "Write the weights with the chosen thresholds to this file (.safetensors).")
    var save: String?

    @Option(help: "Write all figures as JSON to this file; - for standard output instead of the tables.")
    var json: String?

    @OptionGroup var model: ModelOptions

    func validate() throws {
        guard save == nil || fit != nil else {
            throw ValidationError("--save writes thresholds that --fit chose: name a folder with --fit.")
        }
        if let fit, Self.real(fit) == Self.real(folder) {
            throw ValidationError("Thresholds must be chosen on other songs than those that are measured.")
        }
    }

    func run() throws {
        if let save { try OutputFile.check(URL(fileURLWithPath: save)) }
        let jsonTarget = try json.map(Destination.init)
        let file = try WeightsFile(contentsOf: model.weights.map { URL(fileURLWithPath: $0) })
        let streamer = file.pitchStreamer(options: PitchStreamer.Options(reference: model.levelReference))
        var thresholds = file.modelDescription.thresholds
        if let fit {
            var fitter = ThresholdFitter(instruments: streamer.instruments)
            try hear(fit, with: streamer) { prediction, notes, _ in fitter.add(prediction, notes: notes) }
            thresholds = fitter.thresholds
            if let save { try file.write(to: URL(fileURLWithPath: save), thresholds: thresholds) }
        }
        var evaluator = Evaluator(instruments: streamer.instruments, thresholds: thresholds)
        try hear(folder, with: streamer) { evaluator.add($0, notes: $1, name: $2) }
        let report = evaluator.report
        try jsonTarget?.write(JSONText.data(of: Figures(report)))
        guard json != "-" else { return }
        var lines = [report.description]
        if fit != nil { lines.append("\n" + Self.table(of: thresholds)) }
        lines += [save, json].compactMap { $0 }.map { "wrote \($0)" }
        try StandardOutput.print(lines.joined(separator: "\n"))
    }

    /// Predicts every pair of a folder.
    private func hear(
        _ folder: String, with streamer: PitchStreamer, _ add: (Prediction, [ScoreNote], String) -> Void
    ) throws {
        let progress = ProgressLine()
        defer { progress.clear() }
        let pairs = try PairedFolder(URL(fileURLWithPath: folder)).pairs
        for (index, pair) in pairs.enumerated() {
            try Task.checkCancellation()
            progress.show("\(folder): \(index) of \(pairs.count)")
            add(try streamer.predict(contentsOf: pair.audio), try MIDIFile(contentsOf: pair.score).notes, pair.name)
        }
    }

    private static func table(of thresholds: Thresholds) -> String {
        var table = TextTable(head: ["thresholds", "activity", "roll"])
        for row in thresholds.instruments {
            table.add([row.instrument, String(format: "%.2f", row.activity), String(format: "%.2f", row.roll)])
        }
        return table.text + String(format: "\npitch  %.2f", thresholds.pitch)
    }

    private static func real(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
    }
}

extension EvaluateCommand {
    /// The JSON of an evaluation: the means, and what they are of.
    private struct Figures: Encodable {
        let instrumentF1: Double?
        let instrumentAreaUnderCurve: Double?
        let pitchAccuracy: Double?
        let rollAccuracy: Double?
        let jointRollAccuracy: Double?
        let noteF1: Double?
        let noteOffsetF1: Double?
        let instrumentNoteF1: Double?
        let instrumentNoteOffsetF1: Double?
        let details: EvaluationReport

        init(_ report: EvaluationReport) {
            instrumentF1 = report.instrumentF1
            instrumentAreaUnderCurve = report.areaUnderCurve
            pitchAccuracy = report.pitchAccuracy
            rollAccuracy = report.rollAccuracy
            jointRollAccuracy = report.jointRollAccuracy
            noteF1 = report.noteF1
            noteOffsetF1 = report.noteOffsetF1
            instrumentNoteF1 = report.instrumentNoteF1
            instrumentNoteOffsetF1 = report.instrumentNoteOffsetF1
            details = report
        }
    }
}
