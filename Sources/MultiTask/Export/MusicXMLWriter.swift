import Foundation

/// Writes a quantized score as MusicXML, part by part and bar by bar.
struct MusicXMLWriter {
    let score: QuantizedScore
    let beats: BeatGrid
    let key: KeyEstimate

    /// A bar: where it begins, and how long it is.
    private struct Bar {
        let start: Int
        let length: Int
        /// 0 is the pickup.
        let number: Int
        var end: Int { start + length }
    }

    private var bars: [Bar] {
        let unit = QuantizedScore.unitsPerBeat
        let pickup = beats.firstDownbeat * unit
        var bars = pickup > 0 ? [Bar(start: 0, length: pickup, number: 0)] : []
        var start = pickup
        while start < score.end || bars.isEmpty || bars[bars.count - 1].number == 0 {
            let number = (bars.last?.number ?? 0) + 1
            bars.append(Bar(start: start, length: beats.beatsPerBar * unit, number: number))
            start += beats.beatsPerBar * unit
        }
        return bars
    }

    func text(title: String) -> String {
        var lines = [
            #"<?xml version="1.0" encoding="UTF-8" standalone="no"?>"#,
            #"<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" "#
                + #""http://www.musicxml.org/dtds/partwise.dtd">"#,
            #"<score-partwise version="4.0">"#,
        ]
        if !title.isEmpty { lines.append("<work><work-title>\(XMLText.escaped(title))</work-title></work>") }
        lines.append("<identification><encoding><software>MultiTask</software></encoding></identification>")
        lines.append("<part-list>")
        // A score has to have a part, and editors want an instrument for it.
        let nobody = Instrument(name: "music", programs: [0])
        let instruments = score.parts.isEmpty ? [nobody] : score.parts.map(\.instrument)
        for (index, instrument) in instruments.enumerated() { lines += Self.listed(instrument, index) }
        lines.append("</part-list>")
        let bars = bars
        if score.parts.isEmpty {
            let silence = QuantizedScore.Staff(clef: .treble, voices: [[]])
            write([silence], { _ in 6 }, id: "P1", bars, into: &lines)
        }
        for (index, part) in score.parts.enumerated() {
            write(part.staves, part.step(ofBeat:), id: "P\(index + 1)", bars, into: &lines)
        }
        lines.append("</score-partwise>\n")
        return lines.joined(separator: "\n")
    }

    private static func listed(_ instrument: Instrument, _ index: Int) -> [String] {
        let id = "P\(index + 1)"
        let name = XMLText.escaped(instrument.name.prefix(1).uppercased() + instrument.name.dropFirst())
        // The tenth channel is for percussion.
        let channel = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16][index % 15]
        return [
            #"<score-part id="\#(id)">"#, "<part-name>\(name)</part-name>",
            #"<score-instrument id="\#(id)-I1"><instrument-name>\#(name)</instrument-name></score-instrument>"#,
            #"<midi-instrument id="\#(id)-I1"><midi-channel>\#(channel)</midi-channel>"#
                + "<midi-program>\(instrument.programs[0] + 1)</midi-program></midi-instrument>",
            "</score-part>",
        ]
    }

    // MARK: - Bars

    private func write(
        _ staves: [QuantizedScore.Staff], _ step: @escaping (Int) -> Int, id: String, _ bars: [Bar],
        into lines: inout [String]
    ) {
        let notation = ScoreNotation(step: step)
        let cut = staves.map { $0.voices.map { Self.cut($0, bars.map { ($0.start, $0.end) }, notation) } }
        var tempo = TempoMarks(beats: beats)
        lines.append(#"<part id="\#(id)">"#)
        for (index, bar) in bars.enumerated() {
            let implicit = bar.number == 0 ? #" implicit="yes""# : ""
            lines.append(#"<measure number="\#(bar.number)"\#(implicit)>"#)
            if index == 0 { lines += attributes(staves.map(\.clef)) }
            if id == "P1" { lines += tempo.marks(from: bar.start, to: bar.end) }
            var isFirst = true
            for (staff, voices) in cut.enumerated() {
                let accidentals = ScoreAccidentals(key: key, voices: voices.map { $0[index] })
                for (voice, entries) in voices.map({ $0[index] }).enumerated() where voice == 0 || !entries.isEmpty {
                    if !isFirst { lines.append("<backup><duration>\(bar.length)</duration></backup>") }
                    isFirst = false
                    let place = MusicXMLVoice(
                        number: staff * 4 + voice + 1, staff: staves.count > 1 ? staff + 1 : nil,
                        fillsWithRests: voice == 0)
                    lines += place.lines(
                        entries, from: bar.start, to: bar.end, notation,
                        accidentals.spelled[voice])
                }
            }
            if index == bars.count - 1 {
                lines.append(#"<barline location="right"><bar-style>light-heavy</bar-style></barline>"#)
            }
            lines.append("</measure>")
        }
        lines.append("</part>")
    }

    /// A voice's chords as tied values, bar by bar.
    private static func cut(
        _ chords: [QuantizedScore.Chord], _ bars: [(start: Int, end: Int)], _ notation: ScoreNotation
    ) -> [[ScoreEntry]] {
        var result = [[ScoreEntry]](repeating: [], count: bars.count)
        var first = 0
        for chord in chords {
            while first < bars.count - 1, bars[first].end <= chord.start { first += 1 }
            var bar = first
            while bar < bars.count, bars[bar].start < chord.end {
                let (start, end) = (max(chord.start, bars[bar].start), min(chord.end, bars[bar].end))
                for piece in notation.pieces(from: start, to: end, bar: bars[bar].start) {
                    result[bar].append(
                        ScoreEntry(
                            piece: piece, tones: chord.tones, isTiedBefore: piece.start > chord.start,
                            isTiedAfter: piece.end < chord.end))
                }
                bar += 1
            }
        }
        return result
    }

    private func attributes(_ clefs: [ScoreClef]) -> [String] {
        var lines = ["<attributes>", "<divisions>\(QuantizedScore.unitsPerBeat)</divisions>"]
        lines.append("<key><fifths>\(key.sharps)</fifths></key>")
        lines.append("<time><beats>\(beats.beatsPerBar)</beats><beat-type>4</beat-type></time>")
        if clefs.count > 1 { lines.append("<staves>\(clefs.count)</staves>") }
        for (index, clef) in clefs.enumerated() {
            let number = clefs.count > 1 ? #" number="\#(index + 1)""# : ""
            let sign =
                clef == .treble || clef == .trebleBelow
                ? "<sign>G</sign><line>2</line>" : "<sign>F</sign><line>4</line>"
            let below = clef == .trebleBelow || clef == .bassBelow
            lines.append("<clef\(number)>\(sign)\(below ? "<clef-octave-change>-1</clef-octave-change>" : "")</clef>")
        }
        return lines + ["</attributes>"]
    }
}

/// A chord's value in a bar.
struct ScoreEntry {
    let piece: ScoreNotation.Piece
    let tones: [QuantizedScore.Tone]
    let isTiedBefore: Bool
    let isTiedAfter: Bool
}

/// Tempos at the beginnings of bars: written where they change by a tenth, sounding where by a fiftieth.
private struct TempoMarks {
    let beats: BeatGrid
    private var written = 0.0
    private var sounding = 0.0

    init(beats: BeatGrid) { self.beats = beats }

    mutating func marks(from start: Int, to end: Int) -> [String] {
        let unit = QuantizedScore.unitsPerBeat
        let times = (start / unit...end / unit).map { beats.seconds(atPosition: Double($0)) }
        let intervals = zip(times, times.dropFirst()).map { $1 - $0 }.sorted()
        guard let interval = intervals.isEmpty ? nil : intervals[intervals.count / 2], interval > 0 else { return [] }
        let tempo = 60 / interval
        guard abs(tempo / sounding - 1) > 0.02 else { return [] }
        sounding = tempo
        let sound = String(format: "<sound tempo=\"%.2f\"/>", tempo)
        guard abs(tempo / written - 1) > 0.1 else { return [sound] }
        written = tempo
        return [
            """
            <direction placement="above"><direction-type><metronome><beat-unit>quarter</beat-unit>\
            <per-minute>\(Int(tempo.rounded()))</per-minute></metronome></direction-type>\(sound)</direction>
            """
        ]
    }
}
