import ArgumentParser
import Foundation
import MultiTask

/// What the commands that listen have in common: which weights, and what levels are measured against.
struct ModelOptions: ParsableArguments {
    /// `LevelReference`, as it is called on the command line.
    enum Reference: String, ExpressibleByArgument, CaseIterable {
        case running, wholeInput
    }

    @Option(help: "Weights as safetensors; by default those that ship with the program.")
    var weights: String?

    @Option(help: "What levels are measured against: as they would be live, or the loudest moment of the whole input.")
    var reference = Reference.running

    /// Nil stands for the running rule of the weights.
    var levelReference: LevelReference? { reference == .wholeInput ? .wholeInput : nil }

    /// - Throws: `ModelError`.
    func recognizer() throws -> InstrumentRecognizer {
        let options = InstrumentRecognizer.Options(reference: levelReference)
        return try weights.map { try InstrumentRecognizer(contentsOf: URL(fileURLWithPath: $0), options: options) }
            ?? InstrumentRecognizer(options: options)
    }

    /// - Throws: `ModelError`.
    func streamer() throws -> PitchStreamer {
        let options = PitchStreamer.Options(reference: levelReference)
        return try weights.map { try PitchStreamer(contentsOf: URL(fileURLWithPath: $0), options: options) }
            ?? PitchStreamer(options: options)
    }
}
