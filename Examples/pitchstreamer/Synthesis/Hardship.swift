import Audio
import Foundation
import MultiTask

/// What stands between a clean mixture and a poor recording of it: somebody who sings along, a room, noise, and MP3.
struct Hardship {
    private let effects: MixEffects

    init(sampleRate: Double) {
        effects = MixEffects(sampleRate: sampleRate)
    }

    /// - Parameters:
    ///   - samples: A mixture, within full scale.
    ///   - voice: As long as the mixture.
    /// - Returns: As many samples, none of them later than they were, with the mixture's peak or a little less.
    func apply(to samples: [Float], voice: [Float]?, _ random: inout CorpusRandom) throws -> [Float] {
        let peak = samples.reduce(0) { max($0, abs($1)) }
        guard peak > 0 else { return samples }
        var result = samples
        let level = MixEffects.activeLevel(samples)
        let voiceGain = Float(pow(10, random.uniform(-10 ... -2) / 20))
        if let voice, MixEffects.activeLevel(voice) > 0 {
            let scale = voiceGain * level / MixEffects.activeLevel(voice)
            for index in 0..<min(result.count, voice.count) { result[index] += scale * voice[index] }
        }
        effects.addRoom(
            to: &result, decay: random.uniform(0.4...1.2), wet: Float(pow(10, random.uniform(-14 ... -5) / 20)),
            damping: Float(random.uniform(0.1...0.5)), size: random.uniform(0.8...1.6))
        addNoise(to: &result, level: level * Float(pow(10, random.uniform(-35 ... -18) / 20)), &random)
        // Coding overshoots; nothing may clip.
        let target = min(peak, 0.85)
        let scale = target / result.reduce(0) { max($0, abs($1)) }
        for index in result.indices { result[index] *= scale }
        return try throughMP3(result)
    }

    /// Noise that is duller than white, as of a hall or a tape.
    private func addNoise(to samples: inout [Float], level: Float, _ random: inout CorpusRandom) {
        var noise = samples.map { _ in Float(random.unit() * 2 - 1) }
        effects.tilt(&noise, corner: random.uniform(200...2_000), decibels: random.uniform(-18...0))
        let own = (noise.reduce(0) { $0 + $1 * $1 } / Float(max(1, noise.count))).squareRoot()
        guard own > 0 else { return }
        for index in samples.indices { samples[index] += level / own * noise[index] }
    }

    /// Coded and decoded again: libsndfile writes with LAME, and takes the coder's delay away again.
    private func throughMP3(_ samples: [Float]) throws -> [Float] {
        let sound = AudioBuffer(samples: samples, sampleRate: effects.sampleRate)
        let decoded = try AudioFile.read(bytes: AudioFile.encode(sound, as: .mp3), name: "MP3").samples
        return Array(decoded.prefix(samples.count))
            + [Float](repeating: 0, count: max(0, samples.count - decoded.count))
    }
}
