import Foundation

/// A shelf of first order, sample by sample: what lies above its corner is raised or lowered.
struct ShelfFilter {
    private let gain: Float
    private let share: Float
    private var low: Float = 0

    /// - Parameter corner: hertz.
    init(corner: Double, decibels: Double, sampleRate: Double) {
        share = 1 - Float(exp(-2 * .pi * corner / sampleRate))
        gain = Float(pow(10, decibels / 20))
    }

    @inline(__always)
    mutating func next(_ sample: Float) -> Float {
        low += share * (sample - low)
        return low + gain * (sample - low)
    }
}

/// A filter of second order, sample by sample, in the transposed second direct form.
///
/// R. Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients".
struct BiquadFilter {
    private let (b0, b1, b2): (Float, Float, Float)
    private let (a1, a2): (Float, Float)
    private var (first, second): (Float, Float) = (0, 0)

    /// A bell around a frequency (hertz), as wide as it is high in octaves over `quality`.
    static func bell(frequency: Double, decibels: Double, quality: Double, sampleRate: Double) -> BiquadFilter {
        let amplitude = pow(10, decibels / 40)
        let angle = 2 * Double.pi * frequency / sampleRate
        let alpha = sin(angle) / (2 * quality)
        return BiquadFilter(
            (1 + alpha * amplitude, -2 * cos(angle), 1 - alpha * amplitude),
            (1 + alpha / amplitude, -2 * cos(angle), 1 - alpha / amplitude))
    }

    /// A low-pass at a frequency (hertz), with a quality of 0.707.
    static func lowPass(frequency: Double, sampleRate: Double) -> BiquadFilter {
        let angle = 2 * Double.pi * frequency / sampleRate
        let (alpha, side) = (sin(angle) / (2 * 0.707), (1 - cos(angle)) / 2)
        return BiquadFilter((side, 2 * side, side), (1 + alpha, -2 * cos(angle), 1 - alpha))
    }

    /// - Parameters:
    ///   - b: the numerator, a the denominator, by rising powers of 1/z.
    private init(_ b: (Double, Double, Double), _ a: (Double, Double, Double)) {
        (b0, b1, b2) = (Float(b.0 / a.0), Float(b.1 / a.0), Float(b.2 / a.0))
        (a1, a2) = (Float(a.1 / a.0), Float(a.2 / a.0))
    }

    @inline(__always)
    mutating func next(_ sample: Float) -> Float {
        let result = b0 * sample + first
        first = b1 * sample - a1 * result + second
        second = b2 * sample - a2 * result
        return result
    }
}
