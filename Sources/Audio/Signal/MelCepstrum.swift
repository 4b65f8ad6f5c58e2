import Foundation

/// Mel-frequency cepstral coefficients, as `librosa.feature.mfcc`: the cosine transform of a log-mel spectrum.
///
/// ```swift
/// let cepstrum = MelCepstrum(.init(coefficientCount: 13))
/// let coefficients = cepstrum.coefficients(of: samples)  // frames × 13
/// ```
public struct MelCepstrum: Sendable {
    /// What the transform was made with.
    public let settings: Settings
    private let mel: MelSpectrogram
    /// coefficients × bands, the lifter included.
    private let basis: [Float]

    /// - Precondition: The settings are ``Settings/isValid``.
    public init(_ settings: Settings = .init()) {
        precondition(settings.isValid, "MelCepstrum: settings out of range: \(settings)")
        self.settings = settings
        mel = MelSpectrogram(settings.mel)
        let bands = settings.mel.melCount
        basis = (0..<settings.coefficientCount).flatMap { index -> [Float] in
            // DCT-II with orthonormal rows.
            let scale = (Double(index == 0 ? 1 : 2) / Double(bands)).squareRoot() * settings.lift(of: index)
            return (0..<bands).map { band in
                let turns = index * (2 * band + 1) % (4 * bands)
                return Float(scale * cos(Double.pi * Double(turns) / Double(2 * bands)))
            }
        }
    }

    /// The coefficients of all frames.
    ///
    /// - Returns: frames × coefficients. The decibels below are relative to 1 and reach 80 dB below the loudest cell of
    ///   the whole, as in librosa, so that the coefficients of a quiet passage depend on what else is there.
    public func coefficients(of samples: [Float]) -> Spectrogram {
        let decibels = mel.decibels(of: samples, Decibels())
        let (bands, count) = (decibels.binCount, settings.coefficientCount)
        var values = [Float](repeating: 0, count: decibels.frameCount * count)
        for frame in 0..<decibels.frameCount {
            for index in 0..<count {
                var sum: Float = 0
                for band in 0..<bands { sum += basis[index * bands + band] * decibels.values[frame * bands + band] }
                values[frame * count + index] = sum
            }
        }
        return Spectrogram(values: values, binCount: count, hop: decibels.hop, sampleRate: decibels.sampleRate)
    }
}

extension MelCepstrum {
    /// What mel-frequency cepstral coefficients are to be computed.
    public struct Settings: Sendable, Hashable, Codable {
        /// The mel spectrogram below.
        public var mel: MelSpectrogram.Settings
        /// The number of coefficients, at most the number of bands: librosa's `n_mfcc`.
        public var coefficientCount: Int
        /// Raises the higher coefficients by `1 + lifter/2 · sin(π(k + 1)/lifter)`; 0 leaves them as they are.
        public var lifter: Double

        /// librosa's defaults: 20 coefficients of 128 bands, not liftered.
        public init(mel: MelSpectrogram.Settings = .init(), coefficientCount: Int = 20, lifter: Double = 0) {
            self.mel = mel
            self.coefficientCount = coefficientCount
            self.lifter = lifter
        }

        /// Whether every number is in its range.
        public var isValid: Bool {
            mel.isValid && (1...mel.melCount).contains(coefficientCount) && lifter.isFinite && lifter >= 0
        }

        /// What a coefficient is multiplied by.
        func lift(of index: Int) -> Double {
            lifter > 0 ? 1 + lifter / 2 * sin(Double.pi * Double(index + 1) / lifter) : 1
        }
    }
}
