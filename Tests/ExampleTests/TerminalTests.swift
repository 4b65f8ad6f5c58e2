import Foundation
import Testing

@testable import pitchstreamer

/// Emphasis and lines that are drawn anew: on terminals alone, and not against anybody's wish.
@Suite struct TerminalTests {
    @Test(arguments: [
        (true, ["TERM": "xterm"], true, true), (false, ["TERM": "xterm"], false, false),
        (true, ["TERM": "dumb"], false, false), (true, [:], false, false),
        (true, ["TERM": "xterm", "NO_COLOR": "1"], true, false), (true, ["TERM": "xterm", "NO_COLOR": ""], true, true),
    ])
    func asksTheEnvironment(isTerminal: Bool, environment: [String: String], redraws: Bool, emphasizes: Bool) {
        let terminal = Terminal(isTerminal: isTerminal, environment: environment)
        #expect(terminal.redraws == redraws)
        #expect(terminal.emphasizes == emphasizes)
        #expect(terminal.bold("head") == (emphasizes ? "\u{1B}[1mhead\u{1B}[0m" : "head"))
        #expect(terminal.red("fault") == (emphasizes ? "\u{1B}[31mfault\u{1B}[0m" : "fault"))
        #expect(terminal.width == 80)
    }

    @Test func tablesHaveABoldHeadAndRedFaults() {
        var table = TextTable(head: ["file", "notes"])
        table.add(["a.wav", "12"])
        table.add(["b.wav", "–"], isFault: true)
        let plain = "file   notes\na.wav     12\nb.wav      –"
        #expect(table.text(on: Terminal(isTerminal: false, environment: [:])) == plain)
        #expect(
            table.text(on: Terminal(isTerminal: true, environment: ["TERM": "xterm"]))
                == "\u{1B}[1mfile   notes\u{1B}[0m\na.wav     12\n\u{1B}[31mb.wav      –\u{1B}[0m")
        var facts = TextTable(head: ["threads", "2"], hasHead: false)
        facts.add(["kernels", "x"])
        #expect(!facts.text(on: Terminal(isTerminal: true, environment: ["TERM": "xterm"])).contains("\u{1B}"))
    }

    /// As a person sees it: `script` gives the tool a terminal.
    @Test(.enabled(if: SystemProgram.exists("script")))
    func theToolItselfDoesSo() throws {
        let folder = try ScratchFolder()
        let binary = try #require(Tool.binary()).path
        let recording = Repository.recording.path
        let command = "'\(binary)' transcribe '\(recording)' '\(folder.path("missing.wav"))' --to 8"
        func shown(_ environment: [String: String?]) throws -> String {
            try SystemProgram.run("script", ["-qec", command, "/dev/null"], environment: environment).output
        }
        let colourful = try shown(["TERM": "xterm", "NO_COLOR": nil])
        #expect(colourful.contains("\u{1B}[31mpitchstreamer:\u{1B}[0m \(folder.path("missing.wav")): there is no"))
        #expect(colourful.contains("\u{1B}[1mfile") && colourful.contains("failed\u{1B}[0m"))
        #expect(colourful.contains("\r\u{1B}[K[") && colourful.contains(" of 2 files"))
        let sober = try shown(["TERM": "xterm", "NO_COLOR": "1"])
        #expect(!sober.contains("\u{1B}[31m") && !sober.contains("\u{1B}[1m") && sober.contains("\r\u{1B}[K["))
        let dumb = try shown(["TERM": "dumb", "NO_COLOR": nil])
        #expect(!dumb.contains("\u{1B}") && !dumb.contains(" of 2 files,  ") && dumb.contains("canon.flac"))
    }
}
