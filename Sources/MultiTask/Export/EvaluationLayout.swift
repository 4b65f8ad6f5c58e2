import Foundation

/// Where everything stands in the picture of an evaluation: the figures as bars with their intervals, each instrument's
/// F1 and roll accuracy, and the table of whose notes were given to whom.
public struct EvaluationLayout: Sendable {
    private static let ink = Picture.Color(hex: 0x222222)
    private static let faintInk = Picture.Color(hex: 0x666666)
    private static let grid = Picture.Color(hex: 0xDDDDDD)
    private static let paper = Picture.Color(hex: 0xFFFFFF)
    private static let bar = Picture.Color(hex: 0x56B4E9)
    private static let second = Picture.Color(hex: 0xE69F00)
    private static let right = Picture.Color(hex: 0x009E73)
    private static let wrong = Picture.Color(hex: 0xD55E00)

    private static let fontSize = 12.0
    private static let rowHeight = 20.0
    private static let barWidth = 300.0
    private static let left = 160.0
    private static let cell = 44.0

    private let report: EvaluationReport
    private let title: String
    /// Those that are in the reference or were heard.
    private let rows: [EvaluationReport.InstrumentRow]
    private let shown: [Int]

    /// - Parameters:
    ///   - report: What is drawn.
    ///   - title: Stands above; empty for none.
    public init(_ report: EvaluationReport, title: String = "") {
        self.report = report
        self.title = title
        rows = report.instruments.filter { $0.f1 != nil }
        let confusion = report.confusion
        shown = confusion.instruments.indices.filter { index in
            confusion.counts[index].reduce(0, +) + confusion.missed[index] + confusion.invented[index]
                + confusion.counts.map { $0[index] }.reduce(0, +) > 0
        }
    }

    private var top: Double { title.isEmpty ? 16 : 44 }
    private var figuresHeight: Double { Double(EvaluationReport.Figure.allCases.count) * Self.rowHeight + 30 }
    private var instrumentsTop: Double { top + figuresHeight + 56 }
    private var leftHeight: Double { instrumentsTop + Double(rows.count) * Self.rowHeight + 40 }
    private var tableLeft: Double { Self.left + Self.barWidth + 290 }
    private var tableTop: Double { top + 96 }
    private var tableWidth: Double { Double(shown.count + 1) * Self.cell }
    private var tableHeight: Double { Double(shown.count + 1) * Self.cell }

    /// The picture.
    public var picture: Picture {
        var picture = Picture(
            width: tableLeft + tableWidth + 90, height: max(leftHeight, tableTop + tableHeight + 60))
        picture.rectangle(0, 0, picture.width, picture.height, fill: Self.paper)
        if !title.isEmpty { picture.text(title, 16, 27, size: 16, isBold: true, color: Self.ink) }
        drawFigures(into: &picture)
        drawInstruments(into: &picture)
        drawConfusion(into: &picture)
        return picture
    }

    // MARK: - Bars

    private func drawFigures(into picture: inout Picture) {
        picture.text("figures, with 95 % intervals", 16, top + 12, size: Self.fontSize, isBold: true, color: Self.ink)
        let first = top + 24
        drawScale(from: first, rows: EvaluationReport.Figure.allCases.count, into: &picture)
        for (index, figure) in EvaluationReport.Figure.allCases.enumerated() {
            let y = first + Double(index) * Self.rowHeight
            label(figure.title.trimmingCharacters(in: .whitespaces), y, into: &picture)
            guard let value = report.value(of: figure) else { continue }
            bar(value, y + 4, height: 12, color: Self.bar, into: &picture)
            var text = String(format: "%.3f", value)
            if let interval = report.interval(of: figure) {
                let (low, high) = (x(interval.low), x(interval.high))
                picture.line(from: (low, y + 10), to: (high, y + 10), width: 1.5, color: Self.ink)
                for end in [low, high] {
                    picture.line(from: (end, y + 6), to: (end, y + 14), width: 1.5, color: Self.ink)
                }
                text += String(format: "  (%.3f … %.3f)", interval.low, interval.high)
            }
            picture.text(text, Self.left + Self.barWidth + 10, y + 14, size: Self.fontSize, color: Self.ink)
        }
    }

    private func drawInstruments(into picture: inout Picture) {
        let head = instrumentsTop - 12
        picture.text("each instrument", 16, head, size: Self.fontSize, isBold: true, color: Self.ink)
        var place = Self.left
        for (name, color) in [("F1", Self.bar), ("roll accuracy", Self.second)] {
            picture.rectangle(place, head - 10, 12, 12, fill: color)
            picture.text(name, place + 18, head, size: Self.fontSize, color: Self.ink)
            place += 70
        }
        drawScale(from: instrumentsTop, rows: rows.count, into: &picture)
        for (index, row) in rows.enumerated() {
            let y = instrumentsTop + Double(index) * Self.rowHeight
            label(row.instrument, y, into: &picture)
            bar(row.f1 ?? 0, y + 3, height: 7, color: Self.bar, into: &picture)
            bar(row.rollAccuracy ?? 0, y + 11, height: 6, color: Self.second, into: &picture)
            let texts = [row.f1, row.rollAccuracy].map { $0.map { String(format: "%.3f", $0) } ?? "–" }
            picture.text(
                texts.joined(separator: "   "), Self.left + Self.barWidth + 10, y + 14, size: Self.fontSize,
                color: Self.ink)
        }
    }

    private func drawScale(from top: Double, rows: Int, into picture: inout Picture) {
        let bottom = top + Double(rows) * Self.rowHeight
        for tenth in stride(from: 0, through: 10, by: 2) {
            let place = x(Double(tenth) / 10)
            picture.line(from: (place, top), to: (place, bottom), color: Self.grid)
            picture.text(
                String(format: "%.1f", Double(tenth) / 10), place, bottom + 13, size: 10, anchor: .middle,
                color: Self.faintInk)
        }
    }

    private func label(_ text: String, _ y: Double, into picture: inout Picture) {
        picture.text(text, Self.left - 8, y + 14, size: Self.fontSize, anchor: .end, color: Self.ink)
    }

    private func bar(_ value: Double, _ y: Double, height: Double, color: Picture.Color, into picture: inout Picture) {
        picture.rectangle(Self.left, y, x(value) - Self.left, height, fill: color)
    }

    private func x(_ value: Double) -> Double { Self.left + min(max(value, 0), 1) * Self.barWidth }

    // MARK: - Confusion

    /// Rows: who plays. Columns: who was heard, and behind them what was missed; below, what was invented.
    private func drawConfusion(into picture: inout Picture) {
        let confusion = report.confusion
        picture.text(
            "notes by who plays (rows) and who was heard (columns), in percent of a row", tableLeft - 110, top + 12,
            size: Self.fontSize, isBold: true, color: Self.ink)
        let heads = shown.map { confusion.instruments[$0] } + ["missed"]
        for (column, head) in heads.enumerated() {
            // Two words stand below each other, so that neighbours don't touch.
            let words = head.split(separator: " ")
            for (line, word) in words.enumerated() {
                let up = Double(words.count - line) * 13 + (column.isMultiple(of: 2) ? 0 : 28)
                picture.text(
                    String(word), tableLeft + (Double(column) + 0.5) * Self.cell, tableTop - up + 6, size: 10.5,
                    anchor: .middle, color: Self.ink)
            }
        }
        for (row, index) in shown.enumerated() {
            let total = confusion.counts[index].reduce(0, +) + confusion.missed[index]
            let cells = shown.map { ($0, confusion.counts[index][$0]) } + [(-1, confusion.missed[index])]
            let y = tableTop + Double(row) * Self.cell
            picture.text(
                confusion.instruments[index], tableLeft - 8, y + Self.cell / 2 + 4, size: Self.fontSize, anchor: .end,
                color: Self.ink)
            for (column, (heard, count)) in cells.enumerated() {
                draw(count, of: total, at: (column, row), isRight: heard == index, into: &picture)
            }
            picture.text(
                "\(total) notes", tableLeft + tableWidth + 8, y + Self.cell / 2 + 4, size: 10.5, color: Self.faintInk)
        }
        drawInvented(into: &picture)
    }

    private func drawInvented(into picture: inout Picture) {
        let y = tableTop + Double(shown.count) * Self.cell
        picture.text(
            "invented", tableLeft - 8, y + Self.cell / 2 + 4, size: Self.fontSize, anchor: .end, color: Self.ink)
        for (column, index) in shown.enumerated() {
            picture.text(
                "\(report.confusion.invented[index])", tableLeft + (Double(column) + 0.5) * Self.cell,
                y + Self.cell / 2 + 4, size: 10.5, anchor: .middle, color: Self.faintInk)
        }
    }

    private func draw(
        _ count: Int, of total: Int, at place: (column: Int, row: Int), isRight: Bool, into picture: inout Picture
    ) {
        let share = total > 0 ? Double(count) / Double(total) : 0
        let (x, y) = (
            tableLeft + Double(place.column) * Self.cell, tableTop + Double(place.row) * Self.cell
        )
        var color = isRight ? Self.right : place.column == shown.count ? Self.faintInk : Self.wrong
        color.alpha = min(1, share * 1.1)
        picture.rectangle(x, y, Self.cell, Self.cell, fill: Self.paper, stroke: Self.grid)
        picture.rectangle(x + 1, y + 1, Self.cell - 2, Self.cell - 2, fill: color, label: "\(count) of \(total)")
        guard count > 0 else { return }
        let text = share < 0.005 ? "<1" : String(format: "%.0f", 100 * share)
        picture.text(
            text, x + Self.cell / 2, y + Self.cell / 2 + 4, size: Self.fontSize, anchor: .middle,
            color: share > 0.6 ? Self.paper : Self.ink)
    }
}
