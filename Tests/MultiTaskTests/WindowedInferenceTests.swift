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

    private func windowed(
        _ features: Spectrogram, pace: Pace, blocks: [Int], propose: (Int, Prediction) -> Void = { _, _ in }
    ) throws -> [Prediction] {
        var inference = WindowedInference(model: model, pace: pace)
        var parts: [Prediction] = []
        var settled = 0
        func take(_ part: Prediction, _ proposed: Prediction?) {
            parts.append(part)
            settled += part.frameCount
            if let proposed { propose(settled, proposed) }
        }
        var first = 0
        var index = 0
        while first < features.frameCount {
            let count = min(blocks[index % blocks.count], features.frameCount - first)
            let block = Spectrogram(
                values: Array(features.values[first * 88..<(first + count) * 88]), binCount: 88, hop: 512,
                sampleRate: 16_000)
            try inference.append(block, take)
            first += count
            index += 1
        }
        try inference.finish(take)
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
            let parts = try windowed(features, pace: Pace(core: core), blocks: blocks)
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
        let block = features(frames: 10)
        for pace in [Pace(core: 16), .live(.exact, frameRate: 31.25), .live(.seconds(0.5), frameRate: 31.25)] {
            var inference = WindowedInference(model: model, pace: pace)
            for _ in 0..<100 {
                try inference.append(block) { _, _ in }
                #expect(inference.heldFrames <= 16 + 2 * WindowedInference.context + 10)
            }
        }
    }

    /// Each frame of a short look-ahead is what a window says that ends so much later, whatever the blocks.
    @Test(arguments: [0.0, 0.25, 0.5, 1])
    func aShortLookAheadIsAWindowThatEndsSooner(seconds: Double) throws {
        let features = features(frames: 250)
        let pace = Pace.live(.seconds(seconds), frameRate: 31.25)
        let parts = try windowed(features, pace: pace, blocks: [7, 30, 1])
        let roll = parts.flatMap(\.roll)
        #expect(roll.count == 250 * 88 * model.description.instruments.count)
        #expect(try windowed(features, pace: pace, blocks: [250]).flatMap(\.roll) == roll)
        // A frame that is settled last by a window which ends at frame 128.
        let frame = 128 - pace.rightContext - 1
        var cut = features
        cut.values.removeLast((250 - 128) * 88)
        let expected = try windowed(cut, pace: Pace(core: 16), blocks: [128]).flatMap(\.pitch)
        let found = parts.flatMap(\.pitch)
        let row = frame * 88..<(frame + 1) * 88
        let difference: Float = zip(found[row], expected[row]).map { abs($0 - $1) }.max() ?? 1
        #expect(difference < 1e-4, "\(difference)")
    }

    /// Live, each window also says what it thinks of the frames that it doesn't settle, up to the newest.
    @Test func proposalsReachToTheNewestFrame() throws {
        let features = features(frames: 200)
        for lookAhead in [PitchStreamer.LookAhead.exact, .seconds(0.5)] {
            let pace = Pace.live(lookAhead, frameRate: 31.25)
            var ends: [Int] = []
            let parts = try windowed(features, pace: pace, blocks: [11]) { settled, proposed in
                ends.append(settled + proposed.frameCount)
            }
            #expect(ends == Array(stride(from: 16, through: 200, by: pace.step)))
            #expect(parts.reduce(0) { $0 + $1.frameCount } == 200)
        }
    }

    /// What isn't settled for a task that is cancelled is settled by the next call.
    @Test func cancellationLosesNothing() async throws {
        let features = features(frames: 300)
        let model = model
        let (before, after) = try await Task {
            var inference = WindowedInference(model: model, pace: Pace(core: 16))
            var frames = 0
            withUnsafeCurrentTask { $0?.cancel() }
            #expect(throws: CancellationError.self) {
                try inference.append(features) { settled, _ in frames += settled.frameCount }
            }
            let before = frames
            let held = inference
            let after = try await Task.detached {
                var inference = held
                var count = 0
                try inference.finish { settled, _ in count += settled.frameCount }
                return count
            }.value
            return (before, after)
        }.value
        #expect(before == 0 && after == 300)
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
