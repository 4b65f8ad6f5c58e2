import Audio
import Foundation
import MultiTask

/// Draws the picture of a transcription as PNG, through Cairo. The library itself writes it as SVG.
enum PianorollPicture {
    /// The bytes of a PNG file.
    ///
    /// - Parameter title: Stands above; empty for none.
    /// - Throws: ``AudioError/unwritable(path:reason:)``, should Cairo not find the memory.
    static func png(of transcription: Transcription, title: String = "") throws(AudioError) -> Data {
        try png(of: PianorollLayout(transcription, title: title).picture)
    }

    static func png(of picture: Picture) throws(AudioError) -> Data {
        try CairoCanvas.png(width: Int(picture.width.rounded(.up)), height: Int(picture.height.rounded(.up))) {
            canvas in
            for element in picture.elements {
                switch element {
                case .rectangle(let shape):
                    canvas.rectangle(
                        shape.x, shape.y, shape.width, shape.height, fill: shape.fill, stroke: shape.stroke)
                case .line(let line):
                    canvas.line(from: (line.x1, line.y1), to: (line.x2, line.y2), width: line.width, color: line.color)
                case .text(let text):
                    canvas.text(
                        text.string, text.x, text.y, size: text.size, anchor: text.anchor, isBold: text.isBold,
                        color: text.color)
                }
            }
        }
    }
}
