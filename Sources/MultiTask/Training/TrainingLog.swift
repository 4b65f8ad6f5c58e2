import Foundation

/// `log.csv` and `settings.json` in a run's folder.
struct TrainingLog {
    private let file: URL

    /// - Parameter resuming: whether rows are added to a log that is there already.
    init(in run: URL, settings: TrainingSettings, resuming: Bool) throws {
        file = run.appendingPathComponent("log.csv")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(settings).write(to: run.appendingPathComponent("settings.json"), options: .atomic)
        if !resuming || !FileManager.default.fileExists(atPath: file.path) {
            let header = "step,clips,seconds,learning_rate,roll_loss,pitch_loss,instrument_loss,gradient_norm\n"
            try Data(header.utf8).write(to: file, options: .atomic)
        }
    }

    func append(_ progress: Trainer.Progress) throws {
        let row = [
            "\(progress.step)", "\(progress.clips)", String(format: "%.1f", progress.seconds),
            String(format: "%.6g", progress.learningRate), String(format: "%.6f", progress.rollLoss),
            String(format: "%.6f", progress.pitchLoss), String(format: "%.6f", progress.instrumentLoss),
            String(format: "%.4f", progress.gradientNorm),
        ]
        let handle = try FileHandle(forWritingTo: file)
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data((row.joined(separator: ",") + "\n").utf8))
    }
}
