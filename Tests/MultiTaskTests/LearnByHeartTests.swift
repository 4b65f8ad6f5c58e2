import Audio
import Foundation
import Testing

@testable import MultiTask
@testable import Tensor

/// One clip learnt by heart: the whole of the engine, the network and the decoder, in under a minute.
@Suite struct LearnByHeartTests {
    @Test func oneClipIsLearntByHeart() throws {
        let instruments: [Instrument] = [.cello, .flute]
        var description = ModelDescription(
            network: NetworkSettings(channels: [8, 16, 24, 32], instrumentCount: 2), instruments: instruments)
        let magnitudes = ConstantQ(description.features.constantQ)
            .magnitudes(of: TestSounds.rendering(TestSounds.phrase).samples)
        let item = TrainingSet.Item(
            name: "phrase", magnitudes: magnitudes, settings: description.features,
            notes: TrainingSet.labels(TestSounds.phrase, instruments: instruments, frameRate: 31.25))
        let settings = TrainingSettings(
            batchSize: 1, clipFrames: 313, learningRate: 1e-2, weightDecay: 0, loss: .standard, runningShare: 1,
            augments: false)
        let set = TrainingSet(items: [item])
        let statistics = try ClipSampler(source: set, description: description, settings: settings).statistics(
            batches: 1)
        (description.features.mean, description.features.deviation) = statistics
        let sampler = ClipSampler(source: set, description: description, settings: settings)

        var generator = SeededGenerator(seed: 1)
        var state = TrainingState(
            description: description,
            parameters: ParameterSet(initializing: MultiTaskNet(description.network).specifications, using: &generator),
            settings: settings)
        let steps = 260
        var last: TrainingState.Figures?
        for step in 0..<steps {
            let rate = LearningRateSchedule.cosine(rate: 1e-2, warmUp: 10, total: steps).rate(at: step)
            last = try state.step(try sampler.batch(step: 0), learningRate: rate)
        }
        let figures = try #require(last)
        #expect(figures.roll < 0.003)
        #expect(figures.pitch < 0.01)
        #expect(figures.instrument < 0.03)

        // Through the front door, the notes are the score's.
        let model = Model(description: description, parameters: state.parameters)
        let heard = try PitchStreamer(model: model, options: PitchStreamer.Options())
            .transcribe(TestSounds.rendering(TestSounds.phrase))
        let expected = TestSounds.phrase.map { ($0.pitch, $0.program == 73 ? Instrument.flute : .cello, $0.onset) }
        #expect(heard.notes.count == expected.count)
        for (pitch, instrument, onset) in expected {
            #expect(
                heard.notes.contains {
                    $0.pitch == pitch && $0.instrument == instrument && abs($0.onset - onset) < 0.05
                }, "\(instrument) \(pitch) at \(onset)")
        }
        let playing = try InstrumentRecognizer(model: model, options: InstrumentRecognizer.Options())
            .recognize(TestSounds.rendering(TestSounds.phrase))
        #expect(Set(playing.segments.map { $0.instrument }) == [Instrument.cello, Instrument.flute])
    }
}
