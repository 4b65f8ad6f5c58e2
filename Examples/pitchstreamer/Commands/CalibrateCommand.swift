import ArgumentParser
import Audio
import Foundation
import MultiTask

/// `pitchstreamer calibrate FOLDER -o thresholds.json`: the thresholds that suit one's own recordings.
struct CalibrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Find the thresholds that suit your own recordings.",
        discussion: """
            FOLDER holds pairs of an audio file and a .mid of one base name: some minutes of music like that which is to \
            be heard, with what is played. The thresholds that hear them best are written as JSON; `transcribe` and \
            `recognize` take them with --thresholds. Printed is what they gain on FOLDER itself; measure them on other \
            recordings before you trust them.

            Examples:
              pitchstreamer calibrate pairs/ -o thresholds.json
              pitchstreamer transcribe song.flac --thresholds thresholds.json
            """)

    @Argument(help: "The folder of pairs.", completion: .directory)
    var folder: String

    @Option(name: .shortAndLong, help: "The file to write (.json).", completion: .json)
    var output: String

    @OptionGroup var model: ModelOptions

    func run() throws {
        let target = try Destination(output)
        let file = try WeightsFile(contentsOf: model.weights.map { URL(fileURLWithPath: $0) })
        let streamer = file.pitchStreamer(options: PitchStreamer.Options(reference: model.levelReference))
        var fitter = ThresholdFitter(instruments: streamer.instruments)
        var before = Evaluator(instruments: streamer.instruments, thresholds: file.modelDescription.thresholds)
        try PairListening.hear(folder, with: streamer) { prediction, notes, _ in
            fitter.add(prediction, notes: notes)
            before.add(prediction, notes: notes)
        }
        let thresholds = fitter.thresholds
        var after = Evaluator(instruments: streamer.instruments, thresholds: thresholds)
        try PairListening.hear(folder, with: streamer) { after.add($0, notes: $1, name: $2) }
        try target.write(try JSONText.data(of: thresholds))
        try StandardOutput.print(Self.table(before: before.report, after: after.report) + "\nwrote \(output)")
    }

    private static func table(before: EvaluationReport, after: EvaluationReport) -> String {
        var table = TextTable(head: ["on these recordings", "before", "after"])
        for figure in [EvaluationReport.Figure.instrumentF1, .pitchAccuracy, .rollAccuracy, .noteF1] {
            table.add([
                figure.title,
                before.value(of: figure).map { String(format: "%.3f", $0) } ?? "–",
                after.value(of: figure).map { String(format: "%.3f", $0) } ?? "–",
            ])
        }
        return table.text
    }
}
