import Foundation

/// The course of a run as a picture: above the losses, on a logarithmic scale, below the figures of validation, both over
/// the clips so far.
struct TrainingCurve {
    /// One line of a panel.
    private struct Curve {
        let name: String
        let color: Picture.Color
        let points: [(x: Double, y: Double)]
    }

    private static let colors = [0x0072B2, 0xD55E00, 0x009E73].map { Picture.Color(hex: $0) }
    private static let ink = Picture.Color(hex: 0x333333)
    private static let grid = Picture.Color(hex: 0xDDDDDD)
    private static let (width, height, margin) = (720.0, 220.0, 56.0)

    private let losses: [Curve]
    private let figures: [Curve]
    private let greatestClips: Double

    /// - Parameters:
    ///   - training: the columns of `log.csv`, those of validation those of `validation.csv`.
    init(training: [String: [Double]], validation: [String: [Double]]) {
        func curves(_ columns: [String: [Double]], _ names: [(String, String)], places: Int) -> [Curve] {
            zip(names, Self.colors).compactMap { name, color in
                guard let clips = columns["clips"], let values = columns[name.0], !values.isEmpty else { return nil }
                let points = Self.thinned(Array(zip(clips, values)))
                let last = String(format: "%.\(places)f", points.last?.1 ?? 0)
                return Curve(name: "\(name.1) \(last)", color: color, points: points.map { (x: $0.0, y: $0.1) })
            }
        }
        losses = curves(
            training, [("roll_loss", "roll"), ("pitch_loss", "pitch"), ("instrument_loss", "instrument")], places: 4)
        figures = curves(
            validation,
            [
                ("roll_accuracy", "roll accuracy"), ("pitch_accuracy", "pitch accuracy"),
                ("instrument_f1", "instrument F1"),
            ], places: 3)
        greatestClips = max(1, training["clips"]?.last ?? 1)
    }

    /// Numbers by the names of the header; lines that don't hold numbers are passed over.
    static func columns(of csv: String) -> [String: [Double]] {
        let lines = csv.split(separator: "\n").map { $0.split(separator: ",") }
        guard let header = lines.first else { return [:] }
        var columns: [String: [Double]] = [:]
        for line in lines.dropFirst() {
            let values = line.compactMap { Double($0) }
            guard values.count == header.count else { continue }
            for (name, value) in zip(header, values) { columns[String(name), default: []].append(value) }
        }
        return columns
    }

    /// At most some 200 points, each the mean of its neighbours.
    private static func thinned(_ points: [(Double, Double)]) -> [(Double, Double)] {
        let size = (points.count + 199) / 200
        return stride(from: 0, to: points.count, by: max(1, size)).map { start in
            let part = points[start..<min(points.count, start + size)]
            return (part.map(\.0).reduce(0, +) / Double(part.count), part.map(\.1).reduce(0, +) / Double(part.count))
        }
    }

    var picture: Picture {
        let hasFigures = !figures.isEmpty
        var picture = Picture(width: Self.width, height: Self.height * (hasFigures ? 2 : 1))
        picture.rectangle(0, 0, picture.width, picture.height, fill: Picture.Color(hex: 0xFFFFFF))
        let values = losses.flatMap { $0.points.map(\.y) }.filter { $0 > 0 }
        let range =
            (values.min() ?? 0.1).logarithm...max((values.max() ?? 1).logarithm, (values.min() ?? 0.1).logarithm + 0.1)
        let ticks = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2].filter { range ~= $0.logarithm }
        panel(
            "losses", losses, top: 0, range: range, ticks: ticks.map { ($0.logarithm, "\($0)") },
            scale: \.logarithm, in: &picture)
        if hasFigures {
            panel(
                "on clips of validation, moving average", figures, top: Self.height, range: 0...1,
                ticks: stride(from: 0, through: 1, by: 0.2).map { ($0, String(format: "%.1f", $0)) }, scale: \.self,
                in: &picture)
        }
        return picture
    }

    private func panel(
        _ title: String, _ curves: [Curve], top: Double, range: ClosedRange<Double>, ticks: [(Double, String)],
        scale: KeyPath<Double, Double>, in picture: inout Picture
    ) {
        let (left, right) = (Self.margin, Self.width - 16)
        let (upper, lower) = (top + 40, top + Self.height - 32)
        func x(_ clips: Double) -> Double { left + (right - left) * clips / greatestClips }
        func y(_ value: Double) -> Double {
            let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
            return lower - (lower - upper) * min(1, max(0, share))
        }
        picture.text(title, left, top + 16, size: 12, isBold: true, color: Self.ink)
        for (value, label) in ticks {
            picture.line(from: (left, y(value)), to: (right, y(value)), color: Self.grid)
            picture.text(label, left - 6, y(value) + 4, size: 10, anchor: .end, color: Self.ink)
        }
        for step in 0...4 {
            let clips = greatestClips * Double(step) / 4
            picture.text(
                "\(Int(clips.rounded()))", x(clips), lower + 16, size: 10,
                anchor: step == 0 ? .start : (step == 4 ? .end : .middle), color: Self.ink)
        }
        picture.text("clips", (left + right) / 2 + 60, lower + 16, size: 10, color: Self.ink)
        var place = left
        for curve in curves {
            picture.rectangle(place, top + 25, 10, 4, fill: curve.color)
            picture.text(curve.name, place + 14, top + 31, size: 10, color: Self.ink)
            place += 32 + Picture.width(of: curve.name, size: 10)
            for (from, to) in zip(curve.points, curve.points.dropFirst()) {
                picture.line(
                    from: (x(from.x), y(from.y[keyPath: scale])), to: (x(to.x), y(to.y[keyPath: scale])), width: 1.5,
                    color: curve.color)
            }
        }
    }
}

extension Double {
    fileprivate var logarithm: Double { log10(max(1e-9, self)) }
}
