import Foundation

/// The plain part of YAML in which datasets describe their recordings: maps and lists by indentation, lists in brackets,
/// and scalars with or without quotes, over several lines too.
///
/// Not read, and said so: anchors, aliases, maps in braces (other than `{}`), tabs as indentation.
indirect enum PlainYAML: Sendable, Equatable {
    case scalar(String)
    case list([PlainYAML])
    case map([String: PlainYAML])

    /// - Throws: ``DatasetError`` with the line.
    init(contentsOf url: URL) throws {
        try self.init(LabelTable.text(of: url), name: url.path)
    }

    /// - Parameter name: what errors call it.
    init(_ text: String, name: String) throws {
        var parser = try Parser(text, name: name)
        self = try parser.document()
    }

    /// The value of a key; nil where this is no map or hasn't got it.
    subscript(key: String) -> PlainYAML? {
        if case .map(let values) = self { values[key] } else { nil }
    }

    /// A scalar that says something; nil for an empty one, `null` and `~`.
    var text: String? {
        guard case .scalar(let text) = self, !["", "~", "null", "Null", "NULL"].contains(text) else { return nil }
        return text
    }

    var integer: Int? { text.flatMap { Int($0) } }

    /// Yes and no in all the ways in which datasets write them, quoted or not.
    var isTrue: Bool? {
        switch text?.lowercased() {
        case "yes", "true", "on", "y": true
        case "no", "false", "off", "n": false
        default: nil
        }
    }

    /// A list's scalars, or the scalar itself.
    var texts: [String] {
        if case .list(let values) = self { values.compactMap(\.text) } else { text.map { [$0] } ?? [] }
    }

    /// A map's pairs in order of their keys; none where this is no map.
    var pairs: [(key: String, value: PlainYAML)] {
        if case .map(let values) = self { values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } } else { [] }
    }
}

extension PlainYAML {
    /// Goes through the lines once.
    private struct Parser {
        private struct Line {
            let number: Int
            let indent: Int
            let text: Substring
        }

        private let name: String
        private var lines: ArraySlice<Line>
        private var depth = 0

        init(_ text: String, name: String) throws {
            self.name = name
            var lines: [Line] = []
            for (index, whole) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
            {
                let line = whole.drop { $0 == " " }
                if line.isEmpty || line.hasPrefix("#") || whole.hasPrefix("%") || whole.hasPrefix("---") { continue }
                if whole.hasPrefix("...") { break }
                guard line.first != "\t" else {
                    throw DatasetError.malformed(
                        file: name, place: "line \(index + 1)", reason: "is indented by a tab, where YAML has blanks")
                }
                lines.append(Line(number: index + 1, indent: whole.count - line.count, text: line))
            }
            self.lines = lines[...]
        }

        private func error(_ line: Line?, _ reason: String) -> DatasetError {
            .malformed(file: name, place: line.map { "line \($0.number)" } ?? "its end", reason: reason)
        }

        mutating func document() throws -> PlainYAML {
            guard let first = lines.first else { return .map([:]) }
            let value = try block(first.indent)
            if let rest = lines.first { throw error(rest, "is indented otherwise than what it belongs to") }
            return value
        }

        private mutating func block(_ indent: Int) throws -> PlainYAML {
            depth += 1
            defer { depth -= 1 }
            guard depth <= 32 else { throw error(lines.first, "lies more than 32 levels deep") }
            return try isItem(lines.first, at: indent) ? list(indent) : map(indent)
        }

        private func isItem(_ line: Line?, at indent: Int) -> Bool {
            line.map { $0.indent == indent && ($0.text == "-" || $0.text.hasPrefix("- ")) } ?? false
        }

        private mutating func list(_ indent: Int) throws -> PlainYAML {
            var values: [PlainYAML] = []
            while isItem(lines.first, at: indent), let line = lines.popFirst() {
                let rest = line.text.dropFirst().drop { $0 == " " }
                if rest.isEmpty {
                    values.append(try nested(beneath: indent, orListAt: nil))
                } else if split(rest) != nil {
                    // A map that begins beside its dash: the same as one on lines of its own.
                    lines =
                        [Line(number: line.number, indent: indent + line.text.count - rest.count, text: rest)] + lines
                    values.append(try block(indent + line.text.count - rest.count))
                } else {
                    values.append(try scalar(rest, of: line))
                }
            }
            return .list(values)
        }

        private mutating func map(_ indent: Int) throws -> PlainYAML {
            var values: [String: PlainYAML] = [:]
            while let line = lines.first, line.indent == indent, !isItem(line, at: indent) {
                lines.removeFirst()
                guard let (key, rest) = split(line.text) else {
                    throw error(line, "should be a key with a colon and a value, not \"\(line.text.prefix(40))\"")
                }
                values[key] =
                    rest.isEmpty ? try nested(beneath: indent, orListAt: indent) : try scalar(rest, of: line)
            }
            if let line = lines.first, line.indent > indent {
                throw error(line, "is indented otherwise than what it belongs to")
            }
            return .map(values)
        }

        /// What follows a key or a dash without a value: more indented lines, a list, or nothing.
        private mutating func nested(beneath indent: Int, orListAt listIndent: Int?) throws -> PlainYAML {
            guard let next = lines.first else { return .scalar("") }
            if next.indent > indent { return try block(next.indent) }
            if let listIndent, isItem(next, at: listIndent) { return try list(listIndent) }
            return .scalar("")
        }

        /// `key: value` into its two, at the first colon outside of quotes with a blank or the end behind it.
        private func split(_ text: Substring) -> (key: String, rest: Substring)? {
            if let quote = text.first, quote == "'" || quote == "\"" {
                guard let end = text.dropFirst().firstIndex(of: quote) else { return nil }
                let behind = text[text.index(after: end)...].drop { $0 == " " }
                guard behind.first == ":" else { return nil }
                return (String(text[text.index(after: text.startIndex)..<end]), bare(behind.dropFirst()))
            }
            if text.first == "[" || text.first == "{" { return nil }
            var index = text.startIndex
            while let colon = text[index...].firstIndex(of: ":") {
                let next = text.index(after: colon)
                if next == text.endIndex || text[next] == " " {
                    let key = text[..<colon]
                    return (
                        String(key.prefix(upTo: key.lastIndex { $0 != " " }.map(key.index(after:)) ?? key.endIndex)),
                        bare(text[next...])
                    )
                }
                index = next
            }
            return nil
        }

        /// A value as it stands behind its colon: no blanks, no tag such as `!!python/unicode`, nothing for a comment.
        private func bare(_ text: Substring) -> Substring {
            var text = text.drop { $0 == " " }
            if text.hasPrefix("!") { text = text.drop { $0 != " " }.drop { $0 == " " } }
            return text.hasPrefix("#") ? text.suffix(0) : text
        }

        private mutating func scalar(_ text: Substring, of line: Line) throws -> PlainYAML {
            switch text.first {
            case "'", "\"": return .scalar(try quoted(text, of: line))
            case "|", ">":
                let separator = text.first == "|" ? "\n" : " "
                return .scalar(continuation(of: line).joined(separator: separator))
            case "[":
                var whole = String(text)
                while !whole.contains("]"), let next = lines.popFirst() { whole += " " + next.text }
                guard let end = whole.lastIndex(of: "]") else { throw error(line, "begins a list that has no ]") }
                return .list(
                    whole[whole.index(after: whole.startIndex)..<end].split(separator: ",").map { value in
                        .scalar(value.trimmingCharacters(in: CharacterSet(charactersIn: " '\"")))
                    })
            case "{" where text.dropFirst().first == "}": return .map([:])
            case "{", "&", "*": throw error(line, "has a part of YAML that isn't read here: \"\(text.prefix(40))\"")
            default:
                let next = lines.first
                let rest = continuation(of: line)
                guard rest.allSatisfy({ split($0[...]) == nil }) else {
                    throw error(next, "is indented otherwise than what it belongs to")
                }
                return .scalar(([plain(text)] + rest.map { plain($0[...]) }).joined(separator: " "))
            }
        }

        /// Without a comment and without blanks behind.
        private func plain(_ text: Substring) -> String {
            var text = text
            if let comment = text.range(of: " #") { text = text[..<comment.lowerBound] }
            return text.trimmingCharacters(in: .whitespaces)
        }

        /// The lines that are indented more than the one whose value they go on with.
        private mutating func continuation(of line: Line) -> [String] {
            // A value beside a dash stands deeper than its line.
            var texts: [String] = []
            while let next = lines.first, next.indent > line.indent {
                texts.append(String(next.text))
                lines.removeFirst()
            }
            return texts
        }

        /// A scalar in quotes, to the closing one, over as many lines as it takes.
        private mutating func quoted(_ text: Substring, of line: Line) throws -> String {
            let quote = text.first ?? "'"
            var result = ""
            var rest = text.dropFirst()
            while true {
                guard let character = rest.popFirst() else {
                    guard let next = lines.popFirst() else {
                        throw error(line, "begins a text that has no closing quote")
                    }
                    if result.last == " " { result.removeLast() }
                    result += " "
                    rest = next.text
                    continue
                }
                if character == "\\", quote == "\"", let escaped = rest.popFirst() {
                    result.append(escaped == "n" ? "\n" : escaped == "t" ? "\t" : escaped)
                } else if character != quote {
                    result.append(character)
                } else if quote == "'", rest.first == "'" {
                    result.append("'")
                    rest.removeFirst()
                } else {
                    return result
                }
            }
        }
    }
}
