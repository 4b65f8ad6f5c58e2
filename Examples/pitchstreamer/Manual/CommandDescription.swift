import ArgumentParser
import Foundation

/// What a command says of itself, as `--experimental-dump-help` prints it: the part that a manual page needs.
struct CommandDescription: Decodable {
    let commandName: String
    let aliases: [String]?
    let abstract: String?
    let discussion: String?
    let subcommands: [CommandDescription]?
    let arguments: [Argument]?
    private let shouldDisplay: Bool?

    var isShown: Bool { shouldDisplay ?? true }

    /// An argument, an option or a flag.
    struct Argument: Decodable {
        /// What it is called: -o, --output.
        struct Name: Decodable {
            let kind: String
            let name: String

            var text: String { (kind == "long" ? "--" : "-") + name }
        }

        let kind: String
        let shouldDisplay: Bool
        let isOptional: Bool
        let isRepeating: Bool
        let names: [Name]?
        let preferredName: Name?
        let valueName: String?
        let defaultValue: String?
        let allValues: [String]?
        let abstract: String?
        let discussion: String?

        /// -o before --output.
        var shortNamesFirst: [Name] {
            (names ?? []).filter { $0.kind == "short" } + (names ?? []).filter { $0.kind != "short" }
        }
    }

    private struct Dump: Decodable {
        let command: CommandDescription
    }

    /// All that the tool says.
    ///
    /// - Throws: `DecodingError` if a newer version of the parser says it otherwise.
    static func wholeTool() throws -> CommandDescription {
        do {
            _ = try PitchStreamerTool.parseAsRoot(["--experimental-dump-help"])
        } catch {
            let text = PitchStreamerTool.fullMessage(for: error)
            return try JSONDecoder().decode(Dump.self, from: Data(text.utf8)).command
        }
        return CommandDescription.nothing
    }

    private static let nothing = CommandDescription(
        commandName: "pitchstreamer", aliases: nil, abstract: nil, discussion: nil, subcommands: nil, arguments: nil,
        shouldDisplay: nil)
}

extension CommandDescription {
    /// The commands, in their order, that help lists; `help` itself needs no page.
    var shownSubcommands: [CommandDescription] {
        (subcommands ?? []).filter { $0.isShown && $0.commandName != "help" }
    }

    /// What is listed of the arguments: `--help` is said once for all.
    var shownArguments: [Argument] {
        (arguments ?? []).filter { $0.shouldDisplay && $0.preferredName?.name != "help" }
    }

    /// The lines of its help that are examples, without the indent and what follows a `#`.
    var examples: [String] {
        (discussion ?? "").split(separator: "\n").filter { $0.hasPrefix("  ") }
            .map { line in
                let command = line.split(separator: "#", maxSplits: 1).first ?? ""
                return command.trimmingCharacters(in: .whitespaces)
            }
    }
}
