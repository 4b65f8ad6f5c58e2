import Foundation

extension ConstantQ {
    /// How the rate is halved between octaves.
    public enum Decimation: String, Sendable, Hashable, Codable, CaseIterable {
        /// A steep low pass with the response of librosa's resampler: equal to librosa up to the edges of a recording,
        /// at the price of 2 s of latency with the default settings.
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
        /// Widens every bin by so many hertz, which makes low bins shorter: the variable-Q transform, `librosa.vqt`.
        public var gamma: Double

        /// By default what the network hears: 16 kHz, a frame every 32 ms, the 88 keys of a piano.
        public init(
            sampleRate: Double = 16_000, hop: Int = 512, minimumFrequency: Double = 27.5, binCount: Int = 88,
            binsPerOctave: Int = 12, filterScale: Double = 1, tuning: Double = 0, window: WindowFunction = .hann,
            sparsity: Double = 0.01, decimation: Decimation = .precise, gamma: Double = 0
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
            self.gamma = gamma
        }

        /// Whether every number is in its range and the highest bin, with its width, lies below half the sample rate.
        public var isValid: Bool {
            sampleRate.isFinite && sampleRate > 0 && hop > 0 && minimumFrequency.isFinite && minimumFrequency > 0
                && binCount > 0 && binsPerOctave > 0 && filterScale.isFinite && filterScale > 0 && tuning.isFinite
                && (0..<1).contains(sparsity) && gamma.isFinite && gamma >= 0 && highestFrequency <= sampleRate / 2
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
            // A bin's bandwidth is its frequency over the quality, and `gamma` more for a filter scale of 1.
            quality * sampleRate / (frequency(ofBin: bin) + gamma * quality / filterScale)
        }

        /// Where the highest bin's response has fallen by 3 dB, in hertz.
        public var highestFrequency: Double {
            frequency(ofBin: binCount - 1) * (1 + 0.5 * window.bandwidth / quality) + 0.5 * gamma
        }
    }
}

extension ConstantQ.Settings {
    /// Reads settings, also those written before ``gamma`` was there.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            sampleRate: try values.decode(Double.self, forKey: .sampleRate),
            hop: try values.decode(Int.self, forKey: .hop),
            minimumFrequency: try values.decode(Double.self, forKey: .minimumFrequency),
            binCount: try values.decode(Int.self, forKey: .binCount),
            binsPerOctave: try values.decode(Int.self, forKey: .binsPerOctave),
            filterScale: try values.decode(Double.self, forKey: .filterScale),
            tuning: try values.decode(Double.self, forKey: .tuning),
            window: try values.decode(WindowFunction.self, forKey: .window),
            sparsity: try values.decode(Double.self, forKey: .sparsity),
            decimation: try values.decode(ConstantQ.Decimation.self, forKey: .decimation),
            gamma: try values.decodeIfPresent(Double.self, forKey: .gamma) ?? 0)
    }
}
