import ArgumentParser
import Foundation
import MultiTask
import Tensor

/// `pitchstreamer infer --weights W --input X.npy -o Y.npz`: the bare network, for comparing it with its peers.
struct InferCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "infer",
        abstract: "Run the bare network on an array, for comparing it with other implementations.",
        discussion: """
            X is 88 × frames and goes to the network as it is. Y has the raw logits: instrument (M × frames), pitch \
            (88 × frames) and roll (M × 88 × frames). With --gradients it also has grad/<parameter name>, in PyTorch's \
            layouts, of 2·roll + pitch + instrument, each a binary cross-entropy with logits averaged over all \
            elements, with a positive weight of 10 and the batch norms in evaluation mode.

            Examples:
              pitchstreamer infer --weights weights.safetensors --input x.npy -o y.npz
            """)

    @Option(help: "Weights as safetensors; a file without metadata is the paper's network.", completion: .weights)
    var weights: String

    @Option(help: "An .npy of 88 × frames, at least 16 of them; - for standard input.", completion: .array)
    var input: String

    @Option(name: .shortAndLong, help: "The .npz to write; - for standard output.", completion: .arrays)
    var output: String

    @Option(
        help: "An .npz of targets by the names and shapes of the outputs: the gradients are written too.",
        completion: .arrays)
    var gradients: String?

    @Option(help: "The heads, instead of the file's own: logSumExp or paper.")
    var heads: NetworkSettings.Heads?

    @Option(help: "In which numbers the network multiplies: single or bfloat16.")
    var precision = Precision.single

    func run() throws {
        let destination = try Destination(output)
        let probe = try NetworkProbe(contentsOf: URL(fileURLWithPath: weights), heads: heads, precision: precision)
        let source = InputSource(input)
        let features =
            switch source {
            case .standardInput: try NPY.read(bytes: [UInt8](source.standardInputBytes()), name: source.name)
            case .file(let url): try NPY.read(contentsOf: url)
            }
        let arrays: [String: Tensor]
        if let gradients {
            let targets = try NPZ.read(contentsOf: URL(fileURLWithPath: gradients))
            arrays = try probe.outputsAndGradients(
                features: features, targets: targets, name: source.name, targetsName: gradients)
        } else {
            arrays = try probe.outputs(features: features, name: source.name)
        }
        try destination.write(Data(NPZ.bytes(arrays)))
    }
}
