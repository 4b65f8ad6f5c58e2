import Audio
import Foundation
import Testing

@testable import MultiTask
@testable import Tensor

/// Window by window gives what the whole gives at once, and a stream what the file gives.
@Suite struct WindowedInferenceTests {
    private let model = TestSounds.randomModel()

    /// Features with something in them everywhere.
    private func features(frames: Int) -> Spectrogram {
        var generator = SeededGenerator(seed: 3)
        return Spectrogram(
            values: (0..<frames * 88).map { _ in generator.uniform() }, binCount: 88, hop: 512, sampleRate: 16_000)
    }

    private func windowed(_ features: Spectrogram, core: Int, blocks: [Int]) throws -> [Prediction] {
        var inference = WindowedInference(model: model, core: core)
        var parts: [Prediction] = []
        var first = 0
        var index = 0
        while first < features.frameCount {
            let count = min(blocks[index % blocks.count], features.frameCount - first)
            let block = Spectrogram(
                values: Array(features.values[first * 88..<(first + count) * 88]), binCount: 88, hop: 512,
                sampleRate: 16_000)
            try inference.append(block) { parts.append($0) }
            first += count
            index += 1
        }
        try inference.finish { parts.append($0) }
        return parts
    }

    @Test(arguments: [1, 9, 16, 97, 312, 313, 700])
    func windowsEqualTheWhole(frames: Int) throws {
        let features = features(frames: frames)
        let normalizer = FeatureNormalizer(model.description.features)
        let output = model.network(
            normalizer.tensor(features, frames: 0..<max(16, frames)), parameters: model.parameters)
        var context = model.description.context.map {
            InstrumentContext($0, instrumentCount: model.description.instruments.count, frameRate: 31.25)
        }
        let whole = Prediction(output, frames: 0..<frames, description: model.description, context: &context)
        for (core, blocks) in [(16, [1]), (64, [7, 100]), (320, [frames])] {
            let parts = try windowed(features, core: core, blocks: blocks)
            #expect(parts.reduce(0) { $0 + $1.frameCount } == frames)
            for (part, expected) in [
                (parts.flatMap(\.roll), whole.roll), (parts.flatMap(\.pitch), whole.pitch),
                (parts.flatMap(\.instrument), whole.instrument),
            ] {
                let difference = zip(part, expected).map { abs($0 - $1) }.max() ?? .infinity
                #expect(part.count == expected.count && difference < 1e-4, "core \(core)")
            }
        }
    }

    @Test func memoryIsBoundedByTheWindow() throws {
        var inference = WindowedInference(model: model, core: 16)
        let block = features(frames: 10)
        for _ in 0..<100 {
            try inference.append(block) { _ in }
            #expect(inference.heldFrames <= 16 + 2 * WindowedInference.context + 10)
        }
    }

    /// The context must cover what the network sees to either side of a frame.
    @Test func contextCoversWhatTheNetworkSees() {
        let frames = 480
        let normalizer = FeatureNormalizer(model.description.features)
        var features = features(frames: frames)
        let before = model.network(normalizer.tensor(features, frames: 0..<frames), parameters: model.parameters).roll
        for bin in 0..<88 { features.values[240 * 88 + bin] += 5 }
        let after = model.network(normalizer.tensor(features, frames: 0..<frames), parameters: model.parameters).roll
        let instruments = model.description.instruments.count
        var reached: [Int] = []
        let (old, new) = (before.scalars, after.scalars)
        for index in old.indices where old[index] != new[index] {
            reached.append(abs(index / instruments % frames - 240))
        }
        let reach = reached.max() ?? 0
        #expect(reach > 30 && reach <= WindowedInference.context, "a change reaches \(reach) frames")
    }
}
