import MultiTask

/// Predictions typed in by hand, for tests that read as usage.
enum HandMade {
    static let duo: [Instrument] = [.piano, .violin]

    /// The activation curve of one instrument at one MIDI pitch.
    struct Curve {
        var pitch: Int
        var instrument: Int
        var levels: [Float]
        /// The roll's probabilities where they differ from the levels.
        var roll: [Float]?

        init(_ pitch: Int, _ instrument: Int, _ levels: [Float], roll: [Float]? = nil) {
            self.pitch = pitch
            self.instrument = instrument
            self.levels = levels
            self.roll = roll
        }
    }

    /// Silence at 0.02, and the curves: the pitch head has the greatest of them at a pitch, the instrument head of all.
    static func prediction(
        _ curves: [Curve], instruments: [Instrument] = duo, frames: Int? = nil, frameRate: Double = 31.25
    ) -> Prediction {
        let frames = frames ?? (curves.map(\.levels.count).max() ?? 0)
        let count = instruments.count
        var roll = [Float](repeating: 0.02, count: frames * 88 * count)
        var pitch = [Float](repeating: 0.02, count: frames * 88)
        var instrument = [Float](repeating: 0.02, count: frames * count)
        for curve in curves {
            for (frame, level) in curve.levels.enumerated() {
                let key = curve.pitch - Prediction.lowestPitch
                roll[(frame * 88 + key) * count + curve.instrument] = curve.roll?[frame] ?? level
                pitch[frame * 88 + key] = max(pitch[frame * 88 + key], level)
                instrument[frame * count + curve.instrument] = max(instrument[frame * count + curve.instrument], level)
            }
        }
        return Prediction(
            roll: roll, pitch: pitch, instrument: instrument, instruments: instruments, frameRate: frameRate)
    }

    /// `count` frames of a level.
    static func held(_ level: Float, _ count: Int) -> [Float] { [Float](repeating: level, count: count) }

    /// Noise with notes in it: clusters of activity at many pitches, instruments that take over from one another.
    static func random(frames: Int, instruments: [Instrument], using generator: inout some RandomNumberGenerator)
        -> Prediction
    {
        let count = instruments.count
        var roll = [Float](repeating: 0, count: frames * 88 * count)
        var pitch = [Float](repeating: 0, count: frames * 88)
        var instrument = [Float](repeating: 0, count: frames * count)
        for key in 0..<88 {
            var level = Float.random(in: 0...1, using: &generator)
            var favourite = Int.random(in: 0..<count, using: &generator)
            for frame in 0..<frames {
                if Float.random(in: 0...1, using: &generator) < 0.15 {
                    level = Float.random(in: 0...1, using: &generator)
                }
                if Float.random(in: 0...1, using: &generator) < 0.08 {
                    favourite = Int.random(in: 0..<count, using: &generator)
                }
                pitch[frame * 88 + key] = min(max(level + Float.random(in: -0.1...0.1, using: &generator), 0), 1)
                for index in 0..<count {
                    let own = index == favourite ? level : level * 0.4
                    roll[(frame * 88 + key) * count + index] =
                        min(max(own + Float.random(in: -0.2...0.2, using: &generator), 0), 1)
                }
            }
        }
        for index in 0..<count {
            var level: Float = 0
            for frame in 0..<frames {
                if Float.random(in: 0...1, using: &generator) < 0.1 {
                    level = Float.random(in: 0...1, using: &generator)
                }
                instrument[frame * count + index] = level
            }
        }
        return Prediction(roll: roll, pitch: pitch, instrument: instrument, instruments: instruments)
    }
}

/// A small generator with a seed (SplitMix64), so that a failing case can be repeated.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
