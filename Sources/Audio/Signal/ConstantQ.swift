/// The constant-Q transform: magnitudes at frequencies that rise geometrically, like the keys of a piano.
///
/// The definition is that of `librosa.cqt` (0.11, or `librosa.vqt` with a ``Settings/gamma``; with its defaults `scale=True`, `norm=1`, `pad_mode="constant"` and
/// `sparsity=0.01`): one windowed complex exponential per bin, as many periods long in every bin, its response scaled by
/// the square root of its length. The octaves are worked from the top down, the rate halved from one to the next.
///
/// ```swift
/// let transform = ConstantQ()
/// let spectrogram = transform.magnitudes(of: samples)  // 88 bins from A0, a frame every 512 samples of 16 kHz
/// ```
///
/// A value is immutable and may be shared between threads; making one takes about a millisecond.
public struct ConstantQ: Sendable {
    /// What the transform was made with.
    public let settings: Settings
    let plan: Plan

    /// Prepares the kernels.
    ///
    /// - Precondition: The settings are ``Settings/isValid``.
    public init(_ settings: Settings = .init()) {
        precondition(settings.isValid, "ConstantQ: settings out of range: \(settings)")
        self.settings = settings
        self.plan = Plan(settings)
    }

    /// The magnitudes of a whole recording.
    ///
    /// - Parameters:
    ///   - samples: One channel at ``Settings/sampleRate``, taken to be silent before and after.
    ///   - threads: How many threads may work at once. The values are the same bits with any number.
    /// - Returns: frames × bins; `samples.count / hop + 1` frames, frame `t` centred on sample `t · hop`. Not scaled to
    ///   decibels. A full-scale sine at a bin's frequency gives half the square root of ``Settings/length(ofBin:)``.
    /// - Precondition: at least one thread.
    public func magnitudes(of samples: [Float], threads: Int = 1) -> Spectrogram {
        spectrogram(rows(of: samples, isComplex: false, threads: threads))
    }

    /// The complex values of a whole recording, whose moduli are ``magnitudes(of:threads:)``.
    ///
    /// - Parameters:
    ///   - samples: One channel at ``Settings/sampleRate``, taken to be silent before and after.
    ///   - threads: How many threads may work at once. The values are the same bits with any number.
    /// - Returns: frames × bins. The phase is `librosa.cqt`'s: that of the sound against an exponential which is real at
    ///   the frame's centre, so that it runs on from frame to frame by `2π · frequency · hop / sampleRate`.
    /// - Precondition: at least one thread.
    public func spectrum(of samples: [Float], threads: Int = 1) -> ComplexSpectrogram {
        complexSpectrogram(rows(of: samples, isComplex: true, threads: threads))
    }

    private func rows(of samples: [Float], isComplex: Bool, threads: Int) -> [Float] {
        precondition(threads > 0, "ConstantQ: work by \(threads) threads")
        var stream = Stream(self, isComplex: isComplex, threads: threads, blockSize: threads > 1 ? 1 << 18 : 1 << 16)
        var values: [Float] = []
        values.reserveCapacity((samples.count / settings.hop + 1) * settings.binCount * (isComplex ? 2 : 1))
        samples.withUnsafeBufferPointer { stream.append($0, to: &values) }
        stream.finish(to: &values)
        return values
    }

    /// Wraps rows of magnitudes.
    func spectrogram(_ values: [Float]) -> Spectrogram {
        Spectrogram(
            values: values, binCount: settings.binCount, hop: settings.hop, sampleRate: settings.sampleRate)
    }

    /// Takes rows apart, each of real parts and then imaginary ones.
    func complexSpectrogram(_ rows: [Float]) -> ComplexSpectrogram {
        let bins = settings.binCount
        var real: [Float] = []
        var imaginary: [Float] = []
        real.reserveCapacity(rows.count / 2)
        imaginary.reserveCapacity(rows.count / 2)
        for start in stride(from: 0, to: rows.count, by: 2 * bins) {
            real += rows[start..<start + bins]
            imaginary += rows[start + bins..<start + 2 * bins]
        }
        return ComplexSpectrogram(real: real, imaginary: imaginary, binCount: bins)
    }
}
