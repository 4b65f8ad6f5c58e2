import Foundation

/// Where everything stands in the picture of a difference: the notes of both sides on one pianoroll, found ones pale,
/// missed ones hollow, extra ones and those of another instrument filled, each with its count in the legend.
public struct DifferenceLayout: Sendable {
    /// What a note of either side is. Forms differ as well as colours.
    private enum Kind: CaseIterable {
        case matched, missed, extra, otherInstrument

        var name: String {
            switch self {
            case .matched: "found"
            case .missed: "missed"
            case .extra: "extra"
            case .otherInstrument: "other instrument"
            }
        }

        var color: Picture.Color {
            switch self {
            case .matched: Picture.Color(hex: 0xBFC5CC)
            case .missed: Picture.Color(hex: 0xC15100)
            case .extra: Picture.Color(hex: 0x1C5285)
            case .otherInstrument: Picture.Color(hex: 0xE7A003)
            }
        }
    }

    private static let ink = Picture.Color(hex: 0x222222)
    private static let faintInk = Picture.Color(hex: 0x666666)
    private static let paper = Picture.Color(hex: 0xFFFFFF)

    private let difference: TranscriptionDifference
    private let title: String
    private let axes: PianorollAxes

    /// Lays it out.
    ///
    /// - Parameters:
    ///   - difference: Of two transcriptions.
    ///   - title: Stands above; empty for none.
    public init(_ difference: TranscriptionDifference, title: String = "") {
        self.difference = difference
        self.title = title
        let pairs = difference.matched + difference.otherInstrument
        let notes = pairs.flatMap { [$0.reference, $0.estimate] } + difference.missed + difference.extra
        axes = PianorollAxes(notes: notes, duration: difference.duration)
    }

    private var legendTop: Double { title.isEmpty ? 12 : 40 }
    private var rollTop: Double { legendTop + 28 }

    /// The picture.
    public var picture: Picture {
        let bottom = rollTop + axes.height
        var picture = Picture(width: axes.width, height: bottom + 34)
        picture.rectangle(0, 0, picture.width, picture.height, fill: Self.paper)
        if !title.isEmpty {
            let text = Picture.shortened(title, to: axes.right, size: 16)
            picture.text(text, 12, 27, size: 16, isBold: true, color: Self.ink)
        }
        axes.drawKeys(from: rollTop, into: &picture)
        axes.drawTime(from: rollTop, to: bottom, into: &picture)
        drawLegend(into: &picture)
        for pair in difference.matched { draw(pair.reference, .matched, "found", into: &picture) }
        for note in difference.missed { draw(note, .missed, "missed", into: &picture) }
        for note in difference.extra { draw(note, .extra, "extra", into: &picture) }
        for pair in difference.otherInstrument {
            draw(pair.reference, .otherInstrument, "heard as \(pair.estimate.instrument.name)", into: &picture)
        }
        return picture
    }

    private func drawLegend(into picture: inout Picture) {
        var position = 12.0
        for kind in Kind.allCases {
            let count =
                switch kind {
                case .matched: difference.matched.count
                case .missed: difference.missed.count
                case .extra: difference.extra.count
                case .otherInstrument: difference.otherInstrument.count
                }
            box(position, legendTop + 2, 14, 12, kind, nil, into: &picture)
            let text = "\(kind.name) \(count)"
            picture.text(text, position + 20, legendTop + 12.5, size: PianorollLayout.fontSize, color: Self.ink)
            position += 20 + Picture.width(of: text, size: PianorollLayout.fontSize) + 20
        }
    }

    private func draw(_ note: Note, _ kind: Kind, _ word: String, into picture: inout Picture) {
        let times = String(format: "%.2f–%.2f s", note.onset, note.offset)
        box(
            axes.x(note.onset), axes.y(note.pitch, from: rollTop) + 0.5,
            max(axes.x(note.offset) - axes.x(note.onset), 3),
            PianorollAxes.rowHeight - 1, kind, "\(note.instrument.name) \(note.pitchName), \(times): \(word)",
            into: &picture)
    }

    private func box(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ kind: Kind, _ label: String?,
        into picture: inout Picture
    ) {
        picture.rectangle(
            x, y, width, height, fill: kind.color, stroke: kind.color.darkened(by: 0.3), label: label)
        if kind == .missed, width > 3 {
            picture.rectangle(x + 1.5, y + 1.5, width - 3, height - 3, fill: Self.paper, label: label)
        }
    }
}
