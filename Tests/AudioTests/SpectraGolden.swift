import Audio
import Foundation

/// spectra.json, which Tests/Reference/spectra.py writes.
struct SpectraGolden: Decodable {
    struct Transform: Decodable {
        var samples, size, hop, windowLength: Int
        var window: WindowFunction
        var isCentred: Bool
        var padding: STFT.Padding
    }

    struct Mel: Decodable {
        var samples, size, hop, melCount: Int
        var minimumFrequency, maximumFrequency: Double
        var scale: MelSpectrogram.Scale
        var isAreaNormalized: Bool

        var settings: MelSpectrogram.Settings {
            MelSpectrogram.Settings(
                transform: .init(size: size, hop: hop), melCount: melCount, minimumFrequency: minimumFrequency,
                maximumFrequency: maximumFrequency, scale: scale, isAreaNormalized: isAreaNormalized)
        }
    }

    /// A mel spectrogram's fields and its own.
    struct Cepstrum: Decodable {
        var mel: Mel
        var coefficientCount: Int
        var lifter: Double

        private enum Keys: CodingKey { case coefficientCount, lifter }

        init(from decoder: any Decoder) throws {
            mel = try Mel(from: decoder)
            let values = try decoder.container(keyedBy: Keys.self)
            coefficientCount = try values.decode(Int.self, forKey: .coefficientCount)
            lifter = try values.decode(Double.self, forKey: .lifter)
        }
    }

    struct LogMel: Decodable {
        var samples, hop, melCount: Int
        var sizes: [Int]
        var compression: Float
    }

    struct Onsets: Decodable {
        var samples, size, hop: Int
    }

    struct Scaling: Decodable {
        struct Case: Decodable {
            /// Nil for the maximum.
            var reference: Float?
            var minimum: Float
            var range: Float?
            var amplitudes, powers: [Float]
        }
        var levels: [Float]
        var cases: [Case]
    }

    var sizes: [Int]
    var stft: [Transform]
    var mel: [Mel]
    var cepstrum: [Cepstrum]
    var logMel: LogMel
    var onsets: [Onsets]
    var decibels: Scaling
    /// By name, then by size.
    var windows: [String: [String: [Float]]]

    static func load() throws -> SpectraGolden { try Golden.json("spectra.json", as: SpectraGolden.self) }

    /// The plucked notes that all transforms are made of.
    static func sound() throws -> [Float] { try Golden.wav("constant_q_plucks.wav") }
}

/// The largest difference, over the largest magnitude of the second.
func relativeDifference(_ ours: some Collection<Float>, _ theirs: some Collection<Float>) -> Float {
    guard ours.count == theirs.count else { return .infinity }
    let scale = theirs.map { abs($0) }.max() ?? 0
    // Written so that a NaN is a difference too.
    let largest = zip(ours, theirs).map { abs($0 - $1) }.reduce(0) { $1 <= $0 ? $0 : $1 }
    return scale > 0 ? largest / scale : largest
}
