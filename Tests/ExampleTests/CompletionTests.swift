import Foundation
import Testing

@testable import pitchstreamer

/// The scripts that teach shells what may be written.
@Suite struct CompletionTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test(arguments: [("bash", "complete -o filenames"), ("zsh", "#compdef pitchstreamer"), ("fish", "complete -c")])
    func aScriptForEachShell(shell: String, words: String) throws {
        let outcome = try Tool.run(["--generate-completion-script", shell])
        outcome.expectGood()
        #expect(outcome.text.contains(words))
        for command in ["transcribe", "measure-live", "synthesize"] { #expect(outcome.text.contains(command)) }
        #expect(!outcome.text.contains("benchmark"))
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func theShellAcceptsItsScript(shell: String) throws {
        guard SystemProgram.exists(shell) else { return }
        let script = try folder.file("script", Tool.run(["--generate-completion-script", shell]).output)
        let outcome = try SystemProgram.run(shell, ["-n", script.path])
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    }

    /// What bash offers after some words, the last of which is begun.
    private func offers(_ words: String...) throws -> [String] {
        let script = try folder.file("script", Tool.run(["--generate-completion-script", "bash"]).output)
        let line = (["pitchstreamer"] + words).map { $0.contains(" ") ? "\"\($0)\"" : $0 }
        let program = """
            cd '\(folder.url.path)'; source '\(script.path)'
            COMP_WORDS=(\(([try #require(Tool.binary()).path] + words).map { "'\($0)'" }.joined(separator: " ")))
            COMP_CWORD=\(words.count); COMP_LINE='\(line.joined(separator: " "))'; COMP_POINT=${#COMP_LINE}
            _pitchstreamer pitchstreamer "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let outcome = try SystemProgram.run("bash", ["-c", program])
        #expect(outcome.errors.isEmpty, "\(outcome.errors)")
        return outcome.output.split(separator: "\n").map(String.init).sorted()
    }

    @Test(.enabled(if: SystemProgram.exists("bash")))
    func bashOffersWhatFits() throws {
        for name in ["song.flac", "song.wav", "song.mid", "score.midi", "w.safetensors", "words.doc"] {
            try folder.file(name)
        }
        try FileManager.default.createDirectory(
            at: folder.url.appendingPathComponent("songs"), withIntermediateDirectories: true)
        #expect(try offers("tran") == ["transcribe"])
        #expect(try offers("transcribe", "so") == ["song.flac", "song.wav", "songs"])
        #expect(try offers("transcribe", "song.flac", "--pres") == ["--preset"])
        #expect(try offers("transcribe", "--preset", "") == ["balanced", "complete", "precise"])
        #expect(try offers("transcribe", "--format", "m") == ["mid", "musicxml"])
        #expect(try offers("transcribe", "--output-folder", "so") == ["songs"])
        #expect(try offers("transcribe", "--weights", "w") == ["w.safetensors"])
        #expect(try offers("midi", "s") == ["score.midi", "song.mid", "songs"])
    }

    @Test(.enabled(if: SystemProgram.exists("bash")))
    func bashOffersInstruments() throws {
        #expect(try offers("transcribe", "--players", "f") == ["flute"])
        #expect(try offers("transcribe", "--players", "flute,c") == ["flute,cello"])
        #expect(try offers("transcribe", "--players", "a") == ["acoustic guitar"])
    }

    @Test func aListOfInstrumentsGrowsByOneThatIsNotInIt() {
        #expect(InstrumentNames.completions(of: "") == InstrumentNames.nine.names)
        let grown = InstrumentNames.completions(of: "flute, acoustic guitar,pi")
        #expect(grown.count == 7 && grown.contains("flute,acoustic guitar,piano"))
        #expect(!grown.contains("flute,acoustic guitar,flute"))
    }
}
