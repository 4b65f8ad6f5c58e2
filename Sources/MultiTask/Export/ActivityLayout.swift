import Foundation

/// Where everything stands in the picture of a recognition: a lane for each instrument that was heard, with its segments
/// and the curve of its activations, and the axis of time.
public struct ActivityLayout: Sendable {
    private static let ink = Picture.Color(hex: 0x222222)
    private static let faintInk = Picture.Color(hex: 0x666666)
    private static let grid = Picture.Color(hex: 0xDDDDDD)
    private static let paper = Picture.Color(hex: 0xFFFFFF)
    private static let laneHeight = 44.0
    private static let fontSize = 12.0

    private let recognition: Recognition
    private let title: String
    private let heard: [Int]
    private let span: Double
    private let left: Double
    private let plotWidth: Double

    /// Lays it out.
    ///
    /// - Parameters:
    ///   - recognition: What was heard.
    ///   - title: Stands above; empty for none.
    public init(_ recognition: Recognition, title: String = "") {
        self.recognition = recognition
        self.title = title
        let playing = Set(recognition.segments.map(\.instrument))
        heard = recognition.instruments.indices.filter { playing.contains(recognition.instruments[$0]) }
        span = max(recognition.duration, recognition.segments.map(\.end).max() ?? 0, 1)
        let names = heard.map { Picture.width(of: recognition.instruments[$0].name, size: Self.fontSize) }.max() ?? 0
        left = max(44, names + 14).rounded(.up)
        plotWidth = min(max(span * min(max(1200 / span, 4), 48), 720), 4000).rounded(.up)
    }

    private var top: Double { title.isEmpty ? 12 : 40 }
    private var bottom: Double { top + Double(max(heard.count, 1)) * Self.laneHeight }
    private func x(_ seconds: Double) -> Double { left + min(max(seconds, 0), span) / span * plotWidth }

    /// The picture.
    public var picture: Picture {
        var picture = Picture(width: left + plotWidth + 36, height: bottom + 38)
        picture.rectangle(0, 0, picture.width, picture.height, fill: Self.paper)
        if !title.isEmpty {
            let text = Picture.shortened(title, to: left + plotWidth, size: 16)
            picture.text(text, 12, 27, size: 16, isBold: true, color: Self.ink)
        }
        let step = PianorollAxes.tickStep(pointsPerSecond: plotWidth / span)
        for tick in 0...Int((span / step + 1e-9).rounded(.down)) {
            let seconds = Double(tick) * step
            picture.line(from: (x(seconds), top), to: (x(seconds), bottom + 4), color: Self.grid)
            picture.text(
                PianorollAxes.label(seconds, span: span, step: step), x(seconds), bottom + 19, size: Self.fontSize,
                anchor: .middle, color: Self.faintInk)
        }
        for (lane, index) in heard.enumerated() { draw(index, in: lane, into: &picture) }
        for edge in [top, bottom] {
            picture.line(from: (left, edge), to: (left + plotWidth, edge), color: Self.faintInk)
        }
        if heard.isEmpty {
            picture.text(
                "no instruments", left + plotWidth / 2, (top + bottom) / 2 + 5, size: 16, anchor: .middle,
                color: Self.faintInk)
        }
        return picture
    }

    private func draw(_ index: Int, in lane: Int, into picture: inout Picture) {
        let instrument = recognition.instruments[index]
        let color = PianorollLayout.color(index)
        let base = top + Double(lane + 1) * Self.laneHeight
        let height = Self.laneHeight - 14
        picture.text(
            instrument.name, left - 8, base - Self.laneHeight / 2 + 4, size: Self.fontSize, anchor: .end,
            color: Self.ink)
        // The greatest activation of each two points of width.
        let frames = recognition.frameCount
        let columns = min(Int(plotWidth / 2), max(frames, 1))
        for column in 0..<columns where frames > 0 {
            let (first, last) = (
                column * frames / columns, max((column + 1) * frames / columns, column * frames / columns + 1)
            )
            let greatest = (first..<min(last, frames)).reduce(Float(0)) {
                max($0, recognition.activations[$1 * recognition.instruments.count + index])
            }
            let share = Double(min(max(greatest, 0), 1))
            guard share > 0.01 else { continue }
            let width = plotWidth * recognition.duration / span / Double(columns)
            var fill = color
            fill.alpha = 0.35
            picture.rectangle(
                left + Double(column) * width, base - 10 - share * height, width, share * height, fill: fill)
        }
        picture.line(from: (left, base - 8), to: (left + plotWidth, base - 8), color: Self.grid)
        for segment in recognition.segments where segment.instrument == instrument {
            let label = "\(instrument.name), " + String(format: "%.2f–%.2f s", segment.start, segment.end)
            picture.rectangle(
                x(segment.start), base - 10, max(x(segment.end) - x(segment.start), 2), 7, fill: color,
                stroke: color.darkened(by: 0.3), label: label)
        }
    }
}
