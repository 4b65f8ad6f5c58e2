/// A drawing as a list of simple things, in points from the upper left corner; the first lies at the bottom.
///
/// ``PianorollLayout`` makes it; ``SVGExport`` writes it as text, and the command line draws it as PNG.
public struct Picture: Sendable, Hashable {
    /// In points.
    public var width: Double
    /// In points.
    public var height: Double
    /// What is drawn, one after another: the first lies at the bottom.
    public var elements: [Element] = []

    /// An empty one.
    public init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    /// A colour; components 0…1.
    public struct Color: Sendable, Hashable {
        /// 0…1.
        public var red: Double
        /// 0…1.
        public var green: Double
        /// 0…1.
        public var blue: Double
        /// 0…1: 0 can't be seen, 1 hides what lies below.
        public var alpha: Double

        /// Components 0…1, in sRGB.
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
        /// Its left end is the point.
        case start
        /// Its middle is the point.
        case middle
        /// Its right end is the point.
        case end
    }

    /// A filled rectangle.
    public struct Rectangle: Sendable, Hashable {
        /// Its left edge, in points.
        public var x: Double
        /// Its upper edge, in points.
        public var y: Double
        /// In points.
        public var width: Double
        /// In points.
        public var height: Double
        /// Its colour.
        public var fill: Color
        /// The colour of its edge; nil: none.
        public var stroke: Color?
        /// What it stands for, shown where a viewer can.
        public var label: String?
    }

    /// A straight line.
    public struct Line: Sendable, Hashable {
        /// Where it begins, from the left.
        public var x1: Double
        /// Where it begins, from above.
        public var y1: Double
        /// Where it ends, from the left.
        public var x2: Double
        /// Where it ends, from above.
        public var y2: Double
        /// Its thickness in points.
        public var width: Double
        /// Its colour.
        public var color: Color
    }

    /// One line of text.
    public struct Text: Sendable, Hashable {
        /// What it says.
        public var string: String
        /// Its point, from the left.
        public var x: Double
        /// The base line.
        public var y: Double
        /// The height of the font.
        public var size: Double
        /// Where it stands about its point.
        public var anchor: Anchor
        /// Whether it is set in bold.
        public var isBold: Bool
        /// Its colour.
        public var color: Color
    }

    /// One thing of a drawing.
    public enum Element: Sendable, Hashable {
        /// A filled rectangle.
        case rectangle(Rectangle)
        /// A straight line.
        case line(Line)
        /// One line of text.
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

    /// A bold text cut to a width, with an ellipsis where something is missing.
    static func shortened(_ string: String, to width: Double, size: Double) -> String {
        let room = max(Int(width / (size * 0.66)), 2)
        return string.count <= room ? string : String(string.prefix(room - 1)) + "…"
    }
}
