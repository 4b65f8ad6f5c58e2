import Foundation
import Tensor

@testable import MultiTask

/// Weights that the tests make themselves: narrow networks, whose files are small and whose runs are fast.
enum TestWeights {
    private static let channels = [2, 2, 2, 2]

    /// A network that always says the same: all weights are 0 but the last bias, which has a logit for each instrument.
    static func constant(_ logits: [(Instrument, Float)]) throws -> Model {
        let settings = NetworkSettings(channels: channels, instrumentCount: logits.count)
        var values: [String: Tensor] = [:]
        for specification in MultiTaskNet(settings).specifications {
            let isVariance = specification.name.hasSuffix("running_var")
            values[specification.name] = Tensor(repeating: isVariance ? 1 : 0, shape: specification.shape)
        }
        values["decode.d_block4.conv1d.bias"] = Tensor(logits.map(\.1), shape: [logits.count])
        let description = ModelDescription(network: settings, instruments: logits.map(\.0), training: "made up")
        return Model(
            description: description,
            parameters: try ParameterSet(MultiTaskNet(settings).specifications, values: values))
    }

    /// It hears a piano play all 88 keys all the time, and never a violin.
    static func pianoEverywhere() throws -> Model { try constant([(.piano, 4), (.violin, -8)]) }

    /// A network of random weights.
    static func random(_ settings: NetworkSettings, instruments: [Instrument]) -> Model {
        var generator = SeededGenerator(seed: 3)
        return Model(
            description: ModelDescription(network: settings, instruments: instruments),
            parameters: ParameterSet(initializing: MultiTaskNet(settings).specifications, using: &generator))
    }
}

extension Model {
    /// Writes the weights into a folder and gives their path.
    func path(
        in folder: ScratchFolder, name: String = "weights.safetensors", precision: SafeTensors.Precision = .float32
    ) throws -> String {
        try write(to: folder.url.appendingPathComponent(name), precision: precision)
        return folder.path(name)
    }

    /// The weights as a file in memory, to be spoilt.
    func file() throws -> SafeTensors {
        SafeTensors(
            tensors: parameters.dictionary, metadata: [ModelDescription.metadataKey: try description.json()])
    }
}
