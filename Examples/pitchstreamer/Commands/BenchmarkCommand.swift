import ArgumentParser
import Foundation
import MultiTask
import Tensor

/// `pitchstreamer benchmark inference --clips 8`: this engine as a contender of `Benchmarks/bench.py`, whose
/// `peers/protocol.py` says how the two talk. Not listed in the help.
struct BenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark",
        abstract: "Run the network once for each line of standard input, and say how long it took.",
        shouldDisplay: false)

    enum Work: String, ExpressibleByArgument, CaseIterable {
        case inference, training
    }

    @Argument(help: "Forward alone, or whole training steps: inference or training.")
    var work: Work

    @Option(help: "Clips in the batch.")
    var clips = 8

    @Option(help: "Frames of a clip; 312 are ten seconds.")
    var frames = 312

    @Option(help: "In which numbers the network multiplies: single or bfloat16.")
    var precision = Precision.single

    func validate() throws {
        guard clips > 0, frames >= 16 else {
            throw ValidationError("a batch needs a clip, and a clip 16 frames")
        }
    }

    func run() throws {
        var network = NetworkBenchmark(clips: clips, frames: frames, precision: precision)
        let engine = EngineDescription.current
        let threads = engine.threads == 1 ? "1 thread" : "\(engine.threads) threads"
        try StandardOutput.print(#"{"version": "\#(engine.kernels), \#(threads)"}"#)
        let clock = ContinuousClock()
        while readLine() != nil {
            let time = try clock.measure {
                switch work {
                case .inference: _ = network.infer()
                case .training: _ = try network.train()
                }
            }
            try StandardOutput.print(#"{"seconds": \#(time / .seconds(1))}"#)
        }
    }
}
