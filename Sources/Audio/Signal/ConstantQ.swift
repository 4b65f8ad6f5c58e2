import Foundation

/// The constant-Q transform: magnitudes at frequencies that rise geometrically, like the keys of a piano.
///
/// The definition is that of `librosa.cqt` (0.11, with its defaults `scale=True`, `norm=1`, `pad_mode="constant"` and
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
    /// - Parameter samples: One channel at ``Settings/sampleRate``, taken to be silent before and after.
    /// - Returns: frames × bins; `samples.count / hop + 1` frames, frame `t` centred on sample `t · hop`. Not scaled to
    ///   decibels. A full-scale sine at a bin's frequency gives half the square root of ``Settings/length(ofBin:)``.
    public func magnitudes(of samples: [Float]) -> Spectrogram {
        var stream = Stream(self)
        var values: [Float] = []
        values.reserveCapacity((samples.count / settings.hop + 1) * settings.binCount)
        samples.withUnsafeBufferPointer { stream.append($0, to: &values) }
        stream.finish(to: &values)
        return spectrogram(values)
    }

    /// Wraps rows of magnitudes.
    func spectrogram(_ values: [Float]) -> Spectrogram {
        Spectrogram(
            values: values, binCount: settings.binCount, hop: settings.hop, sampleRate: settings.sampleRate)
    }
}

extension ConstantQ {
    /// How the rate is halved between octaves.
    public enum Decimation: String, Sendable, Hashable, Codable, CaseIterable {
        /// A steep low pass with the response of librosa's resampler: equal to librosa up to the edges of a recording,
        /// at the price of 1.9 s of latency with the default settings.
        case precise
        /// The shortest low pass that keeps aliases out of every bin: 0.6 s of latency with the default settings.
        /// It differs from `precise` within the first and last frames of a recording that starts or ends abruptly.
        case prompt
    }

    /// What a constant-Q transform is to compute.
    public struct Settings: Sendable, Hashable, Codable {
        /// Of the samples, in hertz.
        public var sampleRate: Double
        /// Samples from one frame to the next. The more often it can be halved, the faster the transform.
        public var hop: Int
        /// The lowest bin's frequency in hertz, before ``tuning``. 27.5 Hz is a piano's lowest key.
        public var minimumFrequency: Double
        /// The number of bins.
        public var binCount: Int
        /// The number of bins in an octave.
        public var binsPerOctave: Int
        /// Stretches the kernels: below 1 for sharper times, above 1 for sharper frequencies.
        public var filterScale: Double
        /// Raises every bin by this fraction of a bin.
        public var tuning: Double
        /// The taper of the kernels. The lone first sample of a window that doesn't start at zero is shared by both ends.
        public var window: WindowFunction
        /// The share of a kernel's spectrum, smallest values first, that is set to zero, 0 ..< 1.
        public var sparsity: Double
        /// How the rate is halved between octaves.
        public var decimation: Decimation

        /// By default what the network hears: 16 kHz, a frame every 32 ms, the 88 keys of a piano.
        public init(
            sampleRate: Double = 16_000, hop: Int = 512, minimumFrequency: Double = 27.5, binCount: Int = 88,
            binsPerOctave: Int = 12, filterScale: Double = 1, tuning: Double = 0, window: WindowFunction = .hann,
            sparsity: Double = 0.01, decimation: Decimation = .precise
        ) {
            self.sampleRate = sampleRate
            self.hop = hop
            self.minimumFrequency = minimumFrequency
            self.binCount = binCount
            self.binsPerOctave = binsPerOctave
            self.filterScale = filterScale
            self.tuning = tuning
            self.window = window
            self.sparsity = sparsity
            self.decimation = decimation
        }

        /// Whether every number is in its range and the highest bin, with its width, lies below half the sample rate.
        public var isValid: Bool {
            sampleRate.isFinite && sampleRate > 0 && hop > 0 && minimumFrequency.isFinite && minimumFrequency > 0
                && binCount > 0 && binsPerOctave > 0 && filterScale.isFinite && filterScale > 0 && tuning.isFinite
                && (0..<1).contains(sparsity) && highestFrequency <= sampleRate / 2
        }

        /// Frames per second.
        public var frameRate: Double { sampleRate / Double(hop) }

        /// The number of octaves, the lowest possibly incomplete.
        public var octaveCount: Int { (binCount + binsPerOctave - 1) / binsPerOctave }

        /// A bin's frequency over its bandwidth.
        public var quality: Double {
            let ratio = exp2(2 / Double(binsPerOctave))
            return filterScale * (ratio + 1) / (ratio - 1)
        }

        /// A bin's centre frequency in hertz.
        public func frequency(ofBin bin: Int) -> Double {
            minimumFrequency * exp2((Double(bin) + tuning) / Double(binsPerOctave))
        }

        /// The length of a bin's kernel in samples at ``sampleRate``; not a whole number.
        public func length(ofBin bin: Int) -> Double {
            quality * sampleRate / frequency(ofBin: bin)
        }

        /// Where the highest bin's response has fallen by 3 dB, in hertz.
        public var highestFrequency: Double {
            frequency(ofBin: binCount - 1) * (1 + 0.5 * window.bandwidth / quality)
        }
    }
}
