import Foundation
package import Tensor

/// A network laid open, for comparing it with its peers: what goes in is what the first layer gets, what comes out
/// are raw logits and gradients, all in PyTorch's layouts.
package struct NetworkProbe: Sendable {
    private let network: MultiTaskNet
    private let prepared: PreparedNet
    private let parameters: ParameterSet

    /// - Parameters:
    ///   - weights: a file without metadata is the paper's.
    ///   - heads: how the outputs are read; nil: as the file says.
    ///   - precision: in which numbers it multiplies.
    /// - Throws: ``ModelError`` with the file's name and what is wrong with it.
    package init(contentsOf weights: URL, heads: NetworkSettings.Heads? = nil, precision: Precision = .single) throws {
        let model = try Model(contentsOf: weights)
        var settings = model.description.network
        settings.heads = heads ?? settings.heads
        network = MultiTaskNet(settings, precision: precision)
        prepared = PreparedNet(network, parameters: model.parameters)
        parameters = model.parameters
    }

    /// The three heads' logits: `instrument` (M, T), `pitch` (88, T) and `roll` (M, 88, T).
    ///
    /// - Parameters:
    ///   - features: (88, T), at least 16 frames.
    ///   - name: what errors call them.
    /// - Throws: `CheckpointError` for another shape or a number that isn't finite.
    package func outputs(features: Tensor, name: String = "input") throws -> [String: Tensor] {
        Self.arrays(prepared(try input(features, name: name)))
    }

    /// The same, and for each parameter `grad/<its name>`: the gradient of 2·roll + pitch + instrument, each a binary
    /// cross-entropy with logits, averaged over all of its elements, positives weighing ten times; batch norms in
    /// evaluation mode.
    ///
    /// - Parameters:
    ///   - targets: by the heads' names, in the shapes of ``outputs(features:name:)``.
    ///   - targetsName: what errors call them.
    /// - Throws: as ``outputs(features:name:)``, for the targets too.
    package func outputsAndGradients(
        features: Tensor, targets: [String: Tensor], name: String = "input", targetsName: String = "targets"
    ) throws -> [String: Tensor] {
        let tracked = parameters.tracked()
        let input = try input(features, name: name)
        let goals = try self.targets(targets, frames: features.shape[1], name: targetsName)
        let output = network(input, parameters: tracked)
        let gradients = Losses(output, targets: goals, settings: .paper).total.backward()
        var arrays = Self.arrays(output)
        for (name, gradient) in tracked.gradients(in: gradients) { arrays["grad/\(name)"] = gradient }
        return arrays
    }

    private func input(_ features: Tensor, name: String) throws -> Tensor {
        let shape = features.shape
        let keys = NetworkSettings.pitchCount
        guard shape.rank == 2, shape[0] == keys, shape[1] >= MultiTaskNet.fewestFrames else {
            throw CheckpointError.unsupported(
                path: name,
                reason: "its array has the shape \(shape), where the network takes \(keys) bins × "
                    + "\(MultiTaskNet.fewestFrames) frames or more")
        }
        guard features.isFinite else {
            throw CheckpointError.malformed(path: name, reason: "not all of its values are finite numbers")
        }
        return features.reshaped([1, keys, shape[1], 1])
    }

    /// To the engine's layouts: (1, 88, T, M), (1, 88, T) and (1, T, M).
    private func targets(_ arrays: [String: Tensor], frames: Int, name: String) throws -> Targets {
        let (keys, instruments) = (NetworkSettings.pitchCount, network.settings.instrumentCount)
        func array(_ key: String, _ shape: TensorShape) throws -> Tensor {
            guard let array = arrays[key] else {
                throw CheckpointError.malformed(path: name, reason: "it has no array \"\(key)\"")
            }
            guard array.shape == shape, array.isFinite else {
                throw CheckpointError.malformed(
                    path: name,
                    reason: "its \"\(key)\" of the shape \(array.shape) should be \(shape), all finite numbers")
            }
            return array
        }
        return Targets(
            roll: try array("roll", [instruments, keys, frames]).permuted([1, 2, 0])
                .reshaped([1, keys, frames, instruments]),
            pitch: try array("pitch", [keys, frames]).reshaped([1, keys, frames]),
            instrument: try array("instrument", [instruments, frames]).transposed()
                .reshaped([1, frames, instruments]))
    }

    private static func arrays(_ output: NetworkOutput) -> [String: Tensor] {
        let shape = output.roll.shape
        let (keys, frames, instruments) = (shape[1], shape[2], shape[3])
        return [
            "roll": output.roll.detached().reshaped([keys, frames, instruments]).permuted([2, 0, 1]),
            "pitch": output.pitch.detached().reshaped([keys, frames]),
            "instrument": output.instrument.detached().reshaped([frames, instruments]).transposed(),
        ]
    }
}
