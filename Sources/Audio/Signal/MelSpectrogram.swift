import Foundation

/// Power in bands evenly spaced on the mel scale, as `librosa.feature.melspectrogram`.
///
/// ```swift
/// let mel = MelSpectrogram(.init(melCount: 80))
/// let powers = mel.powers(of: samples)       // frames × 80
/// let picture = mel.decibels(of: samples)    // log-mel, relative to the loudest
/// ```
public struct MelSpectrogram: Sendable {
    /// What the transform was made with.
    public let settings: Settings
    /// Each band's weights of the short-time transform's bins.
    public let bands: [Band]
    private let transform: STFT

    /// One triangular band: `weights[i]` is for bin `firstBin + i`.
    public struct Band: Sendable, Equatable {
        /// The first bin with a weight.
        public let firstBin: Int
        /// From that bin on; empty where a band lies between two bins.
        public let weights: [Float]
    }

    /// - Precondition: The settings are ``Settings/isValid``.
    public init(_ settings: Settings = .init()) {
        precondition(settings.isValid, "MelSpectrogram: settings out of range: \(settings)")
        self.settings = settings
        transform = STFT(settings.transform)
        bands = settings.bands()
    }

    /// The power in each band, frames × bands.
    public func powers(of samples: [Float]) -> Spectrogram {
        let powers = transform.powers(of: samples)
        var values: [Float] = []
        values.reserveCapacity(powers.frameCount * bands.count)
        for frame in 0..<powers.frameCount {
            let row = powers[frame: frame]
            for band in bands {
                var sum: Float = 0
                let first = row.startIndex + band.firstBin
                for (offset, weight) in band.weights.enumerated() { sum += weight * row[first + offset] }
                values.append(sum)
            }
        }
        return Spectrogram(
            values: values, binCount: bands.count, hop: powers.hop, sampleRate: powers.sampleRate)
    }

    /// The power in each band in decibels, frames × bands.
    public func decibels(of samples: [Float], _ scale: Decibels = .init(reference: .maximum)) -> Spectrogram {
        var result = powers(of: samples)
        result.values = scale.powers(result.values)
        return result
    }
}

extension MelSpectrogram {
    /// The formula of the mel scale.
    public enum Scale: String, Sendable, Hashable, Codable, CaseIterable {
        /// Linear to 1 kHz, logarithmic above (Slaney's Auditory Toolbox): librosa's default.
        case slaney
        /// 2595·log10(1 + f/700), as in HTK.
        case htk

        /// Hertz to mels.
        public func mels(_ hertz: Double) -> Double {
            switch self {
            case .slaney: hertz < 1000 ? hertz * 3 / 200 : 15 + log(hertz / 1000) * 27 / log(6.4)
            case .htk: 2595 * log10(1 + hertz / 700)
            }
        }

        /// Mels to hertz.
        public func hertz(_ mels: Double) -> Double {
            switch self {
            case .slaney: mels < 15 ? mels * 200 / 3 : 1000 * exp((mels - 15) * log(6.4) / 27)
            case .htk: 700 * (pow(10, mels / 2595) - 1)
            }
        }
    }

    /// What a mel spectrogram is to compute.
    public struct Settings: Sendable, Hashable, Codable {
        /// The short-time transform below.
        public var transform: STFT.Settings
        /// The number of bands.
        public var melCount: Int
        /// Where the lowest band begins, in hertz.
        public var minimumFrequency: Double
        /// Where the highest band ends, in hertz.
        public var maximumFrequency: Double
        /// The formula of the mel scale.
        public var scale: Scale
        /// Whether each band is divided by half its width, so that all have the same area (`norm="slaney"`).
        public var isAreaNormalized: Bool

        /// librosa's defaults. Without a maximum frequency the bands reach to half the sample rate.
        public init(
            transform: STFT.Settings = .init(), melCount: Int = 128, minimumFrequency: Double = 0,
            maximumFrequency: Double? = nil, scale: Scale = .slaney, isAreaNormalized: Bool = true
        ) {
            self.transform = transform
            self.melCount = melCount
            self.minimumFrequency = minimumFrequency
            self.maximumFrequency = maximumFrequency ?? transform.sampleRate / 2
            self.scale = scale
            self.isAreaNormalized = isAreaNormalized
        }

        /// Whether every number is in its range.
        public var isValid: Bool {
            transform.isValid && melCount > 0 && minimumFrequency >= 0 && minimumFrequency < maximumFrequency
                && maximumFrequency <= transform.sampleRate / 2
        }

        /// The edges of the bands in hertz: band `i` rises from edge `i` to `i + 1` and falls to `i + 2`.
        public var edges: [Double] {
            let low = scale.mels(minimumFrequency)
            let step = (scale.mels(maximumFrequency) - low) / Double(melCount + 1)
            return (0..<melCount + 2).map { scale.hertz(low + step * Double($0)) }
        }

        func bands() -> [Band] {
            let edges = edges
            return (0..<melCount).map { index in
                let (low, top, high) = (edges[index], edges[index + 1], edges[index + 2])
                let scale = isAreaNormalized ? 2 / (high - low) : 1
                let weights = (0..<transform.binCount).map { bin -> Double in
                    let frequency = transform.frequency(ofBin: bin)
                    return scale * max(0, min((frequency - low) / (top - low), (high - frequency) / (high - top)))
                }
                guard let first = weights.firstIndex(where: { $0 > 0 }) else { return Band(firstBin: 0, weights: []) }
                return Band(firstBin: first, weights: weights[first...].prefix { $0 > 0 }.map(Float.init))
            }
        }
    }
}
