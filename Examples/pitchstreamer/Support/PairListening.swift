import Audio
import Foundation
import MultiTask

/// The way over a folder of recordings and their scores.
enum PairListening {
    /// Predicts every pair of a folder: gives the prediction, the score's notes and the pair's name.
    ///
    /// - Throws: `AudioError` for a file; `CancellationError` between two pairs.
    static func hear(
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
}
