import Foundation

/// The half of a kernel after its centre, at distances ½, 1½, … of it: the half-sum (even) and the half-difference (odd)
/// of its values after and before the centre.
struct Kernel {
    var evenReal, evenImaginary, oddReal, oddImaginary: [Float]
    /// Whether `evenImaginary` and `oddReal` aren't zero.
    let hasRest: Bool

    /// What all kernels of an octave share.
    struct Shape {
        let window: WindowFunction
        let sparsity: Double
        let transform: FourierTransform

        init(_ settings: ConstantQ.Settings, transform: FourierTransform) {
            window = settings.window
            sparsity = settings.sparsity
            self.transform = transform
        }
    }

    /// As in librosa, the windowed exponential is carried to the frequency domain, where the smallest values (and all
    /// negative frequencies) are set to zero, and what remains is what answers to the samples.
    ///
    /// - Parameters:
    ///   - length: In samples at the level's rate, a fraction.
    ///   - frequency: In cycles per sample at the level's rate.
    init(length: Double, frequency: Double, _ shape: Shape) {
        let size = shape.transform.size
        let windowed = Self.spectrum(length: length, frequency: frequency, shape)
        hasRest = windowed.hasRest
        var (real, imaginary) = (windowed.real, windowed.imaginary)
        // Relative to the centre at (size − 1) / 2; there the spectrum of a Hermitian kernel is real. Whole numbers are
        // reduced before they become angles, so that long kernels stay exact.
        var spectrum = (0...size / 2).map { bin -> (real: Double, imaginary: Double) in
            let angle = Double.pi * Double(bin * (size - 1) % (2 * size)) / Double(size)
            let (re, im) = (Double(real[bin]), Double(imaginary[bin]))
            return (re * cos(angle) - im * sin(angle), re * sin(angle) + im * cos(angle))
        }
        let magnitudes = spectrum.map { hypot($0.real, $0.imaginary) }
        let floor = Self.threshold(of: magnitudes, sparsity: shape.sparsity)
        real = [Float](repeating: 0, count: size)
        imaginary = real
        for bin in spectrum.indices where magnitudes[bin] >= floor {
            if !hasRest { spectrum[bin].imaginary = 0 }
            // Back in time by another transform, half a sample later.
            let angle = Double.pi * Double(bin) / Double(size)
            real[bin] = Float(spectrum[bin].real * cos(angle) + spectrum[bin].imaginary * sin(angle))
            imaginary[bin] = Float(spectrum[bin].imaginary * cos(angle) - spectrum[bin].real * sin(angle))
        }
        shape.transform.forward(&real, &imaginary)
        let taps = size / 2
        func half(_ values: [Float], sign: Float) -> [Float] {
            (0..<taps).map { 0.5 * (values[$0] + sign * values[size - 1 - $0]) }
        }
        evenReal = half(real, sign: 1)
        oddReal = half(real, sign: -1)
        evenImaginary = half(imaginary, sign: 1)
        oddImaginary = half(imaginary, sign: -1)
    }

    /// The windowed exponential, in the middle of as many samples as the transform takes, in the frequency domain.
    ///
    /// - Returns: All bins, and whether the window doesn't start at zero.
    private static func spectrum(
        length: Double, frequency: Double, _ shape: Shape
    ) -> (real: [Float], imaginary: [Float], hasRest: Bool) {
        let size = shape.transform.size
        let count = min(2 * Int(length / 2) + 1, size - 1)
        let window = shape.window.doubles(count: count)
        let sum = window.reduce(0, +)
        var real = [Float](repeating: 0, count: size)
        var imaginary = real
        let start = (size - count) / 2
        for index in 0..<count {
            let angle = 2 * Double.pi * frequency * (Double(index) - Double(count) / 2)
            let value = window[index] / sum * length / Double(size)
            real[start + index] = Float(value * cos(angle))
            imaginary[start + index] = Float(value * sin(angle))
        }
        shape.transform.forward(&real, &imaginary)
        return (real, imaginary, count > 1 && abs(window[0]) > 1e-9)
    }

    /// The magnitudes of a kernel's spectrum from 0 to half the rate, the smallest of them set to zero.
    static func magnitudes(length: Double, frequency: Double, _ shape: Shape) -> [Float] {
        let spectrum = spectrum(length: length, frequency: frequency, shape)
        let magnitudes = (0...shape.transform.size / 2).map {
            hypot(Double(spectrum.real[$0]), Double(spectrum.imaginary[$0]))
        }
        let floor = threshold(of: magnitudes, sparsity: shape.sparsity)
        return magnitudes.map { $0 >= floor ? Float($0) : 0 }
    }

    /// The smallest magnitude that is kept when a share of the sum of magnitudes is discarded.
    private static func threshold(of magnitudes: [Double], sparsity: Double) -> Double {
        let magnitudes = magnitudes.sorted()
        let total = magnitudes.reduce(0, +)
        var sum = 0.0
        for magnitude in magnitudes {
            sum += magnitude
            if sum >= sparsity * total { return magnitude }
        }
        return 0
    }
}
