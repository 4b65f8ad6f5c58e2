/// The discrete Fourier transform of real samples, of any size: `size / 2 + 1` bins, as NumPy's `rfft` and `irfft`.
///
/// A value is an immutable plan: make it once, use it often, share it between threads.
public struct RealFourierTransform: Sendable {
    /// The number of samples.
    public let size: Int
    /// For those who transform many frames at once.
    let plan: PocketFFT.RealPlan

    /// - Precondition: at least one sample.
    public init(size: Int) {
        precondition(size > 0, "RealFourierTransform: a size of \(size)")
        self.size = size
        plan = PocketFFT.RealPlan(size: size)
    }

    /// The number of bins, from 0 to half the sample rate.
    public var binCount: Int { size / 2 + 1 }

    /// The spectrum of samples.
    ///
    /// - Precondition: ``size`` samples.
    public func forward(_ samples: [Float]) -> (real: [Float], imaginary: [Float]) {
        precondition(samples.count == size, "RealFourierTransform: \(samples.count) samples for a size of \(size)")
        var values = samples
        values.withUnsafeMutableBufferPointer { values in
            guard let values = values.baseAddress else { return }
            plan.execute(values, forward: true)
        }
        var real = [Float](repeating: 0, count: binCount)
        var imaginary = real
        real[0] = values[0]
        for bin in 1..<binCount {
            real[bin] = values[2 * bin - 1]
            if 2 * bin < size { imaginary[bin] = values[2 * bin] }
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
        var values = [Float](repeating: 0, count: size)
        values[0] = real[0]
        for bin in 1..<binCount {
            values[2 * bin - 1] = real[bin]
            if 2 * bin < size { values[2 * bin] = imaginary[bin] }
        }
        values.withUnsafeMutableBufferPointer { values in
            guard let values = values.baseAddress else { return }
            plan.execute(values, forward: false, scale: 1 / Float(size))
        }
        return values
    }
}
