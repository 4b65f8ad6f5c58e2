import Foundation

/// Writes the values of one voice in one bar.
struct MusicXMLVoice {
    let number: Int
    /// From 1; nil where the part has one staff.
    let staff: Int?
    /// Whether silence is written as rests; in a second voice it is passed over.
    let fillsWithRests: Bool

    func lines(
        _ entries: [ScoreEntry], from start: Int, to end: Int, _ notation: ScoreNotation,
        _ spelled: [[ScoreAccidentals.Spelled]]
    ) -> [String] {
        guard !entries.isEmpty else {
            return [#"<note><rest measure="yes"/><duration>\#(end - start)</duration>\#(place)</note>"#]
        }
        var lines: [String] = []
        var position = start
        for (entry, spelled) in zip(entries, spelled) {
            lines += silence(from: position, to: entry.piece.start, bar: start, notation)
            lines += chord(entry, spelled)
            position = entry.piece.end
        }
        return lines + silence(from: position, to: end, bar: start, notation)
    }

    private func silence(from start: Int, to end: Int, bar: Int, _ notation: ScoreNotation) -> [String] {
        guard start < end else { return [] }
        return notation.pieces(from: start, to: end, bar: bar).map { piece in
            let duration = "<duration>\(piece.value.length)</duration>"
            // A group of three has to be whole.
            guard fillsWithRests || piece.value.isTriplet else { return "<forward>\(duration)</forward>" }
            let notations = tuplet(piece).map { "<notations>\($0)</notations>" } ?? ""
            return "<note><rest/>\(duration)\(voice)\(shape(piece.value))\(staffLine)\(notations)</note>"
        }
    }

    private func chord(_ entry: ScoreEntry, _ spelled: [ScoreAccidentals.Spelled]) -> [String] {
        zip(entry.tones, spelled).enumerated().map { index, pair in
            let (tone, spelled) = pair
            var line = String(format: "<note dynamics=\"%.2f\">", Double(tone.velocity) / 0.9)
            if index > 0 { line += "<chord/>" }
            let spelling = spelled.spelling
            let alter = spelling.alter == 0 ? "" : "<alter>\(spelling.alter)</alter>"
            line += "<pitch><step>\(spelling.step)</step>\(alter)<octave>\(spelling.octave)</octave></pitch>"
            line += "<duration>\(entry.piece.value.length)</duration>"
            var notations = ""
            for (isTied, type) in [(entry.isTiedBefore, "stop"), (entry.isTiedAfter, "start")] where isTied {
                line += #"<tie type="\#(type)"/>"#
                notations += #"<tied type="\#(type)"/>"#
            }
            if index == 0 { notations += tuplet(entry.piece) ?? "" }
            line += voice + shape(entry.piece.value, accidental: spelled.accidental) + staffLine
            return line + (notations.isEmpty ? "" : "<notations>\(notations)</notations>") + "</note>"
        }
    }

    private var voice: String { "<voice>\(number)</voice>" }
    private var staffLine: String { staff.map { "<staff>\($0)</staff>" } ?? "" }
    private var place: String { voice + staffLine }

    /// Type, dots, accidental and the factor of a triplet, in the order that the schema wants.
    private func shape(_ value: ScoreNotation.Value, accidental: String? = nil) -> String {
        "<type>\(value.type)</type>" + String(repeating: "<dot/>", count: value.dots)
            + (accidental.map { "<accidental>\($0)</accidental>" } ?? "")
            + (value.isTriplet
                ? """
                <time-modification><actual-notes>3</actual-notes><normal-notes>2</normal-notes>\
                <normal-type>eighth</normal-type></time-modification>
                """ : "")
    }

    /// Where a group of three begins or ends.
    private func tuplet(_ piece: ScoreNotation.Piece) -> String? {
        guard piece.value.isTriplet else { return nil }
        let unit = QuantizedScore.unitsPerBeat
        if piece.start.isMultiple(of: unit) { return #"<tuplet type="start"/>"# }
        return piece.end.isMultiple(of: unit) ? #"<tuplet type="stop"/>"# : nil
    }
}

/// How the notes of a staff are spelled in a bar, and which of them need a sign: all voices in the order of time.
struct ScoreAccidentals {
    struct Spelled {
        let spelling: KeyEstimate.Spelling
        /// MusicXML's name; nil for none.
        let accidental: String?
    }

    /// Voice by voice, entry by entry, tone by tone.
    private(set) var spelled: [[[Spelled]]]

    init(key: KeyEstimate, voices: [[ScoreEntry]]) {
        var spelled = voices.map { $0.map { _ in [Spelled]() } }
        // The alteration that a line or space has by now.
        var current: [KeyEstimate.Spelling: Int] = [:]
        let order = voices.enumerated().flatMap { voice, entries in entries.indices.map { (voice, $0) } }
            .sorted { voices[$0.0][$0.1].piece.start < voices[$1.0][$1.1].piece.start }
        for (voice, index) in order {
            let entry = voices[voice][index]
            spelled[voice][index] = entry.tones.map { tone in
                let spelling = key.spelling(of: tone.pitch)
                let line = KeyEstimate.Spelling(step: spelling.step, alter: 0, octave: spelling.octave)
                let valid = current[line] ?? key.alter(ofStep: spelling.step)
                guard valid != spelling.alter, !entry.isTiedBefore else {
                    return Spelled(spelling: spelling, accidental: nil)
                }
                current[line] = spelling.alter
                return Spelled(spelling: spelling, accidental: Self.names[spelling.alter])
            }
        }
        self.spelled = spelled
    }

    private static let names = [
        -2: "flat-flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double-sharp",
    ]
}
