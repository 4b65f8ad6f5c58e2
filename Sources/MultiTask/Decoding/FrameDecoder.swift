/// What sounds in each frame, yes or no: the decisions of a ``FrameDecoder``, or the truth of a score.
public struct FrameActivity: Sendable, Equatable {
    /// T × 88 × M: this instrument plays this pitch.
    public var roll: [Bool]
    /// T × 88: the pitch sounds.
    public var pitch: [Bool]
    /// T × M: the instrument plays.
    public var instrument: [Bool]
    /// M.
    public let instrumentCount: Int

    /// Silence.
    public init(frameCount: Int, instrumentCount: Int) {
        precondition(frameCount >= 0 && instrumentCount > 0, "FrameActivity: \(frameCount) × \(instrumentCount)")
        self.instrumentCount = instrumentCount
        roll = [Bool](repeating: false, count: frameCount * Prediction.pitchCount * instrumentCount)
        pitch = [Bool](repeating: false, count: frameCount * Prediction.pitchCount)
        instrument = [Bool](repeating: false, count: frameCount * instrumentCount)
    }

    /// T.
    public var frameCount: Int { pitch.count / Prediction.pitchCount }
}

/// Decides each frame by itself, for evaluation by frames: no smoothing, no memory.
///
/// A pitch sounds from its threshold. An instrument plays from its threshold. A cell of the pianoroll is active where
/// its pitch sounds and the instrument is the likeliest there, or where its own probability reaches the roll's
/// threshold.
public struct FrameDecoder: Sendable, Hashable {
    /// From which probabilities something counts as sounding.
    public let thresholds: Thresholds

    /// One row of thresholds for each instrument of the predictions to come, in their order.
    public init(thresholds: Thresholds) {
        self.thresholds = thresholds
    }

    /// - Precondition: the thresholds fit the prediction's instruments.
    public func decode(_ prediction: Prediction) -> FrameActivity {
        precondition(
            thresholds.fit(prediction.instruments),
            "FrameDecoder: thresholds for \(thresholds.instruments.map(\.instrument)), \(prediction.instruments)")
        let count = prediction.instruments.count
        var activity = FrameActivity(frameCount: prediction.frameCount, instrumentCount: count)
        for index in prediction.instrument.indices {
            activity.instrument[index] = prediction.instrument[index] >= thresholds.instruments[index % count].activity
        }
        for cell in prediction.pitch.indices {
            let sounds = prediction.pitch[cell] >= thresholds.pitch
            activity.pitch[cell] = sounds
            let likeliest = sounds ? FrameDecoder.likeliest(prediction.roll, from: cell * count, count: count) : -1
            for index in 0..<count {
                activity.roll[cell * count + index] =
                    index == likeliest || prediction.roll[cell * count + index] >= thresholds.instruments[index].roll
            }
        }
        return activity
    }

    /// The index of the greatest of `count` values from `start`; the first of equals.
    static func likeliest(_ values: [Float], from start: Int, count: Int) -> Int {
        var best = 0
        for index in 1..<max(count, 1) where values[start + index] > values[start + best] { best = index }
        return best
    }
}
