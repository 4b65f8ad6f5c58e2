import Foundation

/// A manual page in the macros of man(7), which groff and mandoc both set: everything that `--help` says, of all commands on one page.
///
/// swift-argument-parser has a plugin for that; it compiles the whole package anew, in debug, to run a second program on it, leaves
/// out defaults and possible values, and knows no exit status.
struct ManualPage {
    /// What belongs to all commands: a term and what it means.
    struct Section {
        let title: String
        let entries: [(term: String, text: String)]
    }

    private let tool: CommandDescription
    private let sections: [Section]

    init(_ tool: CommandDescription, sections: [Section]) {
        self.tool = tool
        self.sections = sections
    }

    /// The page, without a last line break.
    var text: String {
        var lines = [#".TH "\#(tool.commandName.uppercased())" "1" "" "\#(tool.commandName)" "User Commands""#]
        // No hyphens within words, many of which are names; the register says so to the macros that come.
        lines += [".nr HY 0", ".hy 0", ".ad l"]
        lines += [".SH NAME", "\(tool.commandName) \\- " + Self.escaped(sentence(tool.abstract))]
        lines += [".SH SYNOPSIS", "\\fB\(tool.commandName)\\fR \\fIcommand\\fR [\\fIarguments\\fR]"]
        lines += [".SH DESCRIPTION"] + Self.paragraphs(tool.discussion ?? "")
        lines += [".PP", "Every command has \\fB\\-h\\fR and \\fB\\-\\-help\\fR, which print its part of this page."]
        lines += [".SH COMMANDS"] + tool.shownSubcommands.flatMap(Self.lines)
        for section in sections {
            lines += [".SH \(Self.quoted(section.title))"]
            for entry in section.entries {
                lines += [".TP", "\\fB\(Self.escaped(entry.term))\\fR", Self.escaped(entry.text)]
            }
        }
        return lines.joined(separator: "\n")
    }

    /// "Which instruments play …" becomes "which instruments play …", as NAME has it.
    private func sentence(_ abstract: String?) -> String {
        let text = (abstract ?? "").hasSuffix(".") ? String((abstract ?? "").dropLast()) : abstract ?? ""
        return text.prefix(1).lowercased() + text.dropFirst()
    }

    private static func lines(of command: CommandDescription) -> [String] {
        let names = [command.commandName] + (command.aliases ?? [])
        var lines = [".SS \(quoted(names.joined(separator: ", ")))"]
        lines += [escaped(command.abstract ?? ""), ".PP", synopsis(of: command)]
        lines += paragraphs(command.discussion ?? "").isEmpty ? [] : [".PP"] + paragraphs(command.discussion ?? "")
        for argument in command.shownArguments {
            lines += [".TP", term(for: argument), escaped(meaning(of: argument))]
        }
        return lines
    }

    private static func synopsis(of command: CommandDescription) -> String {
        var words = ["\\fBpitchstreamer \(escaped(command.commandName))\\fR"]
        let arguments = command.shownArguments
        for argument in arguments where argument.kind != "positional" && !argument.isOptional {
            words.append(term(for: argument, isShort: true))
        }
        if arguments.contains(where: { $0.kind != "positional" && $0.isOptional }) { words.append("[\\fIoptions\\fR]") }
        for argument in arguments where argument.kind == "positional" {
            let name = "\\fI\(escaped(argument.valueName ?? ""))\\fR" + (argument.isRepeating ? " ..." : "")
            words.append(argument.isOptional ? "[\(name)]" : name)
        }
        return words.joined(separator: " ")
    }

    /// "-o, --output output", names in bold and what is to be put in in italics.
    private static func term(for argument: CommandDescription.Argument) -> String {
        term(for: argument, isShort: false)
    }

    private static func term(for argument: CommandDescription.Argument, isShort: Bool) -> String {
        let value = "\\fI\(escaped(argument.valueName ?? ""))\\fR"
        guard argument.kind != "positional" else { return value }
        let names = isShort ? argument.preferredName.map { [$0] } ?? [] : argument.shortNamesFirst
        let all = names.map { "\\fB\(escaped($0.text))\\fR" }.joined(separator: ", ")
        return argument.kind == "flag" ? all : all + " " + value
    }

    private static func meaning(of argument: CommandDescription.Argument) -> String {
        var parts = [argument.abstract, argument.discussion].compactMap { $0 }
        let values = (argument.allValues ?? []).filter { !$0.isEmpty }
        if !values.isEmpty { parts.append("One of " + values.joined(separator: ", ") + ".") }
        if argument.kind != "flag", let value = argument.defaultValue, !value.isEmpty {
            parts.append("Default: \(value).")
        }
        return parts.joined(separator: " ")
    }

    /// Prose as paragraphs, and lines that are indented as they stand.
    private static func paragraphs(_ text: String) -> [String] {
        var lines: [String] = []
        var isExample = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let indented = line.hasPrefix("  ")
            if indented != isExample {
                lines += indented ? [".RS 4", ".EX"] : [".EE", ".RE"]
                isExample = indented
            }
            if indented {
                lines.append(escaped(String(line.dropFirst(2))))
            } else if line.isEmpty {
                if lines.last != ".PP" { lines.append(".PP") }
            } else {
                lines.append(escaped(String(line)))
            }
        }
        if isExample { lines += [".EE", ".RE"] }
        return lines
    }

    /// Text in which nothing is a request or an escape, all of it in ASCII.
    private static func escaped(_ text: String) -> String {
        let text = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\\": "\\e"
            case "-": "\\-"
            case "\n": " "
            default: scalar.isASCII ? String(scalar) : String(format: "\\[u%04X]", scalar.value)
            }
        }.joined()
        return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : text
    }

    private static func quoted(_ text: String) -> String {
        "\"" + escaped(text).replacingOccurrences(of: "\"", with: "\\(dq") + "\""
    }
}
