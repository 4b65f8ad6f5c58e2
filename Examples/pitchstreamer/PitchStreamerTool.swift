import ArgumentParser

struct PitchStreamerTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pitchstreamer",
        abstract: "Which instruments play in a recording, and what each one plays.",
        discussion: """
            Results go to standard output, all else to standard error. Files appear whole or not at all. \
            Exit status: 0 good, 2 wrong usage, 3 something wrong with a file, 4 an error of the program itself.
            """,
        subcommands: [
            TranscribeCommand.self, RecognizeCommand.self, ListenCommand.self, SonifyCommand.self,
            SynthesizeCommand.self,
            EvaluateCommand.self, CalibrateCommand.self,
            CompareCommand.self, MIDICommand.self, TrainCommand.self, CorpusCommand.self, RenderCommand.self,
            NotesCommand.self, NothingCommand.self, FeaturesCommand.self, SpectrogramCommand.self, PlotCommand.self,
            InfoCommand.self, InferCommand.self,
            BenchmarkCommand.self, MeasureLiveCommand.self, SoakCommand.self,
        ])
}
