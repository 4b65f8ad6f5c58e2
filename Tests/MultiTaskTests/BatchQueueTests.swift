import Audio
import Foundation
import Testing

@testable import MultiTask
@testable import Tensor

/// Batches come in the order of their steps, made ahead, the same as those made on the spot.
@Suite struct BatchQueueTests {
    /// A source that is silent, but for a level that its generator draws; and that fails when told to.
    private struct Source: ClipSource {
        struct Failure: Error {}
        let features = FeatureSettings()
        var fails = false

        func clip(frames: Int, using generator: inout SeededGenerator) throws -> (item: TrainingSet.Item, start: Int) {
            if fails { throw Failure() }
            let values = (0..<frames * 88).map { _ in generator.uniform() }
            let magnitudes = Spectrogram(values: values, binCount: 88, hop: 512, sampleRate: 16_000)
            return (TrainingSet.Item(name: "", magnitudes: magnitudes, settings: features, notes: []), 0)
        }
    }

    private func sampler(fails: Bool = false) -> ClipSampler {
        ClipSampler(
            source: Source(fails: fails),
            description: ModelDescription(
                network: NetworkSettings(channels: [4, 4, 4, 4], instrumentCount: 9), instruments: Instrument.nine),
            settings: TrainingSettings(batchSize: 2, clipFrames: 16))
    }

    @Test func batchesComeInOrder() throws {
        let sampler = sampler()
        let queue = BatchQueue(sampler, from: 5)
        defer { queue.stop() }
        for step in 5..<12 {
            #expect(try queue.next().input.scalars == sampler.batch(step: step).input.scalars)
        }
    }

    @Test func whatTheSourceThrowsIsThrown() {
        let queue = BatchQueue(sampler(fails: true), from: 0)
        defer { queue.stop() }
        #expect(throws: Source.Failure.self) { try queue.next() }
    }
}
