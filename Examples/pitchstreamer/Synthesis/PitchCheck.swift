import Audio
import Foundation

/// Whether a recorded note sounds at the pitch of its key: labels that say so must be true.
struct PitchCheck: Sendable {
    static let shared = PitchCheck()

    private static let size = 16_384
    private let transform = FourierTransform(size: PitchCheck.size)

    /// - Parameter samples: One note from its onset, at 16 kHz.
    /// - Returns: False if less than an eighth of the energy lies at the first eight partials of the pitch, or next to
    ///   nothing at the odd ones, as where it sounds an octave higher.
    func isHeard(pitch: Int, in samples: [Float]) -> Bool {
        let size = PitchCheck.size
        var real = [Float](repeating: 0, count: size)
        var imaginary = real
        for index in 0..<min(size, samples.count) {
            let window = 0.5 - 0.5 * cos(2 * Double.pi * Double(index) / Double(size))
            real[index] = samples[index] * Float(window)
        }
        transform.forward(&real, &imaginary)
        var powers = [Float](repeating: 0, count: size / 2)
        for bin in powers.indices { powers[bin] = real[bin] * real[bin] + imaginary[bin] * imaginary[bin] }
        let resolution = CorpusRenderer.sampleRate / Double(size)
        let fundamental = 440 * pow(2, Double(pitch - 69) / 12)
        func power(partial: Int) -> Float {
            let frequency = fundamental * Double(partial)
            // Players and tuners are within 0.6 semitones; the window's lobe is 2 Hz wide.
            let reach = max(2, frequency * 0.035)
            let low = max(0, Int((frequency - reach) / resolution))
            let high = min(powers.count - 1, Int((frequency + reach) / resolution))
            return low <= high ? powers[low...high].reduce(0, +) : 0
        }
        let partials = (1...8).map(power(partial:))
        let total = powers.reduce(0, +)
        return partials.reduce(0, +) > 0.12 * total && partials[0] + partials[2] + partials[4] > 0.02 * total
    }
}
