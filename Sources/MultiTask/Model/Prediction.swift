/// What the network says of a stretch of sound: probabilities, frame by frame, of instruments, pitches, and both.
///
/// T frames, 88 pitches P from A0 up, M instruments. The values are after the sigmoid, 0…1, a frame's values side by side.
public struct Prediction: Sendable, Equatable {
    /// The number of pitches: the keys of a piano.
    public static let pitchCount = 88
    /// The MIDI number of the lowest pitch (A0, 27.5 Hz).
    public static let lowestPitch = 21
    /// Frames per second of the released weights: 16 kHz with a hop of 512.
    public static let standardFrameRate = 31.25

    /// T × 88 × M: that this instrument plays this pitch.
    public let roll: [Float]
    /// T × 88: that any instrument plays this pitch.
    public let pitch: [Float]
    /// T × M: that this instrument plays.
    public let instrument: [Float]
    /// T × 88: how loud each pitch's fundamental is, in decibels below the level reference, scaled to 0…1 (1 is the reference);
    /// empty where it isn't known.
    public let level: [Float]
    /// The M instruments, in the order of the network's channels.
    public let instruments: [Instrument]
    /// Frames per second.
    public let frameRate: Double
    /// The columns of Z that these frames end, where they were asked for.
    var latent: Latent?

    /// Wraps the three heads' probabilities.
    ///
    /// - Precondition: at least one instrument, a positive frame rate, and arrays of T·88·M, T·88 and T·M values.
    public init(
        roll: [Float], pitch: [Float], instrument: [Float], instruments: [Instrument],
        frameRate: Double = Prediction.standardFrameRate, level: [Float] = []
    ) {
        precondition(!instruments.isEmpty, "Prediction: no instruments")
        precondition(frameRate.isFinite && frameRate > 0, "Prediction: \(frameRate) frames per second")
        let frames = pitch.count / Prediction.pitchCount
        precondition(
            pitch.count == frames * Prediction.pitchCount && instrument.count == frames * instruments.count
                && roll.count == frames * Prediction.pitchCount * instruments.count
                && (level.isEmpty || level.count == pitch.count),
            """
            Prediction: roll \(roll.count), pitch \(pitch.count), instrument \(instrument.count), level \(level.count) \
            values are not T×88×M, T×88, T×M, T×88 with M = \(instruments.count)
            """)
        self.roll = roll
        self.pitch = pitch
        self.instrument = instrument
        self.instruments = instruments
        self.frameRate = frameRate
        self.level = level
    }

    /// The same frames with other probabilities.
    func replacing(roll: [Float], pitch: [Float], instrument: [Float]) -> Prediction {
        var copy = Prediction(
            roll: roll, pitch: pitch, instrument: instrument, instruments: instruments, frameRate: frameRate,
            level: level)
        copy.latent = latent
        return copy
    }

    /// The number of frames, T.
    public var frameCount: Int { pitch.count / Prediction.pitchCount }

    /// The length in seconds that the frames cover.
    public var duration: Double { Double(frameCount) / frameRate }

    /// The time of a frame's centre, in seconds from the first frame.
    public func time(ofFrame frame: Int) -> Double { Double(frame) / frameRate }

    /// The 88 × M roll probabilities of a frame, pitch by pitch.
    public func roll(atFrame frame: Int) -> ArraySlice<Float> {
        let width = Prediction.pitchCount * instruments.count
        return roll[frame * width..<(frame + 1) * width]
    }

    /// The 88 pitch probabilities of a frame.
    public func pitch(atFrame frame: Int) -> ArraySlice<Float> {
        pitch[frame * Prediction.pitchCount..<(frame + 1) * Prediction.pitchCount]
    }

    /// The 88 levels of a frame; none where they aren't known.
    func level(atFrame frame: Int) -> ArraySlice<Float> {
        guard !level.isEmpty else { return [] }
        return level[frame * Prediction.pitchCount..<(frame + 1) * Prediction.pitchCount]
    }

    /// The M instrument probabilities of a frame.
    public func instrument(atFrame frame: Int) -> ArraySlice<Float> {
        instrument[frame * instruments.count..<(frame + 1) * instruments.count]
    }

    /// The probability that instrument `instrument` (an index) plays the MIDI pitch `pitch` in a frame.
    ///
    /// - Precondition: `pitch` is in 21…108.
    public func probability(ofPitch pitch: Int, instrument: Int, frame: Int) -> Float {
        let key = pitch - Prediction.lowestPitch
        precondition(0..<Prediction.pitchCount ~= key, "Prediction: pitch \(pitch) is not in 21…108")
        return roll[(frame * Prediction.pitchCount + key) * instruments.count + instrument]
    }

    /// Some of the frames, as a prediction of its own that starts at time 0.
    public func frames(_ range: Range<Int>) -> Prediction {
        let keys = Prediction.pitchCount
        let channels = instruments.count
        return Prediction(
            roll: Array(roll[range.lowerBound * keys * channels..<range.upperBound * keys * channels]),
            pitch: Array(pitch[range.lowerBound * keys..<range.upperBound * keys]),
            instrument: Array(instrument[range.lowerBound * channels..<range.upperBound * channels]),
            instruments: instruments, frameRate: frameRate,
            level: level.isEmpty ? [] : Array(level[range.lowerBound * keys..<range.upperBound * keys]))
    }
}
