import Audio
import Foundation
import MultiTask

/// Draws curves over an axis: a waveform, a spectrum, a histogram.
struct CurvePicture {
    struct Curve {
        var points: [(x: Double, y: Double)]
        /// Stands beside the curve's colour, above; empty for none.
        var label = ""
    }

    /// What an axis reaches from and to, and the places that it names.
    struct Axis {
        var range: ClosedRange<Double>
        var ticks: [(place: Double, label: String)]
    }

    var curves: [Curve]
    var x: Axis
    var y: Axis
    /// Stands above.
    var title = ""

    private static let size = (width: 640.0, height: 200.0)
    private static let left = 52.0
    private static let top = 22.0
    private static let bottom = 24.0
    private static let ink = Picture.Color(hex: 0x222222)
    private static let paper = Picture.Color(hex: 0xFFFFFF)
    private static let grid = Picture.Color(hex: 0xDDDDDD)
    private static let colors: [Picture.Color] = [0x57106E, 0xF98E09, 0x0072B2, 0x009E73].map { Picture.Color(hex: $0) }

    /// The bytes of a PNG file.
    ///
    /// - Throws: ``AudioError/unwritable(path:reason:)``, should Cairo not find the memory.
    func png() throws(AudioError) -> Data {
        let (right, low) = (Self.left + Self.size.width, Self.top + Self.size.height)
        func across(_ value: Double) -> Double {
            Self.left + (value - x.range.lowerBound) / max(x.range.upperBound - x.range.lowerBound, 1e-30)
                * Self.size.width
        }
        func up(_ value: Double) -> Double {
            let held = min(max(value, y.range.lowerBound), y.range.upperBound)
            return low - (held - y.range.lowerBound) / max(y.range.upperBound - y.range.lowerBound, 1e-30)
                * Self.size.height
        }
        return try CairoCanvas.png(width: Int(right) + 24, height: Int(low + Self.bottom)) { canvas in
            canvas.rectangle(0, 0, right + 24, low + Self.bottom, fill: Self.paper)
            canvas.text(title, Self.left, Self.top - 8, size: 11, isBold: true, color: Self.ink)
            for tick in x.ticks where x.range.contains(tick.place) {
                canvas.line(from: (across(tick.place), Self.top), to: (across(tick.place), low), color: Self.grid)
                canvas.text(tick.label, across(tick.place), low + 16, size: 10, anchor: .middle, color: Self.ink)
            }
            for tick in y.ticks where y.range.contains(tick.place) {
                canvas.line(from: (Self.left, up(tick.place)), to: (right, up(tick.place)), color: Self.grid)
                canvas.text(tick.label, Self.left - 7, up(tick.place) + 4, size: 10, anchor: .end, color: Self.ink)
            }
            var end = right
            for (index, curve) in curves.enumerated() {
                let color = Self.color(index)
                canvas.polyline(curve.points.map { (across($0.x), up($0.y)) }, width: 1.2, color: color)
            }
            for (index, curve) in curves.enumerated().reversed() where !curve.label.isEmpty {
                canvas.text(curve.label, end, Self.top - 8, size: 10, anchor: .end, color: Self.color(index))
                end -= Double(curve.label.count) * 6.4 + 12
            }
        }
    }

    private static func color(_ index: Int) -> Picture.Color { colors[index % colors.count] }
}

extension CurvePicture.Axis {
    /// From 0 to so many seconds.
    static func seconds(_ length: Double) -> Self {
        let step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 600].first { $0 * 10 >= length } ?? 3600
        let ticks = (0...Int(length / step)).map { index in
            let place = Double(index) * step
            return (place: place, label: String(format: step < 1 ? "%.2g s" : "%.0f s", place))
        }
        return Self(range: 0...max(length, 1e-9), ticks: ticks)
    }

    /// A range of decibels, named every twenty.
    static func decibels(_ range: ClosedRange<Double>) -> Self {
        let ticks = stride(from: range.lowerBound, through: range.upperBound, by: 20).map {
            (place: $0, label: String(format: "%.0f dB", $0))
        }
        return Self(range: range, ticks: ticks)
    }
}
