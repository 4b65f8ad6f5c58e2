import ArgumentParser
import Audio
import Foundation
import MultiTask
import Tensor

/// `pitchstreamer info [WEIGHTS]`: what a file of weights says of itself; with `--engine`, how this machine computes.
struct InfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Show what weights hold: their network, instruments and thresholds.",
        discussion: """
            With --engine it shows instead how this machine computes: which kernels multiply matrices, on how many \
            threads, and why. OPENBLAS_CORETYPE and OPENBLAS_NUM_THREADS in the environment win over its own choice.

            Examples:
              pitchstreamer info
              pitchstreamer info run/weights.safetensors --json
              pitchstreamer info --engine
            """)

    @Argument(help: "Weights as safetensors; by default those that ship with the program.", completion: .weights)
    var weights: String?

    @Flag(help: "Show the engine instead: its kernels and threads, and why these.")
    var engine = false

    @Flag(help: "Print JSON instead of text.")
    var json = false

    func validate() throws {
        guard !engine || weights == nil else { throw ValidationError("--engine says nothing of weights: give none.") }
    }

    func run() throws {
        if engine {
            let description = EngineDescription.current
            if json { return try StandardOutput.write(JSONText.data(of: description)) }
            return try StandardOutput.print(Self.text(of: description))
        }
        let file = try WeightsFile(contentsOf: weights.map { URL(fileURLWithPath: $0) })
        let description = file.modelDescription
        if json { return try StandardOutput.write(JSONText.data(of: description)) }
        try StandardOutput.print(Self.text(of: description, parameterCount: file.parameterCount))
    }

    private static func text(of engine: EngineDescription) -> String {
        let family =
            switch engine.family {
            case .avx512: "AVX-512, sixteen numbers at a time"
            case .avx2: "AVX2, eight numbers at a time"
            case .other: "neither AVX2 nor AVX-512"
            }
        var facts = TextTable(head: ["kernels", engine.kernels], left: [0, 1], hasHead: false)
        facts.add(["why these", engine.kernelsReason])
        facts.add(["instructions", family])
        facts.add(["threads", String(engine.threads)])
        facts.add(["why so many", engine.threadsReason])
        facts.add(["library", engine.library])
        return facts.text
    }

    private static func text(of description: ModelDescription, parameterCount: Int) -> String {
        let network = description.network
        let features = description.features
        let constantQ = features.constantQ
        var facts = TextTable(head: ["parameters", String(parameterCount)], left: [0, 1], hasHead: false)
        facts.add(["channels", network.channels.map(String.init).joined(separator: ", ")])
        facts.add(["heads", network.heads.rawValue + (network.timePooling ? ", pooled over pairs of frames" : "")])
        facts.add([
            "features",
            "\(constantQ.binCount) bins from \(constantQ.minimumFrequency) Hz, \(constantQ.binsPerOctave) an octave, "
                + "every \(constantQ.hop) samples of \(Int(constantQ.sampleRate)) Hz, \(Int(features.range)) dB",
        ])
        facts.add([
            "live level",
            "falls by \(features.running.release) dB a second, down to \(features.running.floor) dB of full scale",
        ])
        facts.add(["pitch threshold", String(format: "%.2f", description.thresholds.pitch)])
        facts.add(["training", description.training.isEmpty ? "not said" : description.training])
        var instruments = TextTable(head: ["instrument", "activity", "roll", "General MIDI programs"], left: [0, 3])
        for (instrument, row) in zip(description.instruments, description.thresholds.instruments) {
            instruments.add([
                instrument.name, String(format: "%.2f", row.activity), String(format: "%.2f", row.roll),
                instrument.programs.map(String.init).joined(separator: ", "),
            ])
        }
        return facts.text + "\n\n" + instruments.text
    }
}
