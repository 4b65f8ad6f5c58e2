internal import Audio
import Foundation
internal import Tensor

/// Makes clips out of stems: which play together, from where, how loud, in which room.
///
/// A clip depends on the generator alone, whichever thread makes it.
struct StemMixer: ClipSource {
    let folder: StemFolder
    let features: FeatureSettings
    let settings: MixSettings
    private let transform: ConstantQ
    private let effects: MixEffects

    init(folder: StemFolder, features: FeatureSettings, settings: MixSettings = MixSettings()) {
        self.folder = folder
        self.features = features
        self.settings = settings
        transform = ConstantQ(features.constantQ)
        effects = MixEffects(sampleRate: features.constantQ.sampleRate)
    }

    /// A stretch of a stem.
    private struct Part {
        let stem: StemFolder.Stem
        /// The frame of the stem with which the mix begins.
        let start: Int
    }

    /// A mixture somewhat longer than a clip, and the frame at which the clip begins in it: what came before has brought
    /// the running reference to where it would stand, and what follows completes the last frames.
    func clip(frames clipFrames: Int, using generator: inout SeededGenerator) throws -> (
        item: TrainingSet.Item, start: Int
    ) {
        let before = generator.happens(0.2) ? 0 : 30 + generator.integer(below: 64)
        let frames = before + clipFrames + Self.after
        let isEmpty = generator.happens(settings.emptyShare)
        var parts = isEmpty ? [] : foreground(frames: frames, &generator)
        if !folder.percussion.isEmpty, generator.happens(isEmpty ? 0.4 : settings.percussionShare) {
            parts.append(part(of: generator.element(folder.percussion), frames: frames, &generator))
        }
        if !folder.unlabelled.isEmpty, generator.happens(isEmpty ? 0.4 : settings.unlabelledShare) {
            parts.append(part(of: generator.element(folder.unlabelled), frames: frames, &generator))
        }
        var mixture = try mix(parts, frames: frames, &generator)
        colour(&mixture, &generator)
        let notes = parts.flatMap { part in
            part.stem.notes.compactMap { $0.moved(by: -part.start, within: frames) }
        }
        let item = TrainingSet.Item(
            name: "", magnitudes: transform.magnitudes(of: mixture), settings: features, notes: notes)
        return (item, before)
    }

    /// Frames that the transform looks ahead.
    private static let after = 20

    // MARK: - Who plays

    private func foreground(frames: Int, _ generator: inout SeededGenerator) -> [Part] {
        let size = 1 + generator.index(weights: settings.sizes)
        if generator.happens(settings.mixedShare) {
            return (0..<size).map { _ in
                part(of: generator.element(generator.element(folder.groups)), frames: frames, &generator)
            }
        }
        // One piece: all from the same place.
        let group = generator.shuffled(generator.element(folder.groups))
        let length = group.map(\.frameCount).min() ?? 0
        let start = place(in: length, frames: frames, &generator)
        return group.prefix(size).map { Part(stem: $0, start: start) }
    }

    private func part(of stem: StemFolder.Stem, frames: Int, _ generator: inout SeededGenerator) -> Part {
        Part(stem: stem, start: place(in: stem.frameCount, frames: frames, &generator))
    }

    private func place(in samples: Int, frames: Int, _ generator: inout SeededGenerator) -> Int {
        let room = samples / features.constantQ.hop - frames
        return room > 0 ? generator.integer(below: room + 1) : 0
    }

    // MARK: - How they sound together

    private func mix(_ parts: [Part], frames: Int, _ generator: inout SeededGenerator) throws -> [Float] {
        let hop = features.constantQ.hop
        var mixture = [Float](repeating: 0, count: frames * hop)
        for part in parts {
            let reader = try AudioFileReader(contentsOf: part.stem.audio)
            try reader.seek(toFrame: min(part.start * hop, part.stem.frameCount))
            var samples = try reader.read(frames: mixture.count)?.mono().samples ?? []
            let level = MixEffects.activeLevel(samples)
            guard level > 0 else { continue }
            equalize(&samples, &generator)
            let gain = Float(pow(10, generator.uniform(settings.gain) / 20)) / level
            for index in samples.indices { mixture[index] += gain * samples[index] }
        }
        return mixture
    }

    private func equalize(_ samples: inout [Float], _ generator: inout SeededGenerator) {
        let depth = settings.equalizer
        guard depth > 0 else { return }
        effects.equalize(
            &samples,
            tilt: (300 * pow(2_000.0 / 300, generator.unit()), generator.uniform(-depth / 2...depth / 2)),
            bell: (
                80 * pow(80, generator.unit()), generator.uniform(-depth...depth), generator.uniform(0.4...1.5)
            ))
    }

    /// What happens to the whole: loudness, colour, room, compression, a band limit, noise.
    private func colour(_ mixture: inout [Float], _ generator: inout SeededGenerator) {
        equalize(&mixture, &generator)
        if generator.happens(settings.compressionShare) {
            effects.compress(
                &mixture, threshold: generator.uniform(-30 ... -10), ratio: generator.uniform(1.5...6))
        }
        if generator.happens(settings.roomShare) {
            effects.addRoom(
                to: &mixture, decay: generator.uniform(0.15...1.2),
                wet: Float(pow(10, generator.uniform(-20 ... -6) / 20)), damping: Float(generator.uniform(0.1...0.5)),
                size: generator.uniform(0.5...1.6))
        }
        if generator.happens(settings.bandLimitShare) {
            effects.bandLimit(&mixture, frequency: generator.uniform(2_500...7_000))
        }
        let peak = mixture.reduce(0) { max($0, abs($1)) }
        let target = Float(pow(10, generator.uniform(settings.peak) / 20))
        if peak > 0 {
            let scale = target / peak
            for index in mixture.indices { mixture[index] *= scale }
        }
        if generator.happens(peak > 0 ? settings.noiseShare : 0.7) {
            let level = target * Float(pow(10, generator.uniform(-75 ... -35) / 20)) * 1.7
            // From white to brown: a low-pass whose pole is drawn.
            let pole = Float(generator.unit()) * 0.95
            var last: Float = 0
            for index in mixture.indices {
                last = pole * last + (1 - pole) * (2 * generator.uniform() - 1)
                mixture[index] += level * last
            }
        }
    }
}

extension TrainingSet.LabelledNote {
    /// The note so many frames later, as far as it lies within the first `count` frames; nil where it doesn't.
    func moved(by shift: Int, within count: Int) -> TrainingSet.LabelledNote? {
        let (first, end) = (max(0, frames.lowerBound + shift), min(count, frames.upperBound + shift))
        guard first < end else { return nil }
        return TrainingSet.LabelledNote(instrument: instrument, key: key, frames: first..<end)
    }
}
