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
            FOLDER holds pairs of an audio file and a .mid of one base name. Printed are, with intervals that hold 95 % of \
            what other clips of the kind would give: the F1 of each instrument over all frames and its mean; the area under the \
            curve, by frames and by seconds; accuracy and F1 of pitches as mir_eval.multipitch counts them and the accuracy of \
            each instrument's own pianoroll; and the F1 of notes as mir_eval.transcription counts it: means over the \
            clips. With --dataset FOLDER is a dataset in its own layout. With --fit the thresholds are first chosen on another folder, never on the one that is measured. \
            Folders of `pitchstreamer notes` and `nothing` have figures of their own.

            Examples:
              pitchstreamer evaluate pairs/
              pitchstreamer evaluate test/ --weights run/weights.safetensors --fit pairs/
            """)

    @Argument(help: "The folder of pairs to measure on.", completion: .directory)
    var folder: String

    @Option(help: "Another folder of pairs, on which the thresholds are chosen first.", completion: .directory)
    var fit: String?

    @Option(help: "Write the weights with the chosen thresholds to this file (.safetensors).", completion: .weights)
    var save: String?

    @Option(
        help: "Write all figures as JSON to this file; - for standard output instead of the tables.", completion: .json)
    var json: String?

    @Option(
        help: "Draw the figures and who was taken for whom into this file (.svg or .png).",
        completion: .file(extensions: ["svg", "png"]))
    var picture: String?

    @Option(
        help: "The instruments that means over instruments are of, with commas between; by default all.",
        completion: .instruments)
    var instruments: InstrumentNames?

    @Flag(help: "FOLDER holds recordings of one held note each: print how many are named right.")
    var singleNotes = false

    @Flag(help: "In FOLDER nothing plays: print in how many frames no note is heard, by the names' part before a dash.")
    var noNotes = false

    @OptionGroup var material: DatasetOptions

    @OptionGroup var model: ModelOptions

    func validate() throws {
        guard save == nil || fit != nil else {
            throw ValidationError("--save writes thresholds that --fit chose: name a folder with --fit.")
        }
        guard material.dataset == nil || (!singleNotes && !noNotes) else {
            throw ValidationError("--dataset belongs to neither --single-notes nor --no-notes.")
        }
        // One folder may hold songs to choose on and others to measure on.
        let isCut = material.dataset?.hasSplits == true && ![.train, .all].contains(material.split)
        if let fit, !isCut, Self.real(fit) == Self.real(folder) {
            throw ValidationError("Thresholds must be chosen on other songs than those that are measured.")
        }
        guard !singleNotes || !noNotes else {
            throw ValidationError("Give --single-notes or --no-notes, not both.")
        }
        guard (picture == nil && instruments == nil) || (!singleNotes && !noNotes) else {
            throw ValidationError("--picture and --instruments belong to neither --single-notes nor --no-notes.")
        }
        if let picture, !["svg", "png"].contains(Self.ending(of: picture)) {
            throw ValidationError("\(picture) must end in .svg or .png.")
        }
    }

    func run() throws {
        if let save { try OutputFile.check(URL(fileURLWithPath: save)) }
        let jsonTarget = try json.map(Destination.init)
        let pictureTarget = try picture.map(Destination.init)
        let file = try WeightsFile(contentsOf: model.weights.map { URL(fileURLWithPath: $0) })
        let streamer = file.pitchStreamer(options: PitchStreamer.Options(reference: model.levelReference))
        let counted = try instruments?.indices(in: streamer.instruments).map { streamer.instruments[$0] }
        var thresholds = file.modelDescription.thresholds
        if let fit {
            var fitter = ThresholdFitter(instruments: streamer.instruments)
            if let collection = try material.dataset?.collection(in: fit, split: .train) {
                try DatasetListening.hear(collection, with: streamer) { prediction, labels, _ in
                    fitter.add(prediction, labels: labels)
                }
            } else {
                try PairListening.hear(fit, with: streamer) { prediction, notes, _ in
                    fitter.add(prediction, notes: notes)
                }
            }
            thresholds = fitter.thresholds
            if let save { try file.write(to: URL(fileURLWithPath: save), thresholds: thresholds) }
        }
        let (text, bytes, layout) = try measure(streamer, thresholds: thresholds, counted: counted)
        try jsonTarget?.write(bytes)
        if let pictureTarget, let layout { try pictureTarget.write(layout) }
        guard json != "-" else { return }
        var lines = [text]
        if fit != nil { lines.append("\n" + Self.table(of: thresholds)) }
        lines += [save, json, picture].compactMap { $0 }.map { "wrote \($0)" }
        try StandardOutput.print(lines.joined(separator: "\n"))
    }

    /// The tables, the JSON, and the picture where one is wanted.
    private func measure(
        _ streamer: PitchStreamer, thresholds: Thresholds, counted: [Instrument]?
    ) throws -> (text: String, json: Data, picture: Data?) {
        if singleNotes {
            var evaluator = SingleNoteEvaluator(instruments: streamer.instruments, thresholds: thresholds)
            try PairListening.hear(folder, with: streamer) { evaluator.add($0, notes: $1, name: $2) }
            let report = evaluator.report()
            return (report.description, try JSONText.data(of: report), nil)
        }
        if noNotes {
            var evaluator = NoNotesEvaluator(instruments: streamer.instruments, thresholds: thresholds)
            try PairListening.hear(folder, with: streamer) { prediction, _, name in
                let kind = name.prefix { $0 != "-" }.replacingOccurrences(of: "_", with: " ")
                evaluator.add(prediction, kind: kind)
            }
            let report = evaluator.report()
            return (report.description, try JSONText.data(of: report), nil)
        }
        var evaluator = Evaluator(instruments: streamer.instruments, thresholds: thresholds, counted: counted)
        if let collection = try material.collection(in: folder, otherwise: .test) {
            try DatasetListening.hear(collection, with: streamer) { evaluator.add($0, labels: $1, name: $2) }
        } else {
            try PairListening.hear(folder, with: streamer) { evaluator.add($0, notes: $1, name: $2) }
        }
        let report = evaluator.report(resamples: 1_000)
        return (
            report.description, try JSONText.data(of: Figures(report)), try picture.map { try drawn(report, as: $0) }
        )
    }

    private func drawn(_ report: EvaluationReport, as path: String) throws -> Data {
        let title = URL(fileURLWithPath: folder).lastPathComponent
        guard Self.ending(of: path) == "png" else { return SVGExport.data(for: report, title: title) }
        return try PianorollPicture.png(of: EvaluationLayout(report, title: title).picture)
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

    private static func ending(of path: String) -> String { URL(fileURLWithPath: path).pathExtension.lowercased() }
}

extension EvaluateCommand {
    /// The JSON of an evaluation: the means, and what they are of.
    private struct Figures: Encodable {
        let instrumentF1: Double?
        let instrumentAreaUnderCurve: Double?
        let instrumentAreaUnderCurvePerSecond: Double?
        let pitchAccuracy: Double?
        let pitchF1: Double?
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
            instrumentAreaUnderCurvePerSecond = report.areaUnderCurvePerSecond
            pitchAccuracy = report.pitchAccuracy
            pitchF1 = report.pitchF1
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
