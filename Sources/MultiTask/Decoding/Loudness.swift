import Foundation

/// How loud a note is, read from the levels of its partials (``Prediction/level``).
///
/// In a mixture no partial is a note's own: others sound at its octave and its twelfth, and some instruments have a weak
/// fundamental. Of what was tried the mean of two measures follows the velocity best: the power of the first three partials, and
/// the mean of the first four in decibels (Docs/Evaluation.md has the figures).
enum Loudness {
    /// Semitones of the first four partials above the note.
    private static let partials = [0, 12, 19, 24]

    /// On the scale of the levels, 0…1 over 80 dB; a little above 1 at most.
    ///
    /// - Parameters:
    ///   - levels: 88 levels of one frame, from `first` on.
    ///   - key: 0…87; partials beyond the last key are left out.
    static func level(of key: Int, in levels: [Float], from first: Int) -> Float {
        var (power, powerCount, sum, count): (Float, Int, Float, Float) = (0, 0, 0, 0)
        for partial in partials where key + partial < Prediction.pitchCount {
            let level = levels[first + key + partial]
            sum += level
            count += 1
            if powerCount < 3 {
                power += powf(10, 8 * (level - 1))
                powerCount += 1
            }
        }
        return 0.5 * (max(0, log10f(power) / 8 + 1) + sum / count)
    }
}
