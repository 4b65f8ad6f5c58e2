import Audio
import Foundation
import MultiTask

/// Draws a spectrogram: time to the right, frequency upwards, levels as colours from dark to light.
struct SpectrogramPicture {
    /// Decibels, 0 for the loudest.
    var spectrogram: Spectrogram
    /// What is drawn darkest, in decibels.
    var floor: Float = -80
    /// A bin's frequency in hertz.
    var frequency: (Int) -> Double
    /// Which frequencies the axis names, in hertz.
    var ticks: [Double]
    /// Stands above.
    var title = ""

    /// Few enough that a picture stays small.
    private static let shades = 16
    private static let left = 52.0
    private static let top = 22.0
    private static let bottom = 24.0
    private static let ink = Picture.Color(hex: 0x222222)
    private static let paper = Picture.Color(hex: 0xFFFFFF)
    /// From silence to the loudest: dark violet, red, orange, pale yellow, of evenly rising lightness.
    private static let stops: [Picture.Color] = [0x0B0724, 0x57106E, 0xBC3754, 0xF98E09, 0xFCFFA4].map {
        Picture.Color(hex: $0)
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
            for tick in ticks {
                let bin = (0..<bins).min { abs(frequency($0) - tick) < abs(frequency($1) - tick) } ?? 0
                guard tick >= frequency(0) * 0.97, tick <= frequency(bins - 1) * 1.03 else { continue }
                let y = bottom - (Double(bin / perRow) + 0.5) * cellHeight
                canvas.line(from: (Self.left - 4, y), to: (Self.left - 1, y), color: Self.ink)
                let label = tick >= 1000 ? "\((tick / 100).rounded() / 10) kHz" : "\(Int(tick.rounded())) Hz"
                canvas.text(
                    label.replacingOccurrences(of: ".0 ", with: " "), Self.left - 7, y + 4, size: 10, anchor: .end,
                    color: Self.ink)
            }
            let seconds = Double(frames) / spectrogram.frameRate
            let step =
                [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 600].first { $0 * 10 >= seconds } ?? 3600
            for index in 0...Int(seconds / step) {
                let x = Self.left + Double(index) * step * spectrogram.frameRate / Double(perColumn) * cellWidth
                canvas.line(from: (x, bottom + 1), to: (x, bottom + 4), color: Self.ink)
                let label = String(format: step < 1 ? "%.2g s" : "%.0f s", Double(index) * step)
                canvas.text(label, x, bottom + 16, size: 10, anchor: .middle, color: Self.ink)
            }
        }
    }

    /// 0 ..< shades, the loudest of the cells that a pixel stands for.
    private func shade(column: Int, row: Int, _ perColumn: Int, _ perRow: Int) -> Int {
        var greatest = floor
        for frame in column * perColumn..<min((column + 1) * perColumn, spectrogram.frameCount) {
            for bin in row * perRow..<min((row + 1) * perRow, spectrogram.binCount) {
                greatest = max(greatest, spectrogram.values[frame * spectrogram.binCount + bin])
            }
        }
        return min(Self.shades - 1, Int(max(0, 1 - greatest / floor) * Float(Self.shades)))
    }

    private static func color(_ shade: Int) -> Picture.Color {
        let place = Double(shade) / Double(shades - 1) * Double(stops.count - 1)
        let index = min(Int(place), stops.count - 2)
        let (low, high, share) = (stops[index], stops[index + 1], place - Double(index))
        return Picture.Color(
            red: low.red + share * (high.red - low.red), green: low.green + share * (high.green - low.green),
            blue: low.blue + share * (high.blue - low.blue))
    }
}
