import Foundation

/// The logarithm of mel powers under windows of several lengths, side by side: what the audio network of Liu, Yang and Jeng
/// hears.
///
/// `log(1 + compression · power)` in each band, first all bands under the shortest window, then the next. Short windows
/// see when a tone begins, long ones how high it is.
///
/// ```swift
/// let features = LogMelSpectrogram().values(of: samples)  // frames × 384
/// ```
public struct LogMelSpectrogram: Sendable {
    /// What the transform was made with.
    public let settings: Settings
    private let spectrograms: [MelSpectrogram]

    /// - Precondition: The settings are ``Settings/isValid``.
    public init(_ settings: Settings = .init()) {
        precondition(settings.isValid, "LogMelSpectrogram: settings out of range: \(settings)")
        self.settings = settings
        spectrograms = settings.sizes.map { MelSpectrogram(settings.mel(size: $0)) }
    }

    /// All frames.
    ///
    /// - Returns: frames × (windows · bands); `samples.count / hop + 1` frames, frame `t` centred on sample `t · hop` under
    ///   every window. Not standardised: means and deviations belong to what is trained on them.
    public func values(of samples: [Float]) -> Spectrogram {
        let bands = settings.melCount
        let rowCount = settings.binCount
        let frames = samples.count / settings.hop + 1
        var values = [Float](repeating: 0, count: frames * rowCount)
        for (place, mel) in spectrograms.enumerated() {
            let powers = mel.powers(of: samples).values
            for frame in 0..<frames {
                for band in 0..<bands {
                    values[frame * rowCount + place * bands + band] =
                        log1p(settings.compression * powers[frame * bands + band])
                }
            }
        }
        return Spectrogram(values: values, binCount: rowCount, hop: settings.hop, sampleRate: settings.sampleRate)
    }
}

extension LogMelSpectrogram {
    /// What a log-mel spectrogram is to compute.
    public struct Settings: Sendable, Hashable, Codable {
        /// Of the samples, in hertz.
        public var sampleRate: Double
        /// The windows' lengths in samples. Even, so that all are centred alike.
        public var sizes: [Int]
        /// Samples from one frame to the next.
        public var hop: Int
        /// The number of bands under each window.
        public var melCount: Int
        /// What powers are multiplied by before 1 is added and the logarithm taken.
        public var compression: Float

        /// As in Liu et al.: 16 kHz, windows of 512, 2,048 and 8,192 samples, 128 bands each, 10,000.
        public init(
            sampleRate: Double = 16_000, sizes: [Int] = [512, 2048, 8192], hop: Int = 512, melCount: Int = 128,
            compression: Float = 10_000
        ) {
            self.sampleRate = sampleRate
            self.sizes = sizes
            self.hop = hop
            self.melCount = melCount
            self.compression = compression
        }

        /// Whether every number is in its range.
        public var isValid: Bool {
            !sizes.isEmpty && sizes.allSatisfy { $0.isMultiple(of: 2) && mel(size: $0).isValid }
                && compression.isFinite && compression > 0
        }

        /// Values in a frame.
        public var binCount: Int { sizes.count * melCount }

        /// The mel spectrogram under one window.
        func mel(size: Int) -> MelSpectrogram.Settings {
            MelSpectrogram.Settings(
                transform: STFT.Settings(sampleRate: sampleRate, size: size, hop: hop), melCount: melCount)
        }
    }
}
