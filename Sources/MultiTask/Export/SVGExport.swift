import Foundation

/// A picture of a transcription as Scalable Vector Graphics 1.1: plain text that browsers and editors open.
public enum SVGExport {
    /// The pianoroll with its legend, lanes and axis.
    ///
    /// - Parameters:
    ///   - transcription: What was heard.
    ///   - title: Stands above; empty for none.
    public static func data(for transcription: Transcription, title: String = "") -> Data {
        Data(text(for: PianorollLayout(transcription, title: title).picture, title: title).utf8)
    }

    /// Who plays when, and how sure that is from frame to frame.
    ///
    /// - Parameters:
    ///   - recognition: What was heard.
    ///   - title: Stands above; empty for none.
    public static func data(for recognition: Recognition, title: String = "") -> Data {
        Data(text(for: ActivityLayout(recognition, title: title).picture, title: title).utf8)
    }

    /// Two transcriptions on one pianoroll: what was found, missed, added, and given to another instrument.
    ///
    /// - Parameters:
    ///   - difference: Of two transcriptions.
    ///   - title: Stands above; empty for none.
    public static func data(for difference: TranscriptionDifference, title: String = "") -> Data {
        Data(text(for: DifferenceLayout(difference, title: title).picture, title: title).utf8)
    }

    /// The figures of an evaluation: bars, and the table of whose notes were given to whom.
    ///
    /// - Parameters:
    ///   - report: Of an evaluation.
    ///   - title: Stands above; empty for none.
    public static func data(for report: EvaluationReport, title: String = "") -> Data {
        Data(text(for: EvaluationLayout(report, title: title).picture, title: title).utf8)
    }

    /// Any picture.
    static func text(for picture: Picture, title: String = "") -> String {
        let (width, height) = (number(picture.width), number(picture.height))
        var lines = [
            #"<?xml version="1.0" encoding="UTF-8"?>"#,
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
            viewBox="0 0 \(width) \(height)" font-family="DejaVu Sans, Verdana, sans-serif">
            """,
        ]
        if !title.isEmpty { lines.append("<title>\(XMLText.escaped(title))</title>") }
        lines += picture.elements.map(element)
        lines.append("</svg>\n")
        return lines.joined(separator: "\n")
    }

    private static func element(_ element: Picture.Element) -> String {
        switch element {
        case .rectangle(let shape):
            let start = """
                <rect x="\(number(shape.x))" y="\(number(shape.y))" width="\(number(shape.width))" \
                height="\(number(shape.height))" \(paint("fill", shape.fill))
                """
            let stroke = shape.stroke.map { " \(paint("stroke", $0)) stroke-width=\"0.5\"" } ?? ""
            guard let label = shape.label else { return start + stroke + "/>" }
            return start + stroke + "><title>\(XMLText.escaped(label))</title></rect>"
        case .line(let line):
            return """
                <line x1="\(number(line.x1))" y1="\(number(line.y1))" x2="\(number(line.x2))" y2="\(number(line.y2))" \
                \(paint("stroke", line.color)) stroke-width="\(number(line.width))"/>
                """
        case .text(let text):
            return """
                <text x="\(number(text.x))" y="\(number(text.y))" font-size="\(number(text.size))" \
                text-anchor="\(text.anchor.rawValue)"\(text.isBold ? " font-weight=\"bold\"" : "") \
                \(paint("fill", text.color))>\(XMLText.escaped(text.string))</text>
                """
        }
    }

    private static func paint(_ attribute: String, _ color: Picture.Color) -> String {
        func byte(_ value: Double) -> Int { Int((min(max(value, 0), 1) * 255).rounded()) }
        let hex = String(format: "#%02X%02X%02X", byte(color.red), byte(color.green), byte(color.blue))
        let opacity = color.alpha < 1 ? " \(attribute)-opacity=\"\(number(color.alpha))\"" : ""
        return "\(attribute)=\"\(hex)\"\(opacity)"
    }

    /// Two places, without a tail of zeros.
    private static func number(_ value: Double) -> String {
        let rounded = (value * 100).rounded() / 100
        return rounded == rounded.rounded() ? String(format: "%.0f", rounded) : String(format: "%g", rounded)
    }
}
