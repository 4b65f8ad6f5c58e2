import Foundation

/// Where everything stands in the picture of a transcription: legend, pianoroll, a lane of activity for each instrument,
/// and the axis of time.
public struct PianorollLayout: Sendable {
    /// Nine colours that the colour-blind can tell apart: Okabe and Ito's eight (2008) and a grey, moved until every pair
    /// lies 26 units of CIELAB apart, for deuteranopes and protanopes as well (Machado's simulation, 2009; 20 for
    /// tritanopes). Unmoved, their purple and the grey are 7 apart for a deuteranope.
    public static let palette: [Picture.Color] = [
        0x1C5285, 0xE7A003, 0xC15100, 0xB6EE7D, 0x2ABB79, 0x030609, 0x8B4057, 0x919AA5, 0x1184D8,
    ].map { Picture.Color(hex: $0) }

    /// The colour of a place in a list of instruments; beyond nine they come again, darker, and black as a grey.
    static func color(_ index: Int) -> Picture.Color {
        let color = palette[index % palette.count]
        guard !(index / palette.count).isMultiple(of: 2) else { return color }
        return color.green < 0.1 ? Picture.Color(hex: 0x5A5F66) : color.darkened(by: 0.35)
    }

    static let laneHeight = 20.0
    static let fontSize = 12.0

    private static let ink = Picture.Color(hex: 0x222222)
    private static let faintInk = Picture.Color(hex: 0x666666)
    private static let grid = Picture.Color(hex: 0xDDDDDD)
    private static let paper = Picture.Color(hex: 0xFFFFFF)

    private let transcription: Transcription
    private let title: String
    private let heard: [Instrument]
    private let axes: PianorollAxes
    private let legendRows: [[Instrument]]

    /// Lays it out.
    ///
    /// - Parameters:
    ///   - transcription: What was heard.
    ///   - title: Stands above; empty for none.
    public init(_ transcription: Transcription, title: String = "") {
        self.transcription = transcription
        self.title = title
        heard = transcription.heardInstruments
        let names = heard.map { Picture.width(of: $0.name, size: Self.fontSize) }.max() ?? 0
        axes = PianorollAxes(notes: transcription.notes, duration: transcription.duration, labelWidth: names)
        legendRows = Self.rows(of: heard, width: axes.right)
    }

    /// The picture.
    public var picture: Picture {
        var picture = Picture(width: axes.width, height: axisTop + 34)
        picture.rectangle(0, 0, picture.width, picture.height, fill: Self.paper)
        drawHead(into: &picture)
        axes.drawKeys(from: rollTop, into: &picture)
        axes.drawTime(from: rollTop, to: axisTop, into: &picture)
        drawNotes(into: &picture)
        drawLanes(into: &picture)
        if transcription.notes.isEmpty {
            picture.text(
                "no notes", axes.middle, rollTop + axes.height / 2, size: 16, anchor: .middle,
                color: Self.faintInk)
        }
        return picture
    }

    /// The colour of an instrument: the same in every picture of the same weights.
    func color(of instrument: Instrument) -> Picture.Color {
        Self.color(transcription.instruments.firstIndex(of: instrument) ?? 0)
    }

    // From above to below.
    private var legendTop: Double { title.isEmpty ? 12 : 40 }
    private var rollTop: Double { legendTop + Double(legendRows.count) * 20 + 8 }
    private var lanesTop: Double { rollTop + axes.height + (heard.isEmpty ? 0 : 12) }
    private var axisTop: Double { lanesTop + Double(heard.count) * Self.laneHeight }

    private func drawHead(into picture: inout Picture) {
        if !title.isEmpty {
            let text = Picture.shortened(title, to: axes.right, size: 16)
            picture.text(text, 12, 27, size: 16, isBold: true, color: Self.ink)
        }
        for (row, instruments) in legendRows.enumerated() {
            var position = 12.0
            let top = legendTop + Double(row) * 20
            for instrument in instruments {
                let color = color(of: instrument)
                picture.rectangle(position, top + 2, 12, 12, fill: color, stroke: color.darkened(by: 0.3))
                picture.text(instrument.name, position + 18, top + 12.5, size: Self.fontSize, color: Self.ink)
                position += Self.legendWidth(instrument)
            }
        }
    }

    private func drawNotes(into picture: inout Picture) {
        for placed in Self.placed(transcription.notes) {
            let note = placed.note
            let height = (PianorollAxes.rowHeight - 1) / Double(placed.slots)
            let color = color(of: note.instrument)
            var fill = color
            // The surer, the fuller.
            fill.alpha = 0.5 + 0.5 * Double(min(max((note.confidence - 0.4) / 0.5, 0), 1))
            let width = max(axes.x(note.offset) - axes.x(note.onset), 2)
            let label = "\(note.instrument.name) \(note.pitchName), \(Self.stretch(note.onset, note.offset))"
            picture.rectangle(
                axes.x(note.onset), axes.y(note.pitch, from: rollTop) + 0.5 + Double(placed.slot) * height, width,
                height, fill: fill,
                stroke: color.darkened(by: 0.3), label: label)
        }
    }

    private func drawLanes(into picture: inout Picture) {
        for (lane, instrument) in heard.enumerated() {
            let top = lanesTop + Double(lane) * Self.laneHeight
            let color = color(of: instrument)
            picture.text(
                instrument.name, axes.left - 8, top + Self.laneHeight / 2 + 4, size: Self.fontSize, anchor: .end,
                color: Self.ink)
            picture.line(
                from: (axes.left, top + Self.laneHeight / 2), to: (axes.right, top + Self.laneHeight / 2),
                color: Self.grid)
            for segment in transcription.segments where segment.instrument == instrument {
                let width = max(axes.x(segment.end) - axes.x(segment.start), 2)
                let label = "\(instrument.name), \(Self.stretch(segment.start, segment.end))"
                picture.rectangle(
                    axes.x(segment.start), top + 5, width, Self.laneHeight - 10, fill: color,
                    stroke: color.darkened(by: 0.3), label: label)
            }
        }
    }

    private static func legendWidth(_ instrument: Instrument) -> Double {
        18 + Picture.width(of: instrument.name, size: fontSize) + 16
    }

    /// As many instruments in a row as find room.
    private static func rows(of instruments: [Instrument], width: Double) -> [[Instrument]] {
        var rows: [[Instrument]] = []
        var used = Double.infinity
        for instrument in instruments {
            if used + legendWidth(instrument) > width {
                rows.append([])
                used = 0
            }
            rows[rows.count - 1].append(instrument)
            used += legendWidth(instrument)
        }
        return rows
    }

    private static func stretch(_ start: Double, _ end: Double) -> String {
        String(format: "%.2f–%.2f s", start, end)
    }

    /// A note and its share of the row: notes of a pitch that sound together lie above one another.
    struct Placed {
        var note: Note
        var slot: Int
        var slots: Int
    }

    static func placed(_ notes: [Note]) -> [Placed] {
        var result: [Placed] = []
        for (_, group) in Dictionary(grouping: notes, by: \.pitch).sorted(by: { $0.key < $1.key }) {
            var cluster: [(note: Note, slot: Int)] = []
            var ends: [Double] = []
            func close() {
                result += cluster.map { Placed(note: $0.note, slot: $0.slot, slots: ends.count) }
                cluster = []
                ends = []
            }
            for note in group.sorted(by: Note.precedes) {
                // A slight overlap is no playing together.
                let start = note.onset + 0.02
                if ends.allSatisfy({ $0 <= start }) { close() }
                if let free = ends.firstIndex(where: { $0 <= start }) {
                    ends[free] = note.offset
                    cluster.append((note, free))
                } else {
                    ends.append(note.offset)
                    cluster.append((note, ends.count - 1))
                }
            }
            close()
        }
        return result
    }
}
