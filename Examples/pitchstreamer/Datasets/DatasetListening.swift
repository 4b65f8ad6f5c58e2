import Audio
import Foundation
import MultiTask

/// The way over a dataset's recordings.
enum DatasetListening {
    /// Predicts every recording: gives the prediction, what is known of it, and its name. What can't be read is skipped, with
    /// a line on standard error.
    ///
    /// - Throws: `TrainingError.noMaterial` where nothing can be read; `CancellationError` between two recordings.
    static func hear(
        _ collection: any LabelledCollection, with streamer: PitchStreamer,
        _ add: (Prediction, RecordingLabels, String) -> Void
    ) throws {
        let progress = ProgressLine()
        defer { progress.clear() }
        var skipped = collection.skipped
        var count = 0
        for (index, item) in collection.items.enumerated() {
            try Task.checkCancellation()
            progress.show("\(collection.folder.path): \(index) of \(collection.items.count)")
            do {
                let labels = try item.labels()
                let prediction =
                    item.sounds.count == 1
                    ? try streamer.predict(contentsOf: item.sounds[0]) : try streamer.predict(item.sound())
                add(prediction, labels, item.name)
                count += 1
            } catch let error as AudioError {
                skipped.append("\(item.name): \(error)")
            } catch let error as DatasetError {
                skipped.append("\(item.name): \(error)")
            }
        }
        progress.clear()
        guard count > 0 else {
            let first = skipped.first.map { ", " + ($0.hasSuffix(".") ? String($0.dropLast()) : $0) } ?? ""
            throw TrainingError.noMaterial(
                folder: collection.folder.path, reason: "none of its recordings can be read" + first)
        }
        for sentence in skipped { FileHandle.standardError.write(Data("skipped: \(sentence)\n".utf8)) }
    }
}
