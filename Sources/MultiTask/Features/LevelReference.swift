import Foundation
import Audio

/// What a magnitude is measured against when it becomes decibels.
public enum LevelReference: Sendable, Hashable, Codable {
    /// The greatest magnitude of the whole input: the paper's. A live listener hasn't got it.
    case wholeInput
    /// A causal maximum that lets go slowly: r[t] = max(m[t], r[t−1]·10^(−release·hop/(20·rate)), floor), where
    /// m[t] is the greatest magnitude of frame t.
    case running(Running)

    /// The two numbers of the running rule.
    public struct Running: Sendable, Hashable, Codable {
        /// How fast the reference falls when it gets quieter, in decibels a second.
        public var release: Double
        /// The least reference, in decibels relative to a full-scale sine at 440 Hz: near-silence stays silent.
        public var floor: Double

        /// The defaults are those of the bundled weights.
        public init(release: Double = 1, floor: Double = -60) {
            self.release = release
            self.floor = floor
        }

        /// What a description that was read may get wrong.
        var isValid: Bool { release >= 0 && release.isFinite && -200...200 ~= floor }
    }

    /// The running rule with the numbers that a trial fixed; see `Docs/LevelReference.md`.
    public static let running = LevelReference.running(Running())

    /// A running reference as it goes: give it frames in order, it gives each frame's reference.
    struct Follower: Sendable {
        private let decay: Float
        private let floor: Float
        private(set) var level: Float

        init(_ rule: Running, constantQ: ConstantQ.Settings) {
            decay = Float(Foundation.pow(10, -rule.release / (20 * constantQ.frameRate)))
            floor = Float(Foundation.pow(10, rule.floor / 20)) * Self.fullScale(constantQ)
            level = floor
        }

        /// The reference of the next frame, whose greatest magnitude is `maximum`.
        mutating func next(_ maximum: Float) -> Float {
            level = max(maximum, level * decay, floor)
            return level
        }

        /// The magnitude that a sine of amplitude 1 at 440 Hz has in its bin: half the square root of the kernel's
        /// length, by librosa's scaling.
        private static func fullScale(_ settings: ConstantQ.Settings) -> Float {
            Float((settings.quality * settings.sampleRate / 440).squareRoot() / 2)
        }
    }
}
