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
        var shelf = ShelfFilter(corner: corner, decibels: decibels, sampleRate: sampleRate)
        samples.withUnsafeMutableBufferPointer { for index in $0.indices { $0[index] = shelf.next($0[index]) } }
    }

    /// A bell around a frequency (hertz), as wide as it is high in octaves over `quality`.
    package func bell(_ samples: inout [Float], frequency: Double, decibels: Double, quality: Double) {
        var bell = BiquadFilter.bell(
            frequency: frequency, decibels: decibels, quality: quality, sampleRate: sampleRate)
        samples.withUnsafeMutableBufferPointer { for index in $0.indices { $0[index] = bell.next($0[index]) } }
    }

    /// ``tilt(_:corner:decibels:)`` and a ``bell(_:frequency:decibels:quality:)`` behind it, in one pass: each waits for its
    /// own last sample, so that both together take little longer than one.
    package func equalize(
        _ samples: inout [Float], tilt: (corner: Double, decibels: Double),
        bell: (frequency: Double, decibels: Double, quality: Double)
    ) {
        var shelf = ShelfFilter(corner: tilt.corner, decibels: tilt.decibels, sampleRate: sampleRate)
        var peak = BiquadFilter.bell(
            frequency: bell.frequency, decibels: bell.decibels, quality: bell.quality, sampleRate: sampleRate)
        samples.withUnsafeMutableBufferPointer {
            for index in $0.indices { $0[index] = peak.next(shelf.next($0[index])) }
        }
    }

    /// A low-pass of second order, twice: what a small loudspeaker or an MP3 of few bits leaves.
    package func bandLimit(_ samples: inout [Float], frequency: Double) {
        var first = BiquadFilter.lowPass(frequency: frequency, sampleRate: sampleRate)
        var second = first
        samples.withUnsafeMutableBufferPointer {
            for index in $0.indices { $0[index] = second.next(first.next($0[index])) }
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
        var gains = SIMD8<Float>()
        for line in 0..<8 { gains[line] = Float(pow(10, -3 * Double(lengths[line]) / sampleRate / decay)) }
        let signs = SIMD8<Float>(1, -1, 1, -1, 1, -1, 1, -1)
        // Line after line in one piece of memory; a place runs from its line's start to its end, and begins anew.
        var ends = [0]
        for length in lengths { ends.append(ends[ends.count - 1] + length) }
        var places = Array(ends.dropLast())
        var lines = [Float](repeating: 0, count: ends[8])
        var dulled = SIMD8<Float>()
        lines.withUnsafeMutableBufferPointer { lines in
            places.withUnsafeMutableBufferPointer { places in
                ends.withUnsafeBufferPointer { ends in
                    samples.withUnsafeMutableBufferPointer { samples in
                        for index in samples.indices {
                            let dry = samples[index]
                            var out = SIMD8<Float>()
                            for line in 0..<8 { out[line] = lines[places[line]] }
                            out *= gains
                            dulled = out + damping * (dulled - out)
                            let fed = dulled + (dry - 0.25 * dulled.sum())
                            for line in 0..<8 {
                                lines[places[line]] = fed[line]
                                let next = places[line] + 1
                                places[line] = next == ends[line + 1] ? ends[line] : next
                            }
                            samples[index] = dry + wet * (signs * dulled).sum()
                        }
                    }
                }
            }
        }
    }
}
