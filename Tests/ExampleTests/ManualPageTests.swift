import Foundation
import Testing

@testable import pitchstreamer

/// The manual page says what `--help` says.
@Suite struct ManualPageTests {
    private let page: String
    private let tool: CommandDescription

    init() throws {
        let outcome = try Tool.run(["manual"])
        outcome.expectGood()
        page = outcome.text
        tool = try CommandDescription.wholeTool()
    }

    @Test func hasTheSectionsOfAManualPage() {
        #expect(page.hasPrefix(".TH \"PITCHSTREAMER\" \"1\""))
        let sections = page.split(separator: "\n").filter { $0.hasPrefix(".SH ") }.map { $0.dropFirst(4) }
        #expect(
            sections == [
                "NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "\"EXIT STATUS\"", "\"ENVIRONMENT\"", "\"SIGNALS\"",
            ])
        #expect(page.contains("pitchstreamer \\- which instruments play in a recording, and what each one plays\n"))
    }

    @Test func namesEveryCommandAndOption() {
        for command in tool.shownSubcommands {
            let name = command.commandName.replacingOccurrences(of: "-", with: "\\-")
            #expect(page.contains(".SS \"\(name)"), "\(command.commandName)")
            for example in command.examples {
                #expect(page.contains(example.replacingOccurrences(of: "-", with: "\\-")), "\(example)")
            }
            for option in command.shownArguments.compactMap(\.preferredName) {
                let text = option.text.replacingOccurrences(of: "-", with: "\\-")
                #expect(page.contains("\\fB\(text)\\fR"), "\(command.commandName) \(option.text)")
            }
        }
        #expect(page.contains("One of balanced, precise, complete. Default: balanced."))
        #expect(!page.contains("benchmark"))
    }

    /// Whatever sets the page needn't be told how it is coded.
    @Test func isASCII() {
        #expect(page.allSatisfy { $0.isASCII })
        #expect(page.contains("AIFF \\[u2026])"))
    }

    /// Every line is a request of man(7) that the page means, or text.
    @Test func hasNoOtherRequests() {
        let known: Set = [
            ".TH", ".SH", ".SS", ".PP", ".TP", ".RS", ".RE", ".EX", ".EE", ".nr", ".hy", ".ad",
        ]
        for line in page.split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("'") {
            #expect(known.contains(line.split(separator: " ").first.map(String.init) ?? ""), "\(line)")
        }
    }

    @Test(.enabled(if: SystemProgram.exists("groff")))
    func groffHasNothingToSay() throws {
        let folder = try ScratchFolder()
        let file = try folder.file("pitchstreamer.1", Data(page.utf8))
        let outcome = try SystemProgram.run("groff", ["-man", "-Tutf8", "-ww", "-z", file.path])
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    }
}
