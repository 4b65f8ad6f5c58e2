public import Audio
import Foundation
internal import Tensor

/// From constant-Q magnitudes to what the network sees: decibels relative to a reference, 0…1, then standardised.
///
/// The one file where `Audio` and `Tensor` meet.
public struct FeatureNormalizer: Sendable {
    /// The range, and each bin's mean and deviation.
    public let settings: FeatureSettings

    /// By default without mean and deviation: levels 0…1.
    public init(_ settings: FeatureSettings = FeatureSettings()) {
        self.settings = settings
    }

    /// Magnitudes in decibels relative to the reference, divided by the range, plus 1: 0 at −80 dB and below, 1 at
    /// the reference. Silence is 0.
    ///
    /// - Parameters:
    ///   - magnitudes: frames × bins, as `ConstantQ` gives them.
    ///   - reference: what levels are measured against.
    public func normalized(_ magnitudes: Spectrogram, reference: LevelReference) -> Spectrogram {
        switch reference {
        case .wholeInput:
            return normalized(magnitudes, level: magnitudes.values.max() ?? 0)
        case .running(let rule):
            var stream = Stream(self, rule: rule)
            return stream.append(magnitudes)
        }
    }

    /// Magnitudes against one level, found beforehand.
    func normalized(_ magnitudes: Spectrogram, level: Float) -> Spectrogram {
        var result = magnitudes
        scale(&result.values) { _ in level }
        return result
    }

    /// The running reference as sound comes in: block by block it gives what the whole gives.
    public struct Stream: Sendable {
        private let normalizer: FeatureNormalizer
        private var follower: LevelReference.Follower

        /// From a beginning before which all is silent.
        public init(_ normalizer: FeatureNormalizer, rule: LevelReference.Running) {
            self.normalizer = normalizer
            follower = LevelReference.Follower(rule, constantQ: normalizer.settings.constantQ)
        }

        /// Normalises the next frames.
        public mutating func append(_ magnitudes: Spectrogram) -> Spectrogram {
            var result = magnitudes
            var follower = follower
            normalizer.scale(&result.values) { frame in follower.next(frame.max() ?? 0) }
            self.follower = follower
            return result
        }
    }

    /// Turns each frame into 0…1 by its reference level.
    private func scale(_ values: inout [Float], reference: (UnsafeMutableBufferPointer<Float>) -> Float) {
        let bins = settings.constantQ.binCount
        // 20·log10(m/r)/range + 1, by one logarithm to base 2 for each cell.
        let factor = Float(20 * log10(2.0) / settings.range)
        values.withUnsafeMutableBufferPointer { values in
            for start in stride(from: 0, to: values.count, by: bins) {
                let frame = UnsafeMutableBufferPointer(rebasing: values[start..<start + bins])
                let level = reference(frame)
                guard level > 0 else { continue }
                let offset = 1 - factor * log2f(level)
                for bin in 0..<bins {
                    // librosa's least amplitude, 1e-5, is far below what 80 dB leave of any audible level.
                    frame[bin] = min(1, max(0, factor * log2f(max(frame[bin], 1e-12)) + offset))
                }
            }
        }
    }

    /// The network's input (1, 88, T, 1) from normalised frames: each bin minus its mean, over its deviation.
    ///
    /// - Parameter frames: which frames; those before the first or after the last are silence.
    func tensor(_ features: Spectrogram, frames: Range<Int>) -> Tensor {
        let bins = settings.constantQ.binCount
        return Tensor(standardized(features, frames: frames), shape: [1, bins, frames.count, 1])
    }

    /// The same as numbers, bins × frames.
    func standardized(_ features: Spectrogram, frames: Range<Int>) -> [Float] {
        let bins = settings.constantQ.binCount
        var result = [Float](repeating: 0, count: bins * frames.count)
        for bin in 0..<bins {
            let (mean, inverse) = (settings.mean[bin], 1 / settings.deviation[bin])
            let silence = -mean * inverse
            for (column, frame) in frames.enumerated() {
                let known = frame >= 0 && frame < features.frameCount
                result[bin * frames.count + column] =
                    known ? (features.values[frame * bins + bin] - mean) * inverse : silence
            }
        }
        return result
    }
}
