import Audio

/// Makes stretches of one semitone out of a curve, point by point. A point holds for a step from its time.
package struct PitchCurve {
    private let step: Double
    private let program: Int
    package private(set) var notes: [ScoreNote] = []

    /// - Parameter step: seconds between two points.
    package init(step: Double, program: Int) {
        self.step = step
        self.program = program
    }

    /// - Parameter pitch: MIDI; nil for silence.
    package mutating func add(_ time: Double, pitch: Int?) {
        guard let pitch else { return }
        if let last = notes.indices.last, notes[last].pitch == pitch, 0...1.5 * step ~= time - notes[last].offset + step
        {
            notes[last].offset = time + step
        } else {
            notes.append(ScoreNote(pitch: pitch, onset: time, offset: time + step, program: program))
        }
    }
}
