import Testing

@testable import MultiTask

@Suite struct ScoreNotationTests {
    private let straight = ScoreNotation { _ in 6 }

    private func values(_ start: Int, _ end: Int, _ notation: ScoreNotation? = nil) -> [String] {
        (notation ?? straight).pieces(from: start, to: end, bar: 0).map {
            $0.value.type + String(repeating: ".", count: $0.value.dots) + ($0.value.isTriplet ? "3" : "")
        }
    }

    @Test func lengthsBecomeValues() {
        #expect(values(0, 96) == ["whole"])
        #expect(values(24, 96) == ["half."])
        #expect(values(0, 36) == ["quarter."])
        #expect(values(12, 36) == ["quarter"])
        #expect(values(0, 18) == ["eighth."])
        #expect(values(18, 30) == ["16th", "16th"])
        #expect(values(6, 48) == ["eighth.", "quarter"])
        #expect(values(0, 30) == ["quarter", "16th"])
    }

    @Test func tripletsFillTheirBeat() {
        let notation = ScoreNotation { $0 == 1 ? 8 : 6 }
        #expect(values(24, 48, notation) == ["quarter"])
        #expect(values(24, 32, notation) == ["eighth3"])
        #expect(values(32, 48, notation) == ["quarter3"])
        #expect(values(12, 40, notation) == ["eighth", "quarter3"])
        #expect(values(0, 32, notation) == ["quarter", "eighth3"])
    }

    /// From any place of the grid to any other: the values add up, and each is written as long as it is.
    @Test func everyStretchOfAnyGridCanBeWritten() {
        var generator = SplitMix(seed: 1)
        let lengths = ["whole": 96, "half": 48, "quarter": 24, "eighth": 12, "16th": 6, "32nd": 3]
        for _ in 0..<300 {
            let steps = (0..<4).map { _ in [6, 3, 8].randomElement(using: &generator) ?? 6 }
            let notation = ScoreNotation { steps.indices.contains($0) ? steps[$0] : 6 }
            let places =
                (0..<4).flatMap { beat in stride(from: 0, to: 24, by: steps[beat]).map { beat * 24 + $0 } } + [96]
            for start in places {
                for end in places where end > start {
                    let pieces = notation.pieces(from: start, to: end, bar: 0)
                    #expect(pieces.map(\.value.length).reduce(0, +) == end - start)
                    for piece in pieces {
                        var length = lengths[piece.value.type] ?? 0
                        if piece.value.dots == 1 { length += length / 2 }
                        if piece.value.isTriplet { length = length * 2 / 3 }
                        #expect(length == piece.value.length, "\(steps) \(start)–\(end): \(pieces)")
                    }
                }
            }
        }
    }
}
