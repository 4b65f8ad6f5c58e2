import Foundation

/// What a recording does to notes that were recorded dry and one by one: an equaliser, a room, compression, a band
/// limit, noise. All in place, on one channel.
package struct MixEffects: Sendable {
    package let sampleRate: Double

    package init(sampleRate: Double) {
        self.sampleRate = sampleRate
    }

    /// The root mean square of the stretches of 512 samples that are within 30 dB of the loudest; 0 for silence.
    package static func activeLevel(_ samples: [Float]) -> Float {
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

    /// A shelf of first order: what lies above `corner` (hertz) is raised or lowered.
    package func tilt(_ samples: inout [Float], corner: Double, decibels: Double) {
        let pole = Float(exp(-2 * .pi * corner / sampleRate))
        let gain = Float(pow(10, decibels / 20))
        var low: Float = 0
        for index in samples.indices {
            low += (1 - pole) * (samples[index] - low)
            samples[index] = low + gain * (samples[index] - low)
        }
    }

    /// A bell around a frequency (hertz), as wide as it is high in octaves over `quality`.
    ///
    /// R. Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients".
    package func bell(_ samples: inout [Float], frequency: Double, decibels: Double, quality: Double) {
        let amplitude = pow(10, decibels / 40)
        let angle = 2 * Double.pi * frequency / sampleRate
        let alpha = sin(angle) / (2 * quality)
        let scale = 1 / (1 + alpha / amplitude)
        let (b0, b1, b2) = (
            Float((1 + alpha * amplitude) * scale), Float(-2 * cos(angle) * scale),
            Float((1 - alpha * amplitude) * scale)
        )
        let (a1, a2) = (b1, Float((1 - alpha / amplitude) * scale))
        var (s1, s2): (Float, Float) = (0, 0)
        for index in samples.indices {
            let x = samples[index]
            let y = b0 * x + s1
            s1 = b1 * x - a1 * y + s2
            s2 = b2 * x - a2 * y
            samples[index] = y
        }
    }

    /// A low-pass of second order, twice: what a small loudspeaker or an MP3 of few bits leaves.
    package func bandLimit(_ samples: inout [Float], frequency: Double) {
        let angle = 2 * Double.pi * frequency / sampleRate
        let alpha = sin(angle) / (2 * 0.707)
        let scale = 1 / (1 + alpha)
        let b = Float((1 - cos(angle)) / 2 * scale)
        let (a1, a2) = (Float(-2 * cos(angle) * scale), Float((1 - alpha) * scale))
        for _ in 0..<2 {
            var (s1, s2): (Float, Float) = (0, 0)
            for index in samples.indices {
                let x = samples[index]
                let y = b * x + s1
                s1 = 2 * b * x - a1 * y + s2
                s2 = b * x - a2 * y
                samples[index] = y
            }
        }
    }

    /// What is louder than a threshold below the peak is brought nearer to it.
    ///
    /// - Parameters:
    ///   - threshold: decibels relative to the peak, negative.
    ///   - ratio: of the loudness above the threshold before and after, above 1.
    package func compress(_ samples: inout [Float], threshold: Double, ratio: Double) {
        let peak = samples.reduce(0) { max($0, abs($1)) }
        guard peak > 0 else { return }
        let level = peak * Float(pow(10, threshold / 20))
        let power = Float(1 / ratio - 1)
        let (attack, release) = (Float(1 - exp(-1 / (0.005 * sampleRate))), Float(1 - exp(-1 / (0.12 * sampleRate))))
        var envelope: Float = 0
        for index in samples.indices {
            let size = abs(samples[index])
            envelope += (size > envelope ? attack : release) * (size - envelope)
            if envelope > level { samples[index] *= powf(envelope / level, power) }
        }
    }

    /// A small room: eight delay lines that feed each other through a Householder matrix, duller with each pass.
    ///
    /// J.-M. Jot and A. Chaigne, "Digital delay networks for designing artificial reverberators" (AES 1991).
    ///
    /// - Parameters:
    ///   - decay: seconds until it is 60 dB quieter.
    ///   - wet: its level, as a factor.
    ///   - damping: how much of the heights each pass loses, 0 to 1.
    ///   - size: 1 for walls some 4 to 13 m apart.
    package func addRoom(to samples: inout [Float], decay: Double, wet: Float, damping: Float, size: Double) {
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
