import ArgumentParser

@main
struct PitchStreamerTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pitchstreamer",
        abstract: "Which instruments play in a recording, and what each one plays.",
        subcommands: [TrainCommand.self, SynthesizeCommand.self, CorpusCommand.self])
}
