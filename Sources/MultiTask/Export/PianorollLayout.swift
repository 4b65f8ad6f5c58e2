import Foundation

/// Where everything stands in the picture of a transcription: legend, pianoroll, a lane of activity for each instrument,
/// and the axis of time.
public struct PianorollLayout: Sendable {
    /// Nine colours that the colour-blind can tell apart: Okabe and Ito's eight (2008), and a grey.
    public static let palette: [Picture.Color] = [
        0x0072B2, 0xE69F00, 0xD55E00, 0xF0E442, 0x009E73, 0x000000, 0xCC79A7, 0x999999, 0x56B4E9,
    ].map { Picture.Color(hex: $0) }

    /// Points a second at most, and at least where the picture doesn't become wider than ``widest``.
    static let greatestScale = 48.0
    static let smallestScale = 13.0
    static let narrowest = 720.0
    static let widest = 16_000.0
    static let rowHeight = 8.0
    static let laneHeight = 20.0
    static let fontSize = 12.0

    private static let ink = Picture.Color(hex: 0x222222)
    private static let faintInk = Picture.Color(hex: 0x666666)
    private static let grid = Picture.Color(hex: 0xDDDDDD)
    private static let blackKeys = Picture.Color(hex: 0xF3F3F3)
    private static let paper = Picture.Color(hex: 0xFFFFFF)

    private let transcription: Transcription
    private let title: String
    private let heard: [Instrument]
    private let lowest: Int
    private let highest: Int
    private let span: Double
    private let left: Double
    private let right = 36.0
    private let plotWidth: Double
    private let legendRows: [[Instrument]]

    /// - Parameter title: Stands above; empty for none.
    public init(_ transcription: Transcription, title: String = "") {
        self.transcription = transcription
        self.title = title
        heard = transcription.heardInstruments
        let pitches = transcription.notes.map(\.pitch)
        // Two octaves at least, about the notes.
        let middle = ((pitches.min() ?? 60) + (pitches.max() ?? 60)) / 2
        lowest = min((pitches.min() ?? 60) - 2, middle - 12)
        highest = max((pitches.max() ?? 60) + 2, middle + 12)
        let end = transcription.notes.map(\.offset).max() ?? 0
        span = max(transcription.duration, end, 1)
        let names = heard.map { Picture.width(of: $0.name, size: Self.fontSize) }.max() ?? 0
        left = max(44, names + 14).rounded(.up)
        let scale = min(max(2400 / span, Self.smallestScale), Self.greatestScale)
        plotWidth = min(max(span * scale, Self.narrowest), Self.widest).rounded(.up)
        legendRows = Self.rows(of: heard, width: left + plotWidth)
    }

    /// The picture.
    public var picture: Picture {
        var picture = Picture(width: left + plotWidth + right, height: axisTop + 34)
        picture.rectangle(0, 0, picture.width, picture.height, fill: Self.paper)
        drawHead(into: &picture)
        drawKeys(into: &picture)
        drawTime(into: &picture)
        drawNotes(into: &picture)
        drawLanes(into: &picture)
        if transcription.notes.isEmpty {
            picture.text(
                "no notes", left + plotWidth / 2, rollTop + rollHeight / 2, size: 16, anchor: .middle,
                color: Self.faintInk)
        }
        return picture
    }

    /// The colour of an instrument: the same in every picture of the same weights.
    func color(of instrument: Instrument) -> Picture.Color {
        let index = transcription.instruments.firstIndex(of: instrument) ?? 0
        let round = index / Self.palette.count
        return Self.palette[index % Self.palette.count].darkened(by: round.isMultiple(of: 2) ? 0 : 0.35)
    }

    // From above to below.
    private var legendTop: Double { title.isEmpty ? 12 : 40 }
    private var rollTop: Double { legendTop + Double(legendRows.count) * 20 + 8 }
    private var rollHeight: Double { Double(highest - lowest + 1) * Self.rowHeight }
    private var lanesTop: Double { rollTop + rollHeight + (heard.isEmpty ? 0 : 12) }
    private var axisTop: Double { lanesTop + Double(heard.count) * Self.laneHeight }

    private func x(_ seconds: Double) -> Double { left + min(max(seconds, 0), span) / span * plotWidth }
    private func y(_ pitch: Int) -> Double { rollTop + Double(highest - pitch) * Self.rowHeight }

    private func drawHead(into picture: inout Picture) {
        if !title.isEmpty {
            let room = Int((left + plotWidth) / (16 * 0.66))
            let text = title.count <= room ? title : String(title.prefix(max(room - 1, 1))) + "…"
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

    /// Rows of keys, black ones shaded, each C named and underlined.
    private func drawKeys(into picture: inout Picture) {
        for pitch in lowest...highest where [1, 3, 6, 8, 10].contains((pitch % 12 + 12) % 12) {
            picture.rectangle(left, y(pitch), plotWidth, Self.rowHeight, fill: Self.blackKeys)
        }
        for pitch in lowest...highest where pitch % 12 == 0 {
            let bottom = y(pitch) + Self.rowHeight
            picture.line(from: (left, bottom), to: (left + plotWidth, bottom), color: Self.grid)
            picture.text(
                Note.name(ofPitch: pitch), left - 8, y(pitch) + Self.rowHeight / 2 + 4, size: Self.fontSize,
                anchor: .end, color: Self.faintInk)
        }
    }

    private func drawTime(into picture: inout Picture) {
        let step = Self.tickStep(pointsPerSecond: plotWidth / span)
        let bottom = axisTop + 4
        var tick = 0
        while Double(tick) * step <= span + 1e-9 {
            let seconds = Double(tick) * step
            picture.line(from: (x(seconds), rollTop), to: (x(seconds), bottom), color: Self.grid)
            picture.text(
                Self.label(seconds, span: span, step: step), x(seconds), bottom + 15, size: Self.fontSize,
                anchor: .middle, color: Self.faintInk)
            tick += 1
        }
        for edge in [rollTop, rollTop + rollHeight, axisTop] {
            picture.line(from: (left, edge), to: (left + plotWidth, edge), color: Self.faintInk)
        }
    }

    private func drawNotes(into picture: inout Picture) {
        for placed in Self.placed(transcription.notes) {
            let note = placed.note
            let height = (Self.rowHeight - 1) / Double(placed.slots)
            let color = color(of: note.instrument)
            var fill = color
            // The surer, the fuller.
            fill.alpha = 0.5 + 0.5 * Double(min(max((note.confidence - 0.4) / 0.5, 0), 1))
            let width = max(x(note.offset) - x(note.onset), 2)
            let label = "\(note.instrument.name) \(note.pitchName), \(Self.stretch(note.onset, note.offset))"
            picture.rectangle(
                x(note.onset), y(note.pitch) + 0.5 + Double(placed.slot) * height, width, height, fill: fill,
                stroke: color.darkened(by: 0.3), label: label)
        }
    }

    private func drawLanes(into picture: inout Picture) {
        for (lane, instrument) in heard.enumerated() {
            let top = lanesTop + Double(lane) * Self.laneHeight
            let color = color(of: instrument)
            picture.text(
                instrument.name, left - 8, top + Self.laneHeight / 2 + 4, size: Self.fontSize, anchor: .end,
                color: Self.ink)
            picture.line(
                from: (left, top + Self.laneHeight / 2), to: (left + plotWidth, top + Self.laneHeight / 2),
                color: Self.grid)
            for segment in transcription.segments where segment.instrument == instrument {
                let width = max(x(segment.end) - x(segment.start), 2)
                let label = "\(instrument.name), \(Self.stretch(segment.start, segment.end))"
                picture.rectangle(
                    x(segment.start), top + 5, width, Self.laneHeight - 10, fill: color,
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

    /// A round number of seconds, so that labels don't touch.
    static func tickStep(pointsPerSecond: Double) -> Double {
        let steps: [Double] = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600]
        return steps.first { $0 * pointsPerSecond >= 64 } ?? 7200
    }

    static func label(_ seconds: Double, span: Double, step: Double) -> String {
        if span < 60 { return String(format: step < 1 ? "%.1f s" : "%.0f s", seconds) }
        let whole = Int(seconds.rounded())
        return span < 3600
            ? String(format: "%d:%02d", whole / 60, whole % 60)
            : String(format: "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
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
