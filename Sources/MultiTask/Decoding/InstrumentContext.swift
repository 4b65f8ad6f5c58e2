import Foundation

/// What was heard of each instrument so far, and how it changes what is believed of it now.
///
/// The network sees some five seconds; a piece lasts longer. An instrument that it believes in again and again does play,
/// and one that it takes another for now and then doesn't. So the running mean of each instrument's odds,
///
/// c[t] = log((Σ k^(t−τ)·min(e^x[τ], e⁴) + n·e^x₀) / (Σ k^(t−τ) + n)), x its logit, k one frame's share of ``Settings/memory``,
///
/// is added to its logits: ``Settings/weight`` times to the instrument head's, ``Settings/rollWeight`` times to the
/// pianoroll's. It looks back alone, so that a live session and a file give the same.
struct InstrumentContext: Sendable {
    /// How far it looks back and how much it counts; they belong to weights and stand in their description.
    struct Settings: Sendable, Hashable, Codable {
        /// Seconds in which what was heard loses all but 1/e of its weight.
        var memory: Double = 30
        /// Seconds that the beginning counts, when nothing was heard yet.
        var beginning: Double = 1
        /// The logit that stands there then.
        var beginningLogit: Float = -0.7
        /// Times the context that is added to the instrument head's logits, and to the pianoroll's.
        var weight: Float = 1.5
        var rollWeight: Float = 0.2

        /// What a description that was read may get wrong.
        var isValid: Bool {
            memory > 0 && memory.isFinite && beginning > 0 && beginning.isFinite && beginningLogit.isFinite
                && weight.isFinite && rollWeight.isFinite
        }
    }

    let settings: Settings
    private let kept: Float
    private var odds: [Float]
    private var mass: Float
    /// One very sure moment counts no more than this.
    private static let greatestLogit: Float = 4

    init(_ settings: Settings, instrumentCount: Int, frameRate: Double) {
        self.settings = settings
        kept = Float(exp(-1 / (settings.memory * frameRate)))
        mass = Float(settings.beginning * frameRate)
        odds = [Float](repeating: mass * expf(settings.beginningLogit), count: instrumentCount)
    }

    /// Takes the instrument head's logits of the next frame; gives the context c of each instrument, that frame included.
    mutating func next(_ logits: some Collection<Float>) -> [Float] {
        mass = mass * kept + 1
        return zip(odds.indices, logits).map { index, logit in
            odds[index] = odds[index] * kept + expf(min(logit, Self.greatestLogit))
            return logf(max(odds[index] / mass, 1e-6))
        }
    }
}
