/// A key signature for a score, and how black keys are spelled in it.
struct KeyEstimate: Equatable {
    /// The number of sharps, −6…6; flats are negative.
    let sharps: Int

    init(sharps: Int) { self.sharps = sharps }

    /// The key whose profile (Krumhansl and Kessler 1982) the pitch classes, weighted by their lengths, resemble most.
    init(of notes: [Note]) {
        var lengths = [Double](repeating: 0, count: 12)
        for note in notes { lengths[((note.pitch % 12) + 12) % 12] += max(note.duration, 0.05) }
        var best = (score: -Double.infinity, sharps: 0)
        for tonic in 0..<12 {
            for (profile, relative) in [(Self.major, 0), (Self.minor, 3)] {
                let rotated = (0..<12).map { profile[($0 - tonic + 12) % 12] }
                let score = Self.correlation(lengths, rotated)
                let sharps = Self.sharpsOfMajor[(tonic + relative) % 12]
                // Of equals the one with fewer accidentals.
                if score > best.score + 1e-9 || (score > best.score - 1e-9 && abs(sharps) < abs(best.sharps)) {
                    best = (score, sharps)
                }
            }
        }
        sharps = best.score > 0 ? best.sharps : 0
    }

    /// A pitch as it is written: the letter, by how many semitones it is raised, and the octave (that of C4 is 4).
    struct Spelling: Hashable {
        let step: String
        let alter: Int
        let octave: Int
    }

    func spelling(of pitch: Int) -> Spelling {
        // On the line of fifths C is 0, G is 1; a key takes twelve in a row, with its minor's raised tones.
        let window = sharps - 3...sharps + 8
        let place = window.first { (fifths: Int) -> Bool in (7 * fifths - pitch).isMultiple(of: 12) } ?? 0
        let letter = ((place % 7) + 7) % 7
        let alter = Int((Double(place + 1) / 7).rounded(.down))
        let octave = (pitch - alter - Self.classes[letter]) / 12 - 1
        return Spelling(step: Self.letters[letter], alter: alter, octave: octave)
    }

    /// By how many semitones the signature raises a letter.
    func alter(ofStep step: String) -> Int {
        guard let letter = Self.letters.firstIndex(of: step) else { return 0 }
        // F is raised by the first sharp, B lowered by the first flat.
        let order = (letter + 1) % 7
        if sharps > 0 { return order < sharps ? 1 : 0 }
        return 6 - order < -sharps ? -1 : 0
    }

    /// Letters by fifths from C, and their pitch classes.
    private static let letters = ["C", "G", "D", "A", "E", "B", "F"]
    private static let classes = [0, 7, 2, 9, 4, 11, 5]
    private static let sharpsOfMajor = [0, -5, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5]
    private static let major = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88]
    private static let minor = [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17]

    private static func correlation(_ first: [Double], _ second: [Double]) -> Double {
        func centred(_ values: [Double]) -> [Double] {
            let mean = values.reduce(0, +) / Double(values.count)
            return values.map { $0 - mean }
        }
        let (a, b) = (centred(first), centred(second))
        func product(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
        let norm = (product(a, a) * product(b, b)).squareRoot()
        return norm > 0 ? product(a, b) / norm : 0
    }
}
