/// What note values can be written: a length is cut into values that fit the beats, to be tied.
struct ScoreNotation {
    /// A value at a place, both in 24ths of a quarter.
    struct Piece: Equatable {
        var start: Int
        var value: Value

        var end: Int { start + value.length }
    }

    /// A note value.
    struct Value: Equatable {
        let length: Int
        /// MusicXML's name.
        let type: String
        let dots: Int
        /// Three in the time of two.
        let isTriplet: Bool
    }

    /// From long to short.
    private static let straight: [Value] = [
        Value(length: 96, type: "whole", dots: 0, isTriplet: false),
        Value(length: 72, type: "half", dots: 1, isTriplet: false),
        Value(length: 48, type: "half", dots: 0, isTriplet: false),
        Value(length: 36, type: "quarter", dots: 1, isTriplet: false),
        Value(length: 24, type: "quarter", dots: 0, isTriplet: false),
        Value(length: 18, type: "eighth", dots: 1, isTriplet: false),
        Value(length: 12, type: "eighth", dots: 0, isTriplet: false),
        Value(length: 6, type: "16th", dots: 0, isTriplet: false),
        Value(length: 3, type: "32nd", dots: 0, isTriplet: false),
    ]
    private static let triplets: [Value] = [
        Value(length: 16, type: "quarter", dots: 0, isTriplet: true),
        Value(length: 8, type: "eighth", dots: 0, isTriplet: true),
    ]

    /// The step of the grid in a beat, counted from the first.
    let step: (Int) -> Int

    /// The values from a place to another, both on the grid, within the bar that begins at `bar`.
    func pieces(from start: Int, to end: Int, bar: Int) -> [Piece] {
        var pieces: [Piece] = []
        var place = start
        while place < end {
            // Off the grid there is nothing that fits: then the shortest there is.
            let value =
                value(at: place, within: end - place, bar: bar)
                ?? Value(length: min(3, end - place), type: "32nd", dots: 0, isTriplet: false)
            pieces.append(Piece(start: place, value: value))
            place += value.length
        }
        return pieces
    }

    private func value(at place: Int, within room: Int, bar: Int) -> Value? {
        let unit = QuantizedScore.unitsPerBeat
        let inside = place % unit
        if isTriplet(place / unit), inside != 0 || room < unit {
            return Self.triplets.first { $0.length <= room && inside + $0.length <= unit }
        }
        return Self.straight.first { value in
            guard value.length <= room else { return false }
            let end = place + value.length
            if end % unit != 0, isTriplet(end / unit) { return false }
            switch value.length {
            case 96: return place == bar
            case 48...: return inside == 0
            case 24...: return inside == 0 || inside == 12
            case 18: return inside == 0 || inside == 6
            case 12: return inside <= 12 && inside % 6 == 0
            default: return inside % value.length == 0
            }
        }
    }

    private func isTriplet(_ beat: Int) -> Bool { step(beat) == 8 }
}
