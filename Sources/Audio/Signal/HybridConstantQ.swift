import Foundation

/// The hybrid constant-Q transform, `librosa.hybrid_cqt`: magnitudes alone, the upper bins from short-time spectra.
///
/// Where a kernel is so short that the frames' spectra already see all of it, its magnitudes are told from theirs, with
/// the hop as the time of each: high bins then hear all that sounds between two frames, where ``ConstantQ`` hears
/// only the samples about each frame's centre. The lower bins are ``ConstantQ``'s.
///
/// ```swift
/// let spectrogram = HybridConstantQ().magnitudes(of: samples)  // as many frames and bins as ConstantQ gives
/// ```
public struct HybridConstantQ: Sendable {
    /// What the transform was made with.
    public let settings: ConstantQ.Settings
    /// The bins from short-time spectra: the highest ones, whose kernels are at most half of such a frame.
    public let shortTimeBins: Range<Int>
    private let lower: ConstantQ?
    private let frames: STFT
    private let bands: [Band]

    /// A bin's kernel as a weight for each bin of the frame's spectrum, from the first that isn't zero to the last.
    private struct Band {
        let first: Int
        let weights: [Float]
    }

    /// Prepares the kernels.
    ///
    /// - Parameter settings: `gamma` is to be 0.
    /// - Precondition: The settings are ``ConstantQ/Settings/isValid``, without gamma.
    public init(_ settings: ConstantQ.Settings = .init()) {
        precondition(
            settings.isValid && settings.gamma == 0, "HybridConstantQ: settings out of range: \(settings)")
        self.settings = settings
        let first =
            (0..<settings.binCount).first {
                exp2(log2(settings.length(ofBin: $0)).rounded(.up)) < 2 * Double(settings.hop)
            } ?? settings.binCount
        shortTimeBins = first..<settings.binCount
        var lowerSettings = settings
        lowerSettings.binCount = first
        lower = first > 0 ? ConstantQ(lowerSettings) : nil

        let size = 2 << Int(log2(Double(settings.hop)).rounded(.up))
        frames = STFT(.init(sampleRate: settings.sampleRate, size: size, hop: settings.hop))
        let shape = Kernel.Shape(settings, transform: FourierTransform(size: size))
        bands = shortTimeBins.map { bin in
            let magnitudes = Kernel.magnitudes(
                length: settings.length(ofBin: bin), frequency: settings.frequency(ofBin: bin) / settings.sampleRate,
                shape)
            let used = magnitudes.indices.filter { magnitudes[$0] > 0 }
            guard let low = used.first, let high = used.last else { return Band(first: 0, weights: []) }
            let scale = 1 / Float(size).squareRoot()
            return Band(first: low, weights: magnitudes[low...high].map { $0 * scale })
        }
    }

    /// The magnitudes of a whole recording.
    ///
    /// - Parameters:
    ///   - samples: One channel at the settings' rate, taken to be silent before and after.
    ///   - threads: How many threads may work at the lower bins at once.
    /// - Returns: frames × bins, as ``ConstantQ/magnitudes(of:threads:)`` gives them.
    /// - Precondition: at least one thread.
    public func magnitudes(of samples: [Float], threads: Int = 1) -> Spectrogram {
        let (bins, low) = (settings.binCount, shortTimeBins.lowerBound)
        let frameCount = samples.count / settings.hop + 1
        var values = [Float](repeating: 0, count: frameCount * bins)
        if let lower {
            let part = lower.magnitudes(of: samples, threads: threads).values
            for frame in 0..<frameCount {
                for bin in 0..<low { values[frame * bins + bin] = part[frame * low + bin] }
            }
        }
        if !bands.isEmpty {
            let spectra = frames.magnitudes(of: samples)
            for frame in 0..<frameCount {
                for (index, band) in bands.enumerated() {
                    let start = frame * spectra.binCount + band.first
                    var sum: Float = 0
                    for (offset, weight) in band.weights.enumerated() { sum += weight * spectra.values[start + offset] }
                    values[frame * bins + low + index] = sum
                }
            }
        }
        return Spectrogram(values: values, binCount: bins, hop: settings.hop, sampleRate: settings.sampleRate)
    }
}
