import ArgumentParser
import Foundation
import MultiTask

/// `pitchstreamer train FOLDER -o RUN`: trains on paired audio and MIDI.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a network on a folder of paired audio and MIDI files.",
        discussion: """
            Each pair is an audio file and a .mid of one base name; a folder that `pitchstreamer render` made holds stems \
            instead, which are mixed anew for every clip; with --dataset it is a dataset in its own layout. The run's folder gets log.csv, checkpoint.safetensors \
            (a run that was stopped goes on from it) and weights.safetensors, which the other commands take with --weights.

            Examples:
              pitchstreamer train pairs/ -o run/ --minutes 30
              pitchstreamer train stems/ -o run/ --clips 100000 --validation pairs/
              pitchstreamer train pairs/ -o run/ --instruments "flute, voice=52 53 54"
            """)

    @Argument(help: "The folder of pairs.", completion: .directory)
    var folder: String

    @Option(name: .shortAndLong, help: "The run's folder; a checkpoint in it is gone on from.", completion: .directory)
    var output: String

    @Option(
        help: "Weights to begin with, as wide or narrower; what they lack, or have otherwise, begins fresh.",
        completion: .weights)
    var weights: String?

    @Option(
        help: "A folder like the other, of other pieces, that is looked at with every checkpoint.",
        completion: .directory)
    var validation: String?

    @Option(
        help: ArgumentHelp(
            "The instruments, with the General MIDI programs that are labelled so: \"flute=73, voice=52 53 54\".",
            discussion: "A name of the nine alone stands for that instrument. By default all nine."),
        completion: .instruments)
    var instruments: String?

    @Option(help: "Stop after so many clips.")
    var clips: Int?

    @Option(help: "Stop after so many minutes.")
    var minutes: Double?

    @Option(help: "The channels of the network, as a multiple of the paper's.")
    var width = 1.0

    @Option(help: "The heads: logSumExp or paper.")
    var heads = NetworkSettings.Heads.logSumExp

    @Option(help: "Channels of the last hidden layer; by default half of the first block's.")
    var lastHidden: Int?

    @Option(help: "Clips in a batch.")
    var batch = 16

    @Option(help: "What moves the weights: muon or adamW.")
    var optimizer = TrainingSettings.OptimizerKind.muon

    @Option(help: "The greatest learning rate.")
    var learningRate: Float = 2e-3

    @Option(help: "The share of the budget in which the learning rate rises.")
    var warmUp: Float = 0.02

    @Option(help: "In which numbers the network multiplies: single or bfloat16.")
    var precision = Precision.single

    @Option(help: "Clips between two checkpoints.")
    var checkpointEvery = 4_000

    @Option(help: "Leave the parameters as they are whose names begin so (repeatable): encode., decode.d_block1")
    var freeze: [String] = []

    @Option(help: "The share of clips that mix stems of several pieces.")
    var mixedShare = MixSettings().mixedShare

    @Option(help: "Another seed, another run.")
    var seed: UInt64 = 1

    @Flag(help: "Leave the clips as they are: no change of pitch or colour, no equaliser, room, compression or noise.")
    var plain = false

    @OptionGroup var material: DatasetOptions

    func validate() throws {
        guard width > 0, batch > 0, learningRate > 0, checkpointEvery > 0, lastHidden ?? 1 > 0 else {
            throw ValidationError(
                "--width, --batch, --learning-rate, --checkpoint-every and --last-hidden must be above 0.")
        }
        guard 0...1 ~= warmUp, 0...1 ~= mixedShare else {
            throw ValidationError("--warm-up and --mixed-share take 0 to 1.")
        }
        guard clips == nil || minutes == nil else { throw ValidationError("Give --clips or --minutes, not both.") }
        _ = try InstrumentList.parse(instruments)
    }

    func run() throws {
        let budget = minutes.map { TrainingSettings.Budget.minutes($0) } ?? .clips(clips ?? 100_000)
        let instruments = try InstrumentList.parse(instruments)
        var mix = plain ? MixSettings.dry : MixSettings()
        mix.mixedShare = mixedShare
        let settings = TrainingSettings(
            budget: budget, batchSize: batch, learningRate: learningRate, warmUp: warmUp, optimizer: optimizer,
            precision: precision, augments: !plain, mix: mix, frozen: freeze, checkpointInterval: checkpointEvery,
            seed: seed)
        let trainer = Trainer(
            settings: settings,
            network: NetworkSettings(
                width: width, lastHiddenChannels: lastHidden, instrumentCount: instruments.count, heads: heads),
            instruments: instruments)
        if let collection = try material.collection(in: folder, otherwise: .train) {
            let other = try validation.flatMap { folder in
                try material.dataset.map { try $0.collection(in: folder, split: $0.validationSplit) }
            }
            return try trainer.train(
                on: collection, run: URL(fileURLWithPath: output),
                startingFrom: weights.map { URL(fileURLWithPath: $0) }, validation: other, report: Self.report)
        }
        try trainer.train(
            folder: URL(fileURLWithPath: folder), run: URL(fileURLWithPath: output),
            startingFrom: weights.map { URL(fileURLWithPath: $0) },
            validation: validation.map { URL(fileURLWithPath: $0) }, report: Self.report)
    }

    /// Tells on standard error what was left out and, where that is a terminal, how it goes; the log has it all.
    @Sendable private static func report(_ event: Trainer.Event) {
        let line: String
        switch event {
        case .skipped, .fresh, .validated: break
        case .reading, .progress: if isatty(STDERR_FILENO) == 0 { return }
        }
        switch event {
        case .reading(let done, let count):
            guard done == count || done.isMultiple(of: 100) else { return }
            line = "read \(done) of \(count)"
        case .skipped(let sentences):
            line = sentences.map { "skipped: \($0)" }.joined(separator: "\n")
        case .fresh(let names):
            line = "begin fresh: \(names.joined(separator: ", "))"
        case .validated(let clips, let figures):
            line = String(
                format: "%7d clips  instrument F1 %.3f  pitch accuracy %.3f  roll accuracy %.3f", clips,
                figures.instrumentF1, figures.pitchAccuracy, figures.rollAccuracy)
        case .progress(let progress):
            line = String(
                format: "%5.1f %%  %7d clips  %5.1f clips/s  roll %.4f  pitch %.4f  instrument %.4f",
                100 * min(1, progress.share), progress.clips, Double(progress.clips) / max(1e-3, progress.seconds),
                progress.rollLoss, progress.pitchLoss, progress.instrumentLoss)
        }
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}

extension NetworkSettings.Heads: ExpressibleByArgument {}

extension TrainingSettings.OptimizerKind: ExpressibleByArgument {}
