import Foundation
internal import Tensor

/// A training run on disk: parameters, moving average, the optimizer's state and the position, in one safetensors
/// file.
enum RunCheckpoint {
    private static let positionKey = "position"

    /// Where a run stood.
    private struct Position: Codable {
        var step: Int
        var clips: Int
        var seconds: Double
        var settings: TrainingSettings
    }

    static func url(in run: URL) -> URL {
        run.appendingPathComponent("checkpoint.safetensors")
    }

    static func write(_ state: TrainingState, to url: URL) throws {
        var tensors: [String: Tensor] = [:]
        for (name, value) in state.parameters.dictionary { tensors["parameters/\(name)"] = value }
        for (name, value) in state.average.parameters.dictionary { tensors["average/\(name)"] = value }
        for (name, value) in state.optimizer.state { tensors["optimizer/\(name)"] = value }
        let position = Position(
            step: state.step, clips: state.clips, seconds: state.seconds, settings: state.settings)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let metadata = [
            ModelDescription.metadataKey: try state.description.json(),
            positionKey: String(decoding: try encoder.encode(position), as: UTF8.self),
        ]
        try SafeTensors(tensors: tensors, metadata: metadata).write(to: url, precision: .float32)
    }

    /// - Throws: ``TrainingError/unusableCheckpoint(file:reason:)``.
    static func read(from url: URL, network: NetworkSettings) throws -> TrainingState {
        let name = url.lastPathComponent
        do {
            let file = try SafeTensors.read(contentsOf: url)
            let decoder = JSONDecoder()
            let description = try decoder.decode(
                ModelDescription.self, from: Data((file.metadata[ModelDescription.metadataKey] ?? "").utf8))
            let position = try decoder.decode(Position.self, from: Data((file.metadata[positionKey] ?? "").utf8))
            guard description.network == network else {
                throw TrainingError.unusableCheckpoint(
                    file: name, reason: "it is of another network: \(description.network)")
            }
            func part(_ prefix: String) -> [String: Tensor] {
                Dictionary(
                    uniqueKeysWithValues: file.tensors.filter { $0.key.hasPrefix(prefix) }
                        .map { (String($0.key.dropFirst(prefix.count)), $0.value) })
            }
            let specifications = MultiTaskNet(network).specifications
            var state = TrainingState(
                description: description,
                parameters: try ParameterSet(specifications, values: part("parameters/")), settings: position.settings)
            state.average = ExponentialMovingAverage(
                decay: position.settings.averageDecay,
                parameters: try ParameterSet(specifications, values: part("average/")))
            try state.optimizer.restore(state: part("optimizer/"), for: state.parameters)
            (state.step, state.clips, state.seconds) = (position.step, position.clips, position.seconds)
            return state
        } catch let error as TrainingError {
            throw error
        } catch {
            throw TrainingError.unusableCheckpoint(file: name, reason: "\(error)")
        }
    }
}
