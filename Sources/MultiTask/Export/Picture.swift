/// A drawing as a list of simple things, in points from the upper left corner; the first lies at the bottom.
///
/// ``PianorollLayout`` makes it; ``SVGExport`` writes it as text, and the command line draws it as PNG.
public struct Picture: Sendable, Hashable {
    public var width: Double
    public var height: Double
    public var elements: [Element] = []

    public init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    /// A colour; components 0…1.
    public struct Color: Sendable, Hashable {
        public var red: Double
        public var green: Double
        public var blue: Double
        public var alpha: Double

        public init(red: Double, green: Double, blue: Double, alpha: Double = 1) {
            self.red = red
            self.green = green
            self.blue = blue
            self.alpha = alpha
        }

        /// As in the web: 0xE69F00.
        public init(hex: Int, alpha: Double = 1) {
            self.init(
                red: Double(hex >> 16 & 0xFF) / 255, green: Double(hex >> 8 & 0xFF) / 255,
                blue: Double(hex & 0xFF) / 255, alpha: alpha)
        }

        /// The same mixed with black, by a share 0…1.
        public func darkened(by share: Double) -> Color {
            Color(red: red * (1 - share), green: green * (1 - share), blue: blue * (1 - share), alpha: alpha)
        }
    }

    /// Where a text stands about its point.
    public enum Anchor: String, Sendable, Hashable {
        case start, middle, end
    }

    public struct Rectangle: Sendable, Hashable {
        public var x: Double
        public var y: Double
        public var width: Double
        public var height: Double
        public var fill: Color
        public var stroke: Color?
        /// What it stands for, shown where a viewer can.
        public var label: String?
    }

    public struct Line: Sendable, Hashable {
        public var x1: Double
        public var y1: Double
        public var x2: Double
        public var y2: Double
        public var width: Double
        public var color: Color
    }

    public struct Text: Sendable, Hashable {
        public var string: String
        public var x: Double
        /// The base line.
        public var y: Double
        /// The height of the font.
        public var size: Double
        public var anchor: Anchor
        public var isBold: Bool
        public var color: Color
    }

    public enum Element: Sendable, Hashable {
        case rectangle(Rectangle)
        case line(Line)
        case text(Text)
    }

    mutating func rectangle(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: Color, stroke: Color? = nil,
        label: String? = nil
    ) {
        elements.append(
            .rectangle(Rectangle(x: x, y: y, width: width, height: height, fill: fill, stroke: stroke, label: label)))
    }

    mutating func line(from: (Double, Double), to: (Double, Double), width: Double = 1, color: Color) {
        elements.append(.line(Line(x1: from.0, y1: from.1, x2: to.0, y2: to.1, width: width, color: color)))
    }

    mutating func text(
        _ string: String, _ x: Double, _ y: Double, size: Double, anchor: Anchor = .start, isBold: Bool = false,
        color: Color
    ) {
        elements.append(
            .text(Text(string: string, x: x, y: y, size: size, anchor: anchor, isBold: isBold, color: color)))
    }

    /// About the width of a text: generous, as the fonts of viewers differ.
    static func width(of string: String, size: Double) -> Double { Double(string.count) * size * 0.58 }
}
