import ArgumentParser

struct PitchStreamerTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pitchstreamer",
        abstract: "Which instruments play in a recording, and what each one plays.",
        discussion: """
            First steps:
              pitchstreamer recognize song.flac                # who plays when
              pitchstreamer transcribe song.flac -o song.mid   # which notes, and whose
              pitchstreamer sonify song.mid -o heard.wav       # to hear what was heard
              pitchstreamer help transcribe                    # all options, with examples

            Results go to standard output, all else to standard error. Files appear whole or not at all. \
            Exit status: 0 good, 1 some of several recordings failed, 2 wrong usage, 3 something wrong with a file, \
            4 an error of the program itself.
            """,
        groupedSubcommands: [
            CommandGroup(
                name: "Listening",
                subcommands: [
                    TranscribeCommand.self, RecognizeCommand.self, ListenCommand.self, CalibrateCommand.self,
                    InfoCommand.self,
                ]),
            CommandGroup(
                name: "Result",
                subcommands: [
                    SonifyCommand.self, CompareCommand.self, MIDICommand.self, SynthesizeCommand.self,
                ]),
            CommandGroup(
                name: "Picture",
                subcommands: [SpectrogramCommand.self, PlotCommand.self, FeaturesCommand.self]),
            CommandGroup(
                name: "Training",
                subcommands: [
                    TrainCommand.self, CorpusCommand.self, RenderCommand.self, NotesCommand.self, NothingCommand.self,
                ]),
            CommandGroup(
                name: "Measuring",
                subcommands: [
                    EvaluateCommand.self, MeasureLiveCommand.self, SoakCommand.self, LatentCommand.self,
                    InferCommand.self,
                    BenchmarkCommand.self,
                ]),
            // Hidden: `make install` writes what it prints.
            CommandGroup(name: "Installing", subcommands: [ManualCommand.self]),
        ])
}
