import Testing

@testable import MultiTask

@Suite struct KeyEstimateTests {
    private func scale(_ pitches: [Int]) -> [Note] {
        pitches.enumerated().map { index, pitch in
            Note(instrument: .piano, pitch: pitch, onset: Double(index), offset: Double(index) + 1)
        }
    }

    @Test(arguments: [(0, 0), (7, 1), (2, 2), (5, -1), (10, -2), (3, -3)])
    func majorScalesHaveTheirSignatures(tonic: Int, sharps: Int) {
        let steps = [0, 2, 4, 5, 7, 9, 11, 12, 7, 4, 0].map { 60 + tonic + $0 }
        #expect(KeyEstimate(of: scale(steps)).sharps == sharps)
    }

    @Test func aMinorScaleHasThatOfItsRelative() {
        #expect(KeyEstimate(of: scale([69, 71, 72, 74, 76, 77, 80, 81, 76, 72, 69])).sharps == 0)
    }

    @Test func blackKeysAreSpelledByTheKey() {
        func name(_ pitch: Int, _ sharps: Int) -> String {
            let spelling = KeyEstimate(sharps: sharps).spelling(of: pitch)
            let sign = [-2: "bb", -1: "b", 0: "", 1: "#", 2: "x"][spelling.alter] ?? "?"
            return spelling.step + sign + String(spelling.octave)
        }
        #expect(name(61, 0) == "C#4" && name(63, 0) == "Eb4" && name(70, 0) == "Bb4")
        #expect(name(70, 3) == "A#4" && name(70, -3) == "Bb4" && name(66, -3) == "Gb4")
        // B sharp and C flat lie in the other octave by their names.
        #expect(name(60, 6) == "B#3" && name(71, -6) == "Cb5")
        // Every pitch comes back.
        let classes = ["C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11]
        for sharps in -6...6 {
            for pitch in 0...127 {
                let spelling = KeyEstimate(sharps: sharps).spelling(of: pitch)
                #expect((spelling.octave + 1) * 12 + (classes[spelling.step] ?? 99) + spelling.alter == pitch)
            }
        }
    }

    @Test func theSignatureRaisesItsLetters() {
        #expect(["F", "C", "G", "D"].map { KeyEstimate(sharps: 3).alter(ofStep: $0) } == [1, 1, 1, 0])
        #expect(["B", "E", "A", "D"].map { KeyEstimate(sharps: -2).alter(ofStep: $0) } == [-1, -1, 0, 0])
    }

    @Test func silenceIsInC() { #expect(KeyEstimate(of: []).sharps == 0) }
}
