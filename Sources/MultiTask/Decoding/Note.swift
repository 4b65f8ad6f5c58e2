/// A note that was heard: what, who, when, and how sure.
public struct Note: Sendable, Hashable, Codable {
    /// Who plays it.
    public var instrument: Instrument
    /// MIDI note number; 69 is a′ (440 Hz).
    public var pitch: Int
    /// When it starts, in seconds from the beginning.
    public var onset: Double
    /// When it ends, in seconds from the beginning.
    public var offset: Double
    /// MIDI velocity, 1…127: how loud the pitch is as the note begins, against the loudest of the last while. Drawn from the
    /// confidence where predictions don't say how loud they are.
    public var velocity: Int
    /// The mean activation over the note, 0…1; 0.5 is the threshold.
    public var confidence: Float

    /// - Parameters:
    ///   - instrument: Who plays it.
    ///   - pitch: MIDI note number.
    ///   - onset: Seconds.
    ///   - offset: Seconds.
    ///   - velocity: When nil, drawn from the confidence.
    ///   - confidence: 0…1.
    public init(
        instrument: Instrument, pitch: Int, onset: Double, offset: Double, velocity: Int? = nil, confidence: Float = 1
    ) {
        self.instrument = instrument
        self.pitch = pitch
        self.onset = onset
        self.offset = offset
        self.velocity = velocity ?? Note.velocity(forConfidence: confidence)
        self.confidence = confidence
    }

    /// The length in seconds.
    public var duration: Double { offset - onset }

    /// The name of the pitch in the scientific notation: "A4" is 440 Hz, "C4" the middle C. Black keys are sharps.
    public var pitchName: String { Note.name(ofPitch: pitch) }

    /// The name of a MIDI pitch: 60 is "C4", 61 "C#4".
    public static func name(ofPitch pitch: Int) -> String {
        let names = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]
        let octave = Int((Double(pitch) / 12).rounded(.down)) - 1
        return names[((pitch % 12) + 12) % 12] + String(octave)
    }

    /// 1 at confidence 0, 127 at 1, a straight line between.
    static func velocity(forConfidence confidence: Float) -> Int {
        guard confidence.isFinite else { return 1 }
        return 1 + Int((126 * min(max(confidence, 0), 1)).rounded())
    }

    /// The velocity of a level (``Loudness``): a straight line in decibels, from 1 at 48 dB below the reference to 127 at 4 dB above
    /// it. General MIDI's curve would crowd soft notes together and cut loud ones off.
    static func velocity(forLevel level: Float) -> Int {
        1 + Int((126 * min(max((level - 0.4) / 0.65, 0), 1)).rounded())
    }

    /// The order of a score: by onset, then pitch, then instrument, then offset.
    public static func precedes(_ first: Note, _ second: Note) -> Bool {
        (first.onset, first.pitch, first.instrument.name, first.offset)
            < (second.onset, second.pitch, second.instrument.name, second.offset)
    }
}
