import ArgumentParser
import Foundation
import Testing

@testable import pitchstreamer

/// Help teaches by example, and the examples are right.
@Suite struct HelpTests {
    private let tool: CommandDescription

    init() throws { tool = try CommandDescription.wholeTool() }

    /// The words of a command line, as a shell takes quotation marks.
    private static func words(_ line: String) -> [String] {
        line.components(separatedBy: "\"").enumerated().flatMap { index, part in
            index.isMultiple(of: 2) ? part.split(separator: " ").map(String.init) : [part]
        }
    }

    @Test func everyExampleCanBeParsed() throws {
        for command in [tool] + (tool.subcommands ?? []) {
            for example in command.examples {
                let words = Self.words(example)
                #expect(words.first == "pitchstreamer", "\(example)")
                guard words.dropFirst().first != "help" else { continue }
                #expect(throws: Never.self, "\(example)") {
                    try PitchStreamerTool.parseAsRoot(Array(words.dropFirst()))
                }
            }
        }
    }

    @Test func everyCommandHasExamplesOfItsOwn() {
        #expect(tool.shownSubcommands.count > 15)
        for command in tool.shownSubcommands {
            #expect(1...3 ~= command.examples.count, "\(command.commandName)")
            let names = [command.commandName] + (command.aliases ?? [])
            #expect(
                names.contains { command.examples.first?.hasPrefix("pitchstreamer \($0)") ?? false },
                "\(command.commandName)")
        }
    }

    /// Where no terminal says how wide it is, help has 80 columns; a longer example would be broken in two.
    @Test func examplesStandOnOneLine() throws {
        for command in [tool] + tool.shownSubcommands {
            let arguments = command.commandName == tool.commandName ? ["--help"] : [command.commandName, "--help"]
            let help = try Tool.run(arguments, environment: ["COLUMNS": "80"])
            help.expectGood()
            for example in command.examples {
                #expect(help.text.contains("  " + example), "\(example)")
            }
        }
    }

    @Test func theToolShowsTheFirstSteps() throws {
        let help = try Tool.run(["--help"]).text
        #expect(help.contains("First steps:"))
        for command in tool.shownSubcommands { #expect(help.contains("  \(command.commandName)")) }
        #expect(!help.contains("benchmark") && !help.contains("manual"))
        #expect(tool.examples.map { Self.words($0)[1] } == ["recognize", "transcribe", "sonify", "help"])
    }
}
