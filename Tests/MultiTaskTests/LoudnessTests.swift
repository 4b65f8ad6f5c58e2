import Foundation
import Testing

@testable import MultiTask

/// ``Loudness`` and the velocities that come of it.
@Suite struct LoudnessTests {
    /// Levels of one frame: silence but for some keys.
    private func levels(_ keys: [Int: Float]) -> [Float] { (0..<88).map { keys[$0] ?? 0 } }

    @Test func isTheMeanOfPowerAndDecibels() {
        // Four partials at the reference: three times its power, and its level.
        let full = levels([20: 1, 32: 1, 39: 1, 44: 1])
        #expect(abs(Loudness.level(of: 20, in: full, from: 0) - 0.5 * (1 + log10f(3) / 8 + 1)) < 1e-5)
        // 20 dB softer is 20 dB softer.
        let soft = levels([20: 0.75, 32: 0.75, 39: 0.75, 44: 0.75])
        #expect(
            abs(Loudness.level(of: 20, in: full, from: 0) - Loudness.level(of: 20, in: soft, from: 0) - 0.25) < 1e-5)
    }

    /// The highest key has no partial within the 88.
    @Test func partialsBeyondTheKeysAreLeftOut() {
        #expect(abs(Loudness.level(of: 87, in: levels([87: 0.5]), from: 0) - 0.5) < 1e-5)
    }

    @Test func louderNotesHaveGreaterVelocities() {
        let velocities = [Float(0), 0.5, 0.7, 0.8, 0.9, 1.1].map { Note.velocity(forLevel: $0) }
        #expect(velocities == velocities.sorted() && velocities.first == 1 && velocities.last == 127)
        // The middle is at 22 dB below the reference.
        #expect(Note.velocity(forLevel: 0.725) == 64)
    }

    /// The decoder reads it in the note's first frames.
    @Test func theDecoderGivesIt() {
        let curve = HandMade.prediction([HandMade.Curve(60, 0, HandMade.held(0.9, 20))])
        func velocity(_ level: Float) -> Int? {
            let frame = levels([39: level, 51: level, 58: level, 63: level])
            let loud = Prediction(
                roll: curve.roll, pitch: curve.pitch, instrument: curve.instrument, instruments: curve.instruments,
                level: (0..<20).flatMap { _ in frame })
            return NoteDecoder(instruments: curve.instruments).decode(loud).first?.velocity
        }
        #expect(velocity(0.8) == Note.velocity(forLevel: 0.5 * (0.8 + log10f(3) / 8 + 0.8)))
        #expect((velocity(0.6) ?? 0) < (velocity(0.8) ?? 0))
    }
}
