import Foundation

/// The pitches and the time that a picture of notes shows, and where they lie in it.
struct PianorollAxes {
    /// Points a second at most, and at least where the picture doesn't become wider than ``widest``.
    static let greatestScale = 48.0
    static let smallestScale = 13.0
    static let narrowest = 720.0
    static let widest = 16_000.0
    static let rowHeight = 8.0

    private static let faintInk = Picture.Color(hex: 0x666666)
    private static let grid = Picture.Color(hex: 0xDDDDDD)
    private static let blackKeys = Picture.Color(hex: 0xF3F3F3)

    let lowest: Int
    let highest: Int
    /// Seconds, from 0.
    let span: Double
    /// Where the plot begins and ends.
    let left: Double
    let right: Double

    /// - Parameters:
    ///   - duration: Seconds; later notes widen it.
    ///   - labelWidth: The room that names beside the plot need.
    init(notes: [Note], duration: Double, labelWidth: Double = 0) {
        let pitches = notes.map(\.pitch)
        // Two octaves at least, about the notes.
        let middle = ((pitches.min() ?? 60) + (pitches.max() ?? 60)) / 2
        lowest = min((pitches.min() ?? 60) - 2, middle - 12)
        highest = max((pitches.max() ?? 60) + 2, middle + 12)
        span = max(duration, notes.map(\.offset).max() ?? 0, 1)
        left = max(44, labelWidth + 14).rounded(.up)
        let scale = min(max(2400 / span, Self.smallestScale), Self.greatestScale)
        right = left + min(max(span * scale, Self.narrowest), Self.widest).rounded(.up)
    }

    /// Of the whole picture.
    var width: Double { right + 36 }
    /// Of the rows of keys.
    var height: Double { Double(highest - lowest + 1) * Self.rowHeight }
    var middle: Double { (left + right) / 2 }

    func x(_ seconds: Double) -> Double { left + min(max(seconds, 0), span) / span * (right - left) }
    func y(_ pitch: Int, from top: Double) -> Double { top + Double(highest - pitch) * Self.rowHeight }

    /// Rows of keys, black ones shaded, each C named and underlined.
    func drawKeys(from top: Double, into picture: inout Picture) {
        for pitch in lowest...highest where [1, 3, 6, 8, 10].contains((pitch % 12 + 12) % 12) {
            picture.rectangle(left, y(pitch, from: top), right - left, Self.rowHeight, fill: Self.blackKeys)
        }
        for pitch in lowest...highest where pitch % 12 == 0 {
            let bottom = y(pitch, from: top) + Self.rowHeight
            picture.line(from: (left, bottom), to: (right, bottom), color: Self.grid)
            picture.text(
                Note.name(ofPitch: pitch), left - 8, y(pitch, from: top) + Self.rowHeight / 2 + 4,
                size: PianorollLayout.fontSize,
                anchor: .end, color: Self.faintInk)
        }
    }

    func drawTime(from top: Double, to end: Double, into picture: inout Picture) {
        let step = Self.tickStep(pointsPerSecond: (right - left) / span)
        let bottom = end + 4
        var tick = 0
        while Double(tick) * step <= span + 1e-9 {
            let seconds = Double(tick) * step
            picture.line(from: (x(seconds), top), to: (x(seconds), bottom), color: Self.grid)
            picture.text(
                Self.label(seconds, span: span, step: step), x(seconds), bottom + 15, size: PianorollLayout.fontSize,
                anchor: .middle, color: Self.faintInk)
            tick += 1
        }
        for edge in [top, top + height, end] {
            picture.line(from: (left, edge), to: (right, edge), color: Self.faintInk)
        }
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
}
