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
            instead, which are mixed anew for every clip. The run's folder gets log.csv, checkpoint.safetensors \
            (a run that was stopped goes on from it) and weights.safetensors, which the other commands take with --weights.
            """)

    @Argument(help: "The folder of pairs.")
    var folder: String

    @Option(name: .shortAndLong, help: "The run's folder; a checkpoint in it is gone on from.")
    var output: String

    @Option(help: "Weights to begin with.")
    var weights: String?

    @Option(help: "Stop after so many clips.")
    var clips: Int?

    @Option(help: "Stop after so many minutes.")
    var minutes: Double?

    @Option(help: "The channels of the network, as a multiple of the paper's.")
    var width = 1.0

    @Option(help: "The heads: logSumExp or paper.")
    var heads = NetworkSettings.Heads.logSumExp

    @Option(help: "Clips in a batch.")
    var batch = 16

    @Option(help: "The greatest learning rate.")
    var learningRate: Float = 2e-3

    @Option(help: "Another seed, another run.")
    var seed: UInt64 = 1

    @Flag(help: "Leave the clips as they are: no change of pitch or colour.")
    var plain = false

    func validate() throws {
        guard width > 0, batch > 0, learningRate > 0 else {
            throw ValidationError("--width, --batch and --learning-rate must be above 0.")
        }
        guard clips == nil || minutes == nil else { throw ValidationError("Give --clips or --minutes, not both.") }
    }

    func run() throws {
        let budget = minutes.map { TrainingSettings.Budget.minutes($0) } ?? .clips(clips ?? 100_000)
        let settings = TrainingSettings(
            budget: budget, batchSize: batch, learningRate: learningRate, augments: !plain, seed: seed)
        let trainer = Trainer(
            settings: settings,
            network: NetworkSettings(width: width, instrumentCount: Instrument.nine.count, heads: heads))
        try trainer.train(
            folder: URL(fileURLWithPath: folder), run: URL(fileURLWithPath: output),
            startingFrom: weights.map { URL(fileURLWithPath: $0) }, report: Self.report)
    }

    /// Tells on standard error what was left out and, where that is a terminal, how it goes; the log has it all.
    @Sendable private static func report(_ event: Trainer.Event) {
        let line: String
        if case .skipped = event {} else if isatty(STDERR_FILENO) == 0 { return }
        switch event {
        case .reading(let done, let count):
            guard done == count || done.isMultiple(of: 100) else { return }
            line = "read \(done) of \(count) pairs"
        case .skipped(let sentences):
            line = sentences.map { "skipped: \($0)" }.joined(separator: "\n")
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
