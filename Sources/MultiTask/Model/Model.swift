import Foundation
internal import Tensor

/// A network with its weights and their description: immutable, shared by any number of tasks.
struct Model: Sendable {
    let description: ModelDescription
    let network: MultiTaskNet
    let parameters: ParameterSet
    let precision: Precision
    /// The same network for inference, made once for all who share the model.
    private(set) var prepared: PreparedNet

    init(description: ModelDescription, parameters: ParameterSet, precision: Precision = .single) {
        self.description = description
        network = MultiTaskNet(description.network, precision: precision)
        self.parameters = parameters
        self.precision = precision
        prepared = PreparedNet(network, parameters: parameters)
    }

    /// The model, or one of the same weights that multiplies otherwise.
    func multiplying(in precision: Precision) -> Model {
        precision == self.precision
            ? self : Model(description: description, parameters: parameters, precision: precision)
    }

    /// The same model, with something done to Z before it is decoded.
    ///
    /// - Precondition: the move is of the size of the model's Z.
    func moving(_ move: LatentMove) -> Model {
        let size = description.network.latentSize
        precondition(move.offset.count == size, "Model: a move of \(move.offset.count) values, where Z has \(size)")
        var model = self
        model.prepared.move = move
        return model
    }

    /// Reads a weights file. One without metadata is the paper's.
    ///
    /// - Throws: ``ModelError`` with the file's name and what is wrong with it.
    init(contentsOf url: URL, precision: Precision = .single) throws {
        let name = url.lastPathComponent
        do {
            try self.init(SafeTensors.read(contentsOf: url), name: name, precision: precision)
        } catch let error as CheckpointError {
            throw ModelError.unreadable(file: name, reason: error.description)
        }
    }

    /// - Parameter name: of the file, for errors.
    init(_ file: SafeTensors, name: String, precision: Precision = .single) throws {
        let description: ModelDescription
        if let text = file.metadata[ModelDescription.metadataKey] {
            do {
                description = try JSONDecoder().decode(ModelDescription.self, from: Data(text.utf8))
            } catch {
                throw ModelError.invalid(file: name, reason: "its description can't be read (\(error))")
            }
            if let contradiction = description.contradiction() {
                throw ModelError.invalid(file: name, reason: contradiction)
            }
        } else {
            description = .paper
        }
        let network = MultiTaskNet(description.network)
        // PyTorch counts batches in each normalisation layer; nothing here depends on that.
        let arrays = file.tensors.filter { !$0.key.hasSuffix(".num_batches_tracked") }
        do {
            let parameters = try ParameterSet(network.specifications, values: arrays)
            self.init(description: description, parameters: parameters, precision: precision)
        } catch let error as ParameterError {
            throw ModelError.invalid(file: name, reason: error.description)
        }
    }

    /// Writes the weights with their description, to a temporary name first.
    func write(to url: URL, precision: SafeTensors.Precision) throws {
        var file = SafeTensors(
            tensors: parameters.dictionary, metadata: [ModelDescription.metadataKey: try description.json()])
        // Variances may exceed what half precision reaches, and are few.
        file.keptInFull = Set(parameters.specifications.filter { $0.role == .statistic }.map(\.name))
        try file.write(to: url, precision: precision)
    }

    /// The weights that ship with the package.
    static func bundled(precision: Precision = .single) throws -> Model {
        guard let url = Bundle.module.url(forResource: "weights", withExtension: "safetensors") else {
            throw ModelError.unreadable(
                file: "weights.safetensors", reason: "the package's resources are not beside it")
        }
        return try Model(contentsOf: url, precision: precision)
    }
}

/// Weights that can't be used.
public enum ModelError: Error, Sendable, Equatable {
    /// The file can't be read as safetensors.
    case unreadable(file: String, reason: String)
    /// The file was read, but what it holds isn't a model of this package.
    case invalid(file: String, reason: String)
}

extension ModelError: CustomStringConvertible {
    /// One sentence: what is wrong, where, and what would be right.
    public var description: String {
        switch self {
        case .unreadable(_, let reason): reason
        case .invalid(let file, let reason): "\(file): isn't a usable model: \(reason)."
        }
    }
}
