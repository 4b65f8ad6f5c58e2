/// Which keys sound when: frames by keys, as a score drawn on squared paper.
///
/// A frame is an instant, the middle of an analysis window: frame `f` stands for the time `f / frameRate` seconds, as in
/// a centred spectrogram. A note fills the frames from its rounded onset up to, without, its rounded offset, and at least one.
public struct Pianoroll: Sendable, Equatable {
    /// The MIDI number of the first key; 21 is A0, the lowest of a piano.
    public let lowestPitch: Int
    /// The number of keys; 88 for a piano.
    public let keyCount: Int
    /// Frames a second.
    public let frameRate: Double
    /// Values in 0…1, frame by frame: key `k` of frame `f` is `values[f * keyCount + k]`.
    public private(set) var values: [Float]

    /// The number of frames.
    public var frameCount: Int { values.count / keyCount }

    /// Wraps values that are there already, such as a network's activations.
    ///
    /// - Precondition: positive rate and key count; as many values as make whole frames.
    public init(values: [Float], frameRate: Double, lowestPitch: Int = 21, keyCount: Int = 88) {
        precondition(keyCount > 0 && frameRate > 0, "Pianoroll: \(keyCount) keys at \(frameRate) frames a second")
        precondition(
            values.count.isMultiple(of: keyCount), "Pianoroll: \(values.count) values don't make frames of \(keyCount)")
        self.values = values
        self.frameRate = frameRate
        self.lowestPitch = lowestPitch
        self.keyCount = keyCount
    }

    /// Draws notes: 1 where a key sounds, 0 elsewhere. Percussion and pitches beyond the keys are left out.
    ///
    /// - Parameters:
    ///   - notes: In any order; times in seconds.
    ///   - frameRate: Frames a second; 31.25 for a hop of 512 at 16 kHz.
    ///   - frameCount: Later frames are cut off; nil reaches to the last offset.
    ///   - lowestPitch: The MIDI pitch of the first key.
    ///   - keyCount: How many keys.
    public init(
        notes: [ScoreNote], frameRate: Double, frameCount: Int? = nil, lowestPitch: Int = 21, keyCount: Int = 88
    ) {
        func frames(_ note: ScoreNote) -> Range<Int> {
            let first = Int((note.onset * frameRate).rounded())
            return first..<max(first + 1, Int((note.offset * frameRate).rounded()))
        }
        let drawn = notes.filter { !$0.isPercussion && lowestPitch..<lowestPitch + keyCount ~= $0.pitch }
        let count = frameCount ?? drawn.map { frames($0).upperBound }.max() ?? 0
        self.init(
            values: [Float](repeating: 0, count: count * keyCount), frameRate: frameRate, lowestPitch: lowestPitch,
            keyCount: keyCount)
        for note in drawn {
            for frame in frames(note).clamped(to: 0..<count) { self[frame, note.pitch] = 1 }
        }
    }

    /// The value of a MIDI pitch in a frame.
    public subscript(frame: Int, pitch: Int) -> Float {
        get { values[index(frame, pitch)] }
        set { values[index(frame, pitch)] = newValue }
    }

    /// The notes that the roll shows: one for each unbroken run of frames at or above a threshold.
    ///
    /// Notes of a pitch that touch each other in time are one run, so they come back as one note.
    ///
    /// - Parameters:
    ///   - threshold: The least value that sounds.
    ///   - program: The General MIDI program given to the notes.
    public func notes(threshold: Float = 0.5, program: Int = 0) -> [ScoreNote] {
        var notes: [ScoreNote] = []
        var starts = [Int?](repeating: nil, count: keyCount)
        for frame in 0...frameCount {
            for key in 0..<keyCount {
                let sounds = frame < frameCount && values[frame * keyCount + key] >= threshold
                if let start = starts[key], !sounds {
                    notes.append(
                        ScoreNote(
                            pitch: lowestPitch + key, onset: Double(start) / frameRate,
                            offset: Double(frame) / frameRate, program: program))
                    starts[key] = nil
                } else if sounds, starts[key] == nil {
                    starts[key] = frame
                }
            }
        }
        return notes.sorted { ($0.onset, $0.pitch) < ($1.onset, $1.pitch) }
    }

    private func index(_ frame: Int, _ pitch: Int) -> Int {
        precondition(
            0..<frameCount ~= frame && lowestPitch..<lowestPitch + keyCount ~= pitch,
            "Pianoroll: frame \(frame), pitch \(pitch) in \(frameCount) frames from pitch \(lowestPitch)")
        return frame * keyCount + pitch - lowestPitch
    }
}
