import Foundation

/// A text file of rows, as datasets write their labels: values with commas or blanks between, one row a line.
struct LabelTable: Sendable {
    /// What separates the values of a row.
    enum Separator { case comma, blank }

    /// A row, and how to say what is wrong with it.
    struct Row: Sendable {
        let file: String
        /// Counted from 1.
        let line: Int
        let values: [Substring]

        func error(_ reason: String) -> DatasetError {
            .malformed(file: file, place: "line \(line)", reason: reason)
        }

        /// - Throws: where the row has no such column.
        func text(_ column: Int, _ name: String) throws -> Substring {
            guard values.indices ~= column else {
                throw error("has \(values.count) values, and the \(name) should be value \(column + 1)")
            }
            return values[column]
        }

        /// - Throws: where the row has no such column, or no finite number in it.
        func number(_ column: Int, _ name: String) throws -> Double {
            let text = try text(column, name)
            guard let number = Double(text), number.isFinite else {
                throw error("the \(name) should be a number, not \"\(text.prefix(40))\"")
            }
            return number
        }

        /// A time: a number that isn't negative and less than some three years.
        func time(_ column: Int, _ name: String) throws -> Double {
            let time = try number(column, name)
            guard 0...1e8 ~= time else { throw error("the \(name) \(time) is no time in a recording") }
            return time
        }

        /// The MIDI pitch of a frequency, rounded to a whole one; nil for 0 and below, which stand for silence.
        func pitch(_ column: Int) throws -> Int? {
            let frequency = try number(column, "frequency in hertz")
            guard frequency > 0 else { return nil }
            let pitch = (69 + 12 * log2(frequency / 440)).rounded()
            guard 0...127 ~= pitch else { throw error("\(frequency) Hz is no pitch of an instrument") }
            return Int(pitch)
        }
    }

    let rows: [Row]

    /// Reads a file; empty lines are passed over.
    ///
    /// - Throws: ``DatasetError`` where it isn't there, is no text or too long to be labels.
    init(contentsOf url: URL, separator: Separator) throws {
        let text = try Self.text(of: url)
        let name = url.path
        var rows: [Row] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let values =
                switch separator {
                case .comma:
                    line.split(separator: ",", omittingEmptySubsequences: false).map(Self.trimmed)
                case .blank: line.split { $0 == " " || $0 == "\t" || $0 == "," }
                }
            if values.contains(where: { !$0.isEmpty }) { rows.append(Row(file: name, line: index + 1, values: values)) }
        }
        self.rows = rows
    }

    private static func trimmed(_ value: Substring) -> Substring {
        var value = value
        while let last = value.last, last.isWhitespace { value.removeLast() }
        return value.drop(while: \.isWhitespace)
    }

    /// A whole text file in UTF-8, at most 256 MB.
    static func text(of url: URL) throws -> String {
        let bytes: Data
        do {
            let size = try FileManager.default.attributesOfItem(atPath: url.path)[.size] as? Int ?? 0
            guard size <= 256 << 20 else {
                throw DatasetError.malformed(
                    file: url.path, place: "its \(size) bytes", reason: "are too many for a file of labels")
            }
            bytes = try Data(contentsOf: url)
        } catch let error as DatasetError {
            throw error
        } catch {
            throw DatasetError.missing(file: url.path, reason: "or can't be read")
        }
        guard let text = String(data: bytes, encoding: .utf8) else {
            throw DatasetError.malformed(file: url.path, place: "its bytes", reason: "should be text in UTF-8")
        }
        return text
    }
}
