import Audio
import Foundation
import Testing

@testable import MultiTask

/// A dataset's folder in small, made for one test in the dataset's own layout.
final class Miniature: Sendable {
    let folder: URL

    init() throws { folder = try TestSounds.temporaryFolder() }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func url(_ path: String) -> URL { folder.appendingPathComponent(path) }

    private func place(_ path: String) throws -> URL {
        let url = url(path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        return url
    }

    func text(_ path: String, _ text: String) throws { try Data(text.utf8).write(to: place(path)) }

    /// Two seconds in the format of the extension, or of `format`.
    func sound(
        _ path: String, _ notes: [ScoreNote] = [], seconds: Double = 2, rate: Double = 16_000,
        format: AudioFileFormat? = nil
    ) throws {
        let url = try place(path)
        let sound = TestSounds.rendering(notes, seconds: seconds, sampleRate: rate)
        if let format {
            try AudioFile.write(sound, to: url, format: format)
        } else {
            try AudioFile.write(sound, to: url)
        }
    }

    func score(_ path: String, _ notes: [ScoreNote]) throws { try MIDIFile(notes: notes).write(to: place(path)) }

    func remove(_ path: String) throws { try FileManager.default.removeItem(at: url(path)) }

    /// The miniature as a test trains on it: eight clips, and what the weights are then worth.
    func trainAndEvaluate(
        _ collection: any LabelledCollection, validation: (any LabelledCollection)? = nil,
        instruments: [Instrument] = [.piano, .violin, .cello, .flute]
    ) throws -> EvaluationReport {
        let run = url("run")
        let settings = TrainingSettings(budget: .clips(8), batchSize: 2, clipFrames: 48)
        let trainer = Trainer(
            settings: settings, network: NetworkSettings(channels: [4, 4, 4, 4], instrumentCount: instruments.count),
            instruments: instruments)
        try trainer.train(on: collection, run: run, validation: validation)
        let streamer = try PitchStreamer(contentsOf: run.appendingPathComponent("weights.safetensors"))
        var evaluator = Evaluator(instruments: streamer.instruments)
        for item in collection.items {
            evaluator.add(try streamer.predict(item.sound()), labels: try item.labels(), name: item.name)
        }
        return evaluator.report
    }
}

/// That opening a folder fails with one sentence that has all of the words.
func expectSentence(
    _ words: String..., at location: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) {
    let error = #expect(throws: (any Error).self, sourceLocation: location) { try body() }
    let sentence = error.map { "\($0)" } ?? ""
    for word in words { #expect(sentence.contains(word), "\(sentence)", sourceLocation: location) }
    #expect(sentence.hasSuffix(".") && !sentence.hasSuffix(".."), "\(sentence)", sourceLocation: location)
}
