import Foundation
import MultiTask

/// What a recording does to notes that were recorded dry and one by one: levels, an equaliser, a room, noise.
struct CorpusMixer {
    let effects: MixEffects

    init(sampleRate: Double) {
        effects = MixEffects(sampleRate: sampleRate)
    }

    /// Mixes parts at their gains, each first brought to the same loudness.
    ///
    /// - Parameter stems: Samples and decibels.
    /// - Returns: The mixture, with a peak between −20 and −1 dB of full scale; silence stays silence.
    func mix(_ stems: [(samples: [Float], gain: Double)], frameCount: Int, _ random: inout CorpusRandom) -> [Float] {
        var mixture = [Float](repeating: 0, count: frameCount)
        for (samples, gain) in stems {
            var stem = samples
            tilt(&stem, decibels: random.uniform(-3...3), &random)
            let level = MixEffects.activeLevel(stem)
            guard level > 0 else { continue }
            let scale = Float(pow(10, gain / 20)) / level
            for index in 0..<min(frameCount, stem.count) { mixture[index] += scale * stem[index] }
        }
        tilt(&mixture, decibels: random.uniform(-4...4), &random)
        if random.happens(0.5) { addRoom(to: &mixture, &random) }
        let peak = mixture.reduce(0) { max($0, abs($1)) }
        let target = Float(pow(10, random.uniform(-20 ... -1) / 20))
        guard peak > 0 else { return mixture }
        let scale = target / peak
        for index in mixture.indices { mixture[index] *= scale }
        if random.happens(0.3) {
            // Hiss, between 70 and 45 dB below the peak; it may not clip.
            let hiss = target * Float(pow(10, random.uniform(-70 ... -45) / 20)) * 1.7
            for index in mixture.indices {
                mixture[index] += hiss * Float(random.unit() * 2 - 1)
            }
        }
        return mixture
    }

    /// What lies above 300 to 2,000 Hz is raised or lowered.
    private func tilt(_ samples: inout [Float], decibels: Double, _ random: inout CorpusRandom) {
        effects.tilt(&samples, corner: 300 * pow(2_000.0 / 300, random.unit()), decibels: decibels)
    }

    private func addRoom(to samples: inout [Float], _ random: inout CorpusRandom) {
        let decay = random.uniform(0.15...0.6)
        let wet = Float(pow(10, random.uniform(-18 ... -7) / 20))
        let damping = Float(random.uniform(0.1...0.5))
        effects.addRoom(
            to: &samples, decay: decay, wet: wet, damping: damping, size: random.uniform(0.6...1.4))
    }
}
