import Foundation

/// `log.csv`, `validation.csv`, `curve.svg` and `settings.json` in a run's folder.
struct TrainingLog {
    private let file: URL
    private let validationFile: URL

    /// - Parameter clips: those of the checkpoint that the run goes on from: what was logged after it is dropped, as it
    ///   will be done again. 0: a new run.
    init(in run: URL, settings: TrainingSettings, resumingAfter clips: Int) throws {
        file = run.appendingPathComponent("log.csv")
        validationFile = run.appendingPathComponent("validation.csv")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(settings).write(to: run.appendingPathComponent("settings.json"), options: .atomic)
        try Self.begin(
            file, header: "step,clips,seconds,learning_rate,roll_loss,pitch_loss,instrument_loss,gradient_norm",
            keeping: clips)
        try Self.begin(
            validationFile,
            header: "clips,seconds,roll_loss,pitch_loss,instrument_loss,instrument_f1,pitch_accuracy,roll_accuracy",
            keeping: clips)
    }

    /// Leaves the header, and the rows up to so many clips.
    private static func begin(_ file: URL, header: String, keeping clips: Int) throws {
        let column = header.split(separator: ",").firstIndex(of: "clips") ?? 0
        let rows = ((try? String(contentsOf: file, encoding: .utf8)) ?? "").split(separator: "\n").dropFirst()
        let kept = rows.filter { row in
            let cells = row.split(separator: ",")
            return cells.indices.contains(column) && (Int(cells[column]) ?? .max) <= clips
        }
        let text = ([Substring(header)] + kept).joined(separator: "\n") + "\n"
        try Data(text.utf8).write(to: file, options: .atomic)
    }

    func append(_ progress: Trainer.Progress) throws {
        let row = [
            "\(progress.step)", "\(progress.clips)", String(format: "%.1f", progress.seconds),
            String(format: "%.6g", progress.learningRate), String(format: "%.6f", progress.rollLoss),
            String(format: "%.6f", progress.pitchLoss), String(format: "%.6f", progress.instrumentLoss),
            String(format: "%.4f", progress.gradientNorm),
        ]
        try Self.add(row, to: file)
    }

    /// A line of `validation.csv`.
    func append(_ figures: Trainer.Validated, clips: Int, seconds: Double) throws {
        let row =
            ["\(clips)", String(format: "%.1f", seconds)]
            + [figures.rollLoss, figures.pitchLoss, figures.instrumentLoss].map { String(format: "%.6f", $0) }
            + [figures.instrumentF1, figures.pitchAccuracy, figures.rollAccuracy].map { String(format: "%.4f", $0) }
        try Self.add(row, to: validationFile)
    }

    /// `curve.svg`: both logs as one picture.
    func drawCurve() throws {
        let plot = TrainingCurve(
            training: TrainingCurve.columns(of: (try? String(contentsOf: file, encoding: .utf8)) ?? ""),
            validation: TrainingCurve.columns(of: (try? String(contentsOf: validationFile, encoding: .utf8)) ?? ""))
        let text = SVGExport.text(for: plot.picture, title: "Training")
        try Data(text.utf8).write(
            to: file.deletingLastPathComponent().appendingPathComponent("curve.svg"), options: .atomic)
    }

    private static func add(_ row: [String], to file: URL) throws {
        let handle = try FileHandle(forWritingTo: file)
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data((row.joined(separator: ",") + "\n").utf8))
    }
}
