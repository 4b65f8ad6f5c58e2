import Audio
import Foundation
import Testing

@testable import MultiTask
@testable import Tensor

/// What isn't known counts nothing.
@Suite struct MaskedLossTests {
    private let settings = LossSettings.standard
    private let shape = (clips: 2, keys: 88, frames: 6, instruments: 3)

    private func random(_ shape: TensorShape, _ generator: inout SeededGenerator) -> Tensor {
        Tensor((0..<shape.elementCount).map { _ in generator.normal() }, shape: shape)
    }

    private func output(_ generator: inout SeededGenerator) -> NetworkOutput {
        NetworkOutput(
            logits: random([shape.clips, shape.keys, shape.frames, shape.instruments], &generator),
            settings: NetworkSettings(channels: [4, 4, 4, 4], instrumentCount: 3))
    }

    private func targets(_ generator: inout SeededGenerator, masks: Targets.Masks?) -> Targets {
        func bits(_ shape: TensorShape) -> Tensor {
            Tensor((0..<shape.elementCount).map { _ in generator.uniform() < 0.3 ? 1 : 0 }, shape: shape)
        }
        return Targets(
            roll: bits([shape.clips, shape.keys, shape.frames, shape.instruments]),
            pitch: bits([shape.clips, shape.keys, shape.frames]),
            instrument: bits([shape.clips, shape.frames, shape.instruments]), masks: masks)
    }

    private func masks(_ value: Float) -> Targets.Masks {
        let cells = shape.clips * shape.frames
        return Targets.Masks(
            roll: Tensor(
                [Float](repeating: value, count: cells * shape.instruments),
                shape: [shape.clips, 1, shape.frames, shape.instruments]),
            pitch: Tensor([Float](repeating: value, count: cells), shape: [shape.clips, 1, shape.frames]),
            instrument: Tensor(
                [Float](repeating: value, count: cells * shape.instruments),
                shape: [shape.clips, shape.frames, shape.instruments]))
    }

    private func losses(seed: UInt64 = 1, masks: Targets.Masks?) -> Losses {
        var generator = SeededGenerator(seed: seed)
        let output = output(&generator)
        return Losses(output, targets: targets(&generator, masks: masks), settings: settings)
    }

    @Test func aMaskOfOnesChangesNothing() {
        let (plain, masked) = (losses(masks: nil), losses(masks: masks(1)))
        for (left, right) in [
            (plain.roll, masked.roll), (plain.pitch, masked.pitch), (plain.instrument, masked.instrument),
            (plain.total, masked.total),
        ] { #expect(abs(left.scalar - right.scalar) < 1e-5 * abs(left.scalar)) }
    }

    @Test func whereNothingIsKnownThereIsNoLossAndNoGradient() {
        let losses = losses(masks: masks(0))
        #expect(losses.total.scalar == 0)
        var generator = SeededGenerator(seed: 2)
        let logits = random([shape.clips, shape.keys, shape.frames, shape.instruments], &generator).tracked()
        let output = NetworkOutput(
            logits: logits, settings: NetworkSettings(channels: [4, 4, 4, 4], instrumentCount: 3))
        let masked = Losses(output, targets: targets(&generator, masks: masks(0)), settings: settings)
        let gradient = masked.total.backward()[logits]
        #expect(gradient?.scalars.allSatisfy { $0 == 0 } ?? true)
    }

    /// Half of the frames known: the losses of the two halves are those of the whole.
    @Test func partsOfTheKnownAddUp() {
        func half(_ isFirst: Bool) -> Targets.Masks {
            let ones = masks(1)
            func cut(_ tensor: Tensor, frameSize: Int) -> Tensor {
                Tensor(
                    tensor.scalars.indices.map { index in
                        ((index / frameSize) % shape.frames < 3) == isFirst ? 1 : 0
                    }, shape: tensor.shape)
            }
            return Targets.Masks(
                roll: cut(ones.roll, frameSize: shape.instruments), pitch: cut(ones.pitch, frameSize: 1),
                instrument: cut(ones.instrument, frameSize: shape.instruments))
        }
        let (whole, first, second) = (losses(masks: nil), losses(masks: half(true)), losses(masks: half(false)))
        #expect(first.roll.scalar > 0 && second.roll.scalar > 0)
        #expect(abs(first.roll.scalar + second.roll.scalar - whole.roll.scalar) < 1e-5 * whole.roll.scalar)
        #expect(abs(first.pitch.scalar + second.pitch.scalar - whole.pitch.scalar) < 1e-5 * whole.pitch.scalar)
        #expect(
            abs(first.instrument.scalar + second.instrument.scalar - whole.instrument.scalar)
                < 1e-5 * whole.instrument.scalar)
    }

    /// The sampler moves masks with the clip, and has none where all is known.
    @Test func clipsCarryTheirMasks() throws {
        let instruments: [Instrument] = [.violin, .flute]
        let description = ModelDescription(
            network: NetworkSettings(channels: [4, 4, 4, 4], instrumentCount: 2), instruments: instruments)
        let sound = TestSounds.rendering([], seconds: 1)
        let magnitudes = ConstantQ(description.features.constantQ).magnitudes(of: sound.samples)
        let rate = description.features.constantQ.frameRate
        let labels = RecordingLabels(
            parts: [
                RecordingLabels.Part(programs: [40], activity: [0..<10 / rate]),
                RecordingLabels.Part(
                    programs: RecordingLabels.anyProgram,
                    notes: [ScoreNote(pitch: 69, onset: 20 / rate, offset: 24 / rate)]),
            ])
        let partial = PartialLabels(
            labels, instruments: instruments, frameCount: magnitudes.frameCount, frameRate: rate, keepsShort: true)
        func batch(_ partial: PartialLabels?) throws -> ClipSampler.Batch {
            let item = TrainingSet.Item(
                name: "", magnitudes: magnitudes, settings: description.features, notes: partial?.notes ?? [],
                partial: partial)
            let settings = TrainingSettings(batchSize: 1, clipFrames: 40, augments: false)
            return try ClipSampler(source: TrainingSet(items: [item]), description: description, settings: settings)
                .batch(step: 0)
        }
        #expect(try batch(nil).targets.masks == nil)
        let targets = try batch(partial).targets
        let masks = try #require(targets.masks)
        // One second and a bit: a clip of 40 frames begins at the first.
        func frames(_ tensor: Tensor, instrument: Int? = nil) -> [Int] {
            let values = tensor.scalars
            return (0..<40).filter { frame in values[instrument.map { frame * 2 + $0 } ?? frame] == 1 }
        }
        #expect(masks.roll.shape == [1, 1, 40, 2] && masks.pitch.shape == [1, 1, 40])
        #expect(frames(masks.pitch) == Array(10..<40))
        #expect(frames(masks.instrument, instrument: 0) == Array(0..<20) + Array(24..<40))
        #expect(frames(masks.instrument, instrument: 1) == Array(0..<20) + Array(24..<40))
        #expect(frames(masks.roll, instrument: 0) == Array(10..<20) + Array(24..<40))
        #expect(frames(targets.instrument, instrument: 0) == Array(0..<10))
        let pitches = targets.pitch.scalars
        #expect(pitches.indices.filter { pitches[$0] == 1 } == (20..<24).map { 48 * 40 + $0 })
    }
}
