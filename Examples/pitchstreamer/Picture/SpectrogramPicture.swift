import Audio
import Foundation
import MultiTask

/// Draws a spectrogram: time to the right, bins upwards, values as colours from dark to light.
struct SpectrogramPicture {
    /// Any values.
    var spectrogram: Spectrogram
    /// What is drawn darkest and what lightest.
    var shades: ClosedRange<Float> = -80...0
    /// Which bins the axis names.
    var ticks: [(bin: Int, label: String)]
    /// Stands above.
    var title = ""

    /// Few enough that a picture stays small.
    private static let shadeCount = 16
    private static let left = 52.0
    private static let top = 22.0
    private static let bottom = 24.0
    private static let ink = Picture.Color(hex: 0x222222)
    private static let paper = Picture.Color(hex: 0xFFFFFF)
    /// From silence to the loudest: dark violet, red, orange, pale yellow, of evenly rising lightness.
    private static let stops: [Picture.Color] = [0x0B0724, 0x57106E, 0xBC3754, 0xF98E09, 0xFCFFA4].map {
        Picture.Color(hex: $0)
    }

    /// The bins nearest to frequencies in hertz, named by them; frequencies beyond the bins are left out.
    static func ticks(_ frequencies: [Double], bins: Int, _ frequency: (Int) -> Double) -> [(bin: Int, label: String)] {
        frequencies.compactMap { tick in
            guard tick >= frequency(0) * 0.97, tick <= frequency(bins - 1) * 1.03 else { return nil }
            let bin = (0..<bins).min { abs(frequency($0) - tick) < abs(frequency($1) - tick) } ?? 0
            let label = tick >= 1000 ? "\((tick / 100).rounded() / 10) kHz" : "\(Int(tick.rounded())) Hz"
            return (bin, label.replacingOccurrences(of: ".0 ", with: " "))
        }
    }

    /// The bytes of a PNG file.
    ///
    /// - Throws: ``AudioError/unwritable(path:reason:)``, should Cairo not find the memory.
    func png() throws(AudioError) -> Data {
        let frames = max(1, spectrogram.frameCount), bins = spectrogram.binCount
        // Some frames or bins to a pixel, or some pixels to each.
        let (perColumn, perRow) = ((frames + 639) / 640, (bins + 131) / 132)
        let columns = (frames + perColumn - 1) / perColumn, rows = (bins + perRow - 1) / perRow
        let (cellWidth, cellHeight) = (Double(max(1, 640 / columns)), Double(max(1, 264 / rows)))
        let (width, height) = (Double(columns) * cellWidth, Double(rows) * cellHeight)
        let bottom = Self.top + height
        return try CairoCanvas.png(
            width: Int(Self.left + width) + 16, height: Int(bottom + Self.bottom)
        ) { canvas in
            canvas.rectangle(0, 0, Self.left + width + 16, bottom + Self.bottom, fill: Self.paper)
            canvas.text(title, Self.left, Self.top - 8, size: 11, isBold: true, color: Self.ink)
            for row in 0..<rows {
                let y = bottom - Double(row + 1) * cellHeight
                var start = 0
                while start < columns {
                    // A run of one shade at a time.
                    let shade = shade(column: start, row: row, perColumn, perRow)
                    var end = start + 1
                    while end < columns, self.shade(column: end, row: row, perColumn, perRow) == shade { end += 1 }
                    canvas.rectangle(
                        Self.left + Double(start) * cellWidth, y, Double(end - start) * cellWidth, cellHeight,
                        fill: Self.color(shade))
                    start = end
                }
            }
            for tick in ticks where 0..<bins ~= tick.bin {
                let y = bottom - (Double(tick.bin / perRow) + 0.5) * cellHeight
                canvas.line(from: (Self.left - 4, y), to: (Self.left - 1, y), color: Self.ink)
                canvas.text(tick.label, Self.left - 7, y + 4, size: 10, anchor: .end, color: Self.ink)
            }
            for tick in CurvePicture.Axis.seconds(Double(frames) / spectrogram.frameRate).ticks {
                let x = Self.left + tick.place * spectrogram.frameRate / Double(perColumn) * cellWidth
                canvas.line(from: (x, bottom + 1), to: (x, bottom + 4), color: Self.ink)
                canvas.text(tick.label, x, bottom + 16, size: 10, anchor: .middle, color: Self.ink)
            }
        }
    }

    /// 0 ..< shadeCount, of the greatest of the cells that a pixel stands for.
    private func shade(column: Int, row: Int, _ perColumn: Int, _ perRow: Int) -> Int {
        var greatest = shades.lowerBound
        for frame in column * perColumn..<min((column + 1) * perColumn, spectrogram.frameCount) {
            for bin in row * perRow..<min((row + 1) * perRow, spectrogram.binCount) {
                greatest = max(greatest, spectrogram.values[frame * spectrogram.binCount + bin])
            }
        }
        let place = (greatest - shades.lowerBound) / (shades.upperBound - shades.lowerBound)
        return min(Self.shadeCount - 1, Int(max(0, place) * Float(Self.shadeCount)))
    }

    private static func color(_ shade: Int) -> Picture.Color {
        let place = Double(shade) / Double(shadeCount - 1) * Double(stops.count - 1)
        let index = min(Int(place), stops.count - 2)
        let (low, high, share) = (stops[index], stops[index + 1], place - Double(index))
        return Picture.Color(
            red: low.red + share * (high.red - low.red), green: low.green + share * (high.green - low.green),
            blue: low.blue + share * (high.blue - low.blue))
    }
}
