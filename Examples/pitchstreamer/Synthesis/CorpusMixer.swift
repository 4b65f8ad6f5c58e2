import Foundation

/// What a recording does to notes that were recorded dry and one by one: levels, an equaliser, a room, noise.
struct CorpusMixer {
    let sampleRate: Double

    /// Mixes parts at their gains, each first brought to the same loudness.
    ///
    /// - Parameter stems: Samples and decibels.
    /// - Returns: The mixture, with a peak between −20 and −1 dB of full scale; silence stays silence.
    func mix(_ stems: [(samples: [Float], gain: Double)], frameCount: Int, _ random: inout CorpusRandom) -> [Float] {
        var mixture = [Float](repeating: 0, count: frameCount)
        for (samples, gain) in stems {
            var stem = samples
            tilt(&stem, decibels: random.uniform(-3...3), &random)
            let level = activeLevel(stem)
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

    /// The root mean square of the frames within 30 dB of the loudest.
    private func activeLevel(_ samples: [Float]) -> Float {
        let hop = 512
        var energies: [Float] = []
        for start in stride(from: 0, to: samples.count, by: hop) {
            var sum: Float = 0
            for index in start..<min(samples.count, start + hop) { sum += samples[index] * samples[index] }
            energies.append(sum / Float(hop))
        }
        let loudest = energies.max() ?? 0
        guard loudest > 1e-12 else { return 0 }
        let active = energies.filter { $0 > loudest * 1e-3 }
        return (active.reduce(0, +) / Float(active.count)).squareRoot()
    }

    /// A shelf of first order: what lies above 300 to 2,000 Hz is raised or lowered.
    private func tilt(_ samples: inout [Float], decibels: Double, _ random: inout CorpusRandom) {
        let corner = 300 * pow(2_000.0 / 300, random.unit())
        let pole = Float(exp(-2 * .pi * corner / sampleRate))
        let gain = Float(pow(10, decibels / 20))
        var low: Float = 0
        for index in samples.indices {
            low += (1 - pole) * (samples[index] - low)
            samples[index] = low + gain * (samples[index] - low)
        }
    }

    /// A small room: eight delay lines that feed each other through a Householder matrix, duller with each pass.
    ///
    /// J.-M. Jot and A. Chaigne, "Digital delay networks for designing artificial reverberators" (AES 1991).
    private func addRoom(to samples: inout [Float], _ random: inout CorpusRandom) {
        let decay = random.uniform(0.15...0.6)
        let wet = Float(pow(10, random.uniform(-18 ... -7) / 20))
        let damping = Float(random.uniform(0.1...0.5))
        let size = random.uniform(0.6...1.4)
        let lengths = [0.0113, 0.0149, 0.0181, 0.0211, 0.0253, 0.0293, 0.0337, 0.0389].map {
            Int($0 * size * sampleRate)
        }
        let gains = lengths.map { Float(pow(10, -3 * Double($0) / sampleRate / decay)) }
        var starts = [0]
        for length in lengths { starts.append(starts[starts.count - 1] + length) }
        var lines = [Float](repeating: 0, count: starts[8])
        var places = [Int](repeating: 0, count: 8)
        var dulled = [Float](repeating: 0, count: 8)
        lines.withUnsafeMutableBufferPointer { lines in
            for index in samples.indices {
                let dry = samples[index]
                var sum: Float = 0
                for line in 0..<8 {
                    let out = lines[starts[line] + places[line]] * gains[line]
                    dulled[line] = out + damping * (dulled[line] - out)
                    sum += dulled[line]
                }
                var room: Float = 0
                for line in 0..<8 {
                    lines[starts[line] + places[line]] = dry + dulled[line] - 0.25 * sum
                    places[line] = places[line] + 1 == lengths[line] ? 0 : places[line] + 1
                    room += line.isMultiple(of: 2) ? dulled[line] : -dulled[line]
                }
                samples[index] = dry + wet * room
            }
        }
    }
}
