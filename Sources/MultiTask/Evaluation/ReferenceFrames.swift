import Audio

extension Array where Element == Instrument {
    /// The index of the instrument that a General MIDI program is labelled as; nil where none is.
    func index(ofProgram program: Int) -> Int? { firstIndex { $0.programs.contains(program) } }
}

extension FrameActivity {
    /// The truth of a score: frame t is active where its time, t / `frameRate`, lies in [onset, offset).
    ///
    /// Percussion, programs that are none of the instruments', and pitches outside of the 88 are no part of it.
    public init(notes: [ScoreNote], instruments: [Instrument], frameCount: Int, frameRate: Double) {
        self.init(frameCount: frameCount, instrumentCount: instruments.count)
        for note in notes where !note.isPercussion {
            let key = note.pitch - Prediction.lowestPitch
            guard let index = instruments.index(ofProgram: note.program), 0..<Prediction.pitchCount ~= key else {
                continue
            }
            let first = FrameActivity.firstFrame(from: note.onset, frameRate: frameRate, frameCount: frameCount)
            let end = FrameActivity.firstFrame(from: note.offset, frameRate: frameRate, frameCount: frameCount)
            for frame in first..<max(first, end) {
                roll[(frame * Prediction.pitchCount + key) * instrumentCount + index] = true
                pitch[frame * Prediction.pitchCount + key] = true
                instrument[frame * instrumentCount + index] = true
            }
        }
    }

    /// The first frame at or after a time, within 0…`frameCount`; a nanoframe of rounding is forgiven.
    private static func firstFrame(from time: Double, frameRate: Double, frameCount: Int) -> Int {
        let frame = (time * frameRate - 1e-9).rounded(.up)
        return Int(min(max(frame, 0), Double(frameCount)))
    }
}
