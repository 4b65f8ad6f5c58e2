import Foundation
internal import Tensor

/// Where clips come from.
protocol ClipSource: Sendable {
    /// Some recording, and the frame of it with which a clip of `frames` begins. Depends on the generator alone.
    func clip(frames: Int, using generator: inout SeededGenerator) throws -> (item: TrainingSet.Item, start: Int)
}

/// Draws batches of clips from a source: where in which recording, how its level is measured, and small changes
/// of pitch and colour. The batch of a step depends on the seed and the step alone.
struct ClipSampler: Sendable {
    let source: any ClipSource
    let description: ModelDescription
    let settings: TrainingSettings

    /// A batch as the network takes it.
    struct Batch {
        let input: Tensor
        let targets: Targets
    }

    /// The batch of a step.
    ///
    /// - Throws: what the source throws, such as ``AudioError`` for a stem that is no longer there.
    func batch(step: Int) throws -> Batch {
        let (count, frames) = (settings.batchSize, settings.clipFrames)
        let keys = Prediction.pitchCount
        let instruments = description.instruments.count
        var input = [Float](repeating: 0, count: count * keys * frames)
        var roll = [Float](repeating: 0, count: count * keys * frames * instruments)
        var pitch = [Float](repeating: 0, count: count * keys * frames)
        var activity = [Float](repeating: 0, count: count * frames * instruments)
        var masks: ClipMasks?
        for index in 0..<count {
            var generator = SeededGenerator(
                seed: settings.seed &+ UInt64(step) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(index) &* 0xD1B5_4A32_D192_ED03)
            let clip = try draw(using: &generator)
            fill(clip, index: index, input: &input)
            for note in clip.item.notes {
                let key = note.key + clip.shift
                guard 0..<keys ~= key else { continue }
                let first = max(0, note.frames.lowerBound - clip.start)
                let end = min(frames, note.frames.upperBound - clip.start)
                guard first < end else { continue }
                for frame in first..<end {
                    let cell = (index * keys + key) * frames + frame
                    pitch[cell] = 1
                    roll[cell * instruments + note.instrument] = 1
                    activity[(index * frames + frame) * instruments + note.instrument] = 1
                }
            }
            guard let partial = clip.item.partial else { continue }
            for note in partial.pitches {
                let key = note.key + clip.shift
                guard 0..<keys ~= key else { continue }
                for frame in note.frames.clamped(to: clip.start..<clip.start + frames) {
                    pitch[(index * keys + key) * frames + frame - clip.start] = 1
                }
            }
            var known = masks ?? ClipMasks(clips: count, frames: frames, instruments: instruments)
            known.add(partial, clip: index, start: clip.start, activity: &activity)
            masks = known
        }
        return Batch(
            input: Tensor(input, shape: [count, keys, frames, 1]),
            targets: Targets(
                roll: Tensor(roll, shape: [count, keys, frames, instruments]),
                pitch: Tensor(pitch, shape: [count, keys, frames]),
                instrument: Tensor(activity, shape: [count, frames, instruments]), masks: masks?.tensors))
    }

    /// One clip's choices.
    private struct Clip {
        let item: TrainingSet.Item
        let start: Int
        let usesRunningReference: Bool
        /// Keys up.
        let shift: Int
        /// Added to each bin, in decibels.
        let colour: [Float]
    }

    private func draw(using generator: inout SeededGenerator) throws -> Clip {
        let (item, start) = try source.clip(frames: settings.clipFrames, using: &generator)
        let usesRunningReference = generator.uniform() < settings.runningShare
        var shift = 0
        var colour = [Float](repeating: 0, count: Prediction.pitchCount)
        if settings.augments {
            let width = 2 * settings.greatestShift + 1
            shift = Int(generator.next() % UInt64(width)) - settings.greatestShift
            colour = equalizer(using: &generator)
        }
        return Clip(item: item, start: start, usesRunningReference: usesRunningReference, shift: shift, colour: colour)
    }

    /// A smooth curve over the bins: a tilt and two waves, a few decibels each.
    private func equalizer(using generator: inout SeededGenerator) -> [Float] {
        let depth = settings.equalizerDepth
        let tilt = depth * generator.normal()
        let waves = (1...2).map { cycles in
            (Float(cycles), depth * 0.5 * generator.normal(), 2 * Float.pi * generator.uniform())
        }
        return (0..<Prediction.pitchCount).map { key in
            let place = Float(key) / Float(Prediction.pitchCount - 1) - 0.5
            return waves.reduce(tilt * place) { $0 + $1.1 * sinf(2 * .pi * $1.0 * place + $1.2) }
        }
    }

    private func fill(_ clip: Clip, index: Int, input: inout [Float]) {
        let (keys, frames) = (Prediction.pitchCount, settings.clipFrames)
        let features = description.features
        let range = Float(features.range)
        for key in 0..<keys {
            let source = key - clip.shift
            let (mean, inverse) = (features.mean[key], 1 / features.deviation[key])
            let colour = 0..<keys ~= source ? clip.colour[source] : 0
            for frame in 0..<frames {
                let place = clip.start + frame
                var value: Float = 0
                if 0..<keys ~= source, place < clip.item.frameCount {
                    let level = Float(clip.item.levels[place * keys + source]) * 0.01 + colour
                    let reference =
                        clip.usesRunningReference ? clip.item.runningReference[place] : clip.item.wholeReference
                    value = min(1, max(0, (level - reference) / range + 1))
                }
                input[(index * keys + key) * frames + frame] = (value - mean) * inverse
            }
        }
    }

    /// The mean and deviation of each bin over clips of the first steps, before standardisation: for a description
    /// whose mean is 0 and deviation 1.
    func statistics(batches: Int) throws -> (mean: [Float], deviation: [Float]) {
        let keys = Prediction.pitchCount
        var sums = [Double](repeating: 0, count: keys)
        var squares = [Double](repeating: 0, count: keys)
        var count = 0.0
        for step in 0..<batches {
            let input = try batch(step: step).input
            let frames = input.shape[2]
            let values = input.scalars
            for row in 0..<input.shape[0] * keys {
                for value in values[row * frames..<(row + 1) * frames] {
                    sums[row % keys] += Double(value)
                    squares[row % keys] += Double(value) * Double(value)
                }
            }
            count += Double(input.shape[0] * frames)
        }
        let mean = sums.map { Float($0 / count) }
        // A bin that is nearly always silent would be blown up by its tiny deviation.
        let deviation = zip(sums, squares).map { sum, square in
            Float(max(0.05, max(0, square / count - sum * sum / (count * count)).squareRoot()))
        }
        return (mean, deviation)
    }
}
