import Audio
import Foundation
import Testing

@testable import MultiTask
@testable import Tensor

/// What a run says of itself on material that it doesn't train on.
@Suite struct ValidationTests {
    /// Clips of one note each: a flute's in one half of the clips, a cello's in the others.
    private struct Source: ClipSource {
        func clip(
            frames: Int, using generator: inout SeededGenerator
        ) throws -> (item: TrainingSet.Item, start: Int) {
            let isFlute = generator.uniform() < 0.5
            let key = isFlute ? 60 : 20
            var magnitudes = Spectrogram(
                values: [Float](repeating: 1e-4, count: frames * 88), binCount: 88, hop: 512, sampleRate: 16_000)
            for frame in 8..<frames / 2 { magnitudes.values[frame * 88 + key] = 1 }
            let note = TrainingSet.LabelledNote(instrument: isFlute ? 1 : 0, key: key, frames: 8..<frames / 2)
            return (TrainingSet.Item(name: "", magnitudes: magnitudes, settings: FeatureSettings(), notes: [note]), 0)
        }
    }

    private let description = ModelDescription(
        network: NetworkSettings(channels: [4, 4, 4, 4], instrumentCount: 2), instruments: [.cello, .flute])
    private let settings = TrainingSettings(batchSize: 4, clipFrames: 48)

    private func state(steps: Int) throws -> TrainingState {
        var generator = SeededGenerator(seed: 3)
        let parameters = ParameterSet(
            initializing: MultiTaskNet(description.network).specifications, using: &generator)
        var state = TrainingState(description: description, parameters: parameters, settings: settings)
        let sampler = ClipSampler(source: Source(), description: description, settings: settings)
        for step in 0..<steps { _ = try state.step(sampler.batch(step: step), learningRate: 1e-2) }
        return state
    }

    private func figures(_ state: TrainingState) throws -> Trainer.Validated {
        try Validation(source: Source(), description: description, settings: settings, clips: 10)
            .figures(of: Model(description: description, parameters: state.parameters))
    }

    @Test func figuresRiseWithTraining() throws {
        let (before, after) = (try figures(state(steps: 0)), try figures(state(steps: 150)))
        #expect(after.rollLoss < 0.2 * before.rollLoss)
        #expect(after.pitchAccuracy > 0.8 && after.pitchAccuracy > before.pitchAccuracy)
        #expect(
            after.instrumentF1 > before.instrumentF1 + 0.2 && after.rollAccuracy > before.rollAccuracy + 0.2,
            "\(before), \(after)")
        #expect(before.instrumentF1 < 0.75)
    }

    /// The clips are the same each time, whatever the run's seed.
    @Test func sameClipsEachTime() throws {
        let state = try state(steps: 2)
        var other = settings
        other.seed = 99
        let model = Model(description: description, parameters: state.parameters)
        let second = try Validation(source: Source(), description: description, settings: other, clips: 10)
            .figures(of: model)
        #expect(try figures(state) == second)
    }
}
