import Foundation

/// The discrete Fourier transform of real samples, of any size: `size / 2 + 1` bins, as NumPy's `rfft` and `irfft`.
///
/// An even size takes a complex transform of half the size, samples in pairs.
public struct RealFourierTransform: Sendable {
    /// The number of samples.
    public let size: Int
    private let inner: FourierTransform
    private let twiddles: FourierTransform.Waves

    /// - Precondition: at least one sample.
    public init(size: Int) {
        precondition(size > 0, "RealFourierTransform: a size of \(size)")
        self.size = size
        inner = FourierTransform(size: size.isMultiple(of: 2) ? size / 2 : size)
        twiddles = .init(halfTurns: (0...size / 2).map { 2 * $0 }, over: size)
    }

    /// The number of bins, from 0 to half the sample rate.
    public var binCount: Int { size / 2 + 1 }

    /// The spectrum of samples.
    ///
    /// - Precondition: ``size`` samples.
    public func forward(_ samples: [Float]) -> (real: [Float], imaginary: [Float]) {
        precondition(samples.count == size, "RealFourierTransform: \(samples.count) samples for a size of \(size)")
        guard size.isMultiple(of: 2) else {
            var real = samples
            var imaginary = [Float](repeating: 0, count: size)
            inner.forward(&real, &imaginary)
            return (Array(real[0..<binCount]), Array(imaginary[0..<binCount]))
        }
        let half = size / 2
        var evens = [Float](repeating: 0, count: half)
        var odds = evens
        for index in 0..<half {
            evens[index] = samples[2 * index]
            odds[index] = samples[2 * index + 1]
        }
        inner.forward(&evens, &odds)
        var real = [Float](repeating: 0, count: binCount)
        var imaginary = real
        for k in 0...half {
            let here = k == half ? 0 : k
            let mirror = k == 0 ? 0 : half - k
            // The spectra of the even and of the odd samples, taken apart by their symmetry.
            let evenR = 0.5 * (evens[here] + evens[mirror]), evenI = 0.5 * (odds[here] - odds[mirror])
            let oddR = 0.5 * (odds[here] + odds[mirror]), oddI = 0.5 * (evens[mirror] - evens[here])
            real[k] = evenR + oddR * twiddles.real[k] - oddI * twiddles.imaginary[k]
            imaginary[k] = evenI + oddR * twiddles.imaginary[k] + oddI * twiddles.real[k]
        }
        return (real, imaginary)
    }

    /// The samples of a spectrum. The imaginary part of bin 0 (and of the last bin of an even size) is not looked at.
    ///
    /// - Precondition: ``binCount`` bins.
    public func inverse(real: [Float], imaginary: [Float]) -> [Float] {
        precondition(
            real.count == binCount && imaginary.count == binCount,
            "RealFourierTransform: \(real.count) and \(imaginary.count) values for \(binCount) bins")
        guard size.isMultiple(of: 2) else {
            var whole = (real: real, imaginary: imaginary)
            whole.imaginary[0] = 0
            for bin in stride(from: binCount - 1, to: 0, by: -1) {
                whole.real.append(real[bin])
                whole.imaginary.append(-imaginary[bin])
            }
            inner.inverse(&whole.real, &whole.imaginary)
            return whole.real
        }
        let half = size / 2
        var evens = [Float](repeating: 0, count: half)
        var odds = evens
        for k in 0..<half {
            let mirror = half - k
            let hereI = k == 0 ? 0 : imaginary[k]
            let mirrorI = k == 0 ? 0 : imaginary[mirror]
            let evenR = 0.5 * (real[k] + real[mirror]), evenI = 0.5 * (hereI - mirrorI)
            let difR = 0.5 * (real[k] - real[mirror]), difI = 0.5 * (hereI + mirrorI)
            let oddR = difR * twiddles.real[k] + difI * twiddles.imaginary[k]
            let oddI = difI * twiddles.real[k] - difR * twiddles.imaginary[k]
            evens[k] = evenR - oddI
            odds[k] = evenI + oddR
        }
        inner.inverse(&evens, &odds)
        var samples = [Float](repeating: 0, count: size)
        for index in 0..<half {
            samples[2 * index] = evens[index]
            samples[2 * index + 1] = odds[index]
        }
        return samples
    }
}
