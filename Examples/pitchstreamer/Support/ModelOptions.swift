import ArgumentParser
import Foundation
import MultiTask

/// What the commands that listen have in common: which weights, and what levels are measured against.
struct ModelOptions: ParsableArguments {
    /// `LevelReference`, as it is called on the command line.
    enum Reference: String, ExpressibleByArgument, CaseIterable {
        case running, wholeInput
    }

    @Option(help: "Weights as safetensors; by default those that ship with the program.", completion: .weights)
    var weights: String?

    @Option(help: "What levels are measured against: as they would be live, or the loudest moment of the whole input.")
    var reference = Reference.running

    @Option(help: "In which numbers the network multiplies: single, or bfloat16 where the processor can.")
    var precision = Precision.single

    /// Nil stands for the running rule of the weights.
    var levelReference: LevelReference? { reference == .wholeInput ? .wholeInput : nil }

    /// - Throws: `ModelError`; `ValidationError` for instruments that the weights don't know.
    func recognizer(_ steering: SteeringOptions) throws -> InstrumentRecognizer {
        let file = try file()
        let options = InstrumentRecognizer.Options(
            reference: levelReference, thresholds: try steering.thresholds(for: file.modelDescription),
            preset: steering.preset, steering: try steering.steering(for: file.modelDescription), precision: precision)
        return file.instrumentRecognizer(options: options)
    }

    /// - Throws: `ModelError`; `ValidationError` for instruments that the weights don't know.
    func streamer(_ steering: SteeringOptions) throws -> PitchStreamer {
        let file = try file()
        let options = PitchStreamer.Options(
            reference: levelReference, thresholds: try steering.thresholds(for: file.modelDescription),
            preset: steering.preset, steering: try steering.steering(for: file.modelDescription), precision: precision)
        return file.pitchStreamer(options: options)
    }

    private func file() throws -> WeightsFile { try WeightsFile(contentsOf: weights.map { URL(fileURLWithPath: $0) }) }
}

extension Precision: ExpressibleByArgument {}
