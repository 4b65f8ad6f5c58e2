package import Foundation
internal import Tensor

/// A file of weights to look at, and to write again with other thresholds.
package struct WeightsFile: Sendable {
    private let model: Model

    /// - Parameter url: nil for the weights that ship with the package.
    /// - Throws: ``ModelError`` with the file's name and what is wrong with it.
    package init(contentsOf url: URL?) throws {
        model = try url.map { try Model(contentsOf: $0) } ?? .bundled()
    }

    private init(_ model: Model) { self.model = model }

    /// The same weights, with something done to Z before it is decoded.
    ///
    /// - Precondition: the move is of the size of the weights' Z.
    package func moving(_ move: LatentMove) -> WeightsFile { WeightsFile(model.moving(move)) }

    /// The number of values in a column of Z.
    package var latentSize: Int { model.description.network.latentSize }

    /// What the weights say of themselves.
    package var modelDescription: ModelDescription { model.description }

    /// The number of trained floats.
    package var parameterCount: Int { model.parameters.trainedCount }

    /// A front door, from the weights that are in memory already.
    package func pitchStreamer(options: PitchStreamer.Options = .init()) -> PitchStreamer {
        PitchStreamer(model: model, options: options)
    }

    /// The other front door.
    package func instrumentRecognizer(options: InstrumentRecognizer.Options = .init()) -> InstrumentRecognizer {
        InstrumentRecognizer(model: model, options: options)
    }

    /// Writes the weights with other thresholds, whole or not at all.
    ///
    /// In half precision where that loses nothing, so that what was read in half precision stays so.
    ///
    /// - Precondition: the thresholds are those of the weights' instruments.
    /// - Throws: `CheckpointError.unwritable`.
    package func write(to url: URL, thresholds: Thresholds) throws {
        var description = model.description
        precondition(
            thresholds.fit(description.instruments), "WeightsFile: thresholds for \(thresholds.instruments)")
        description.thresholds = thresholds
        try Model(description: description, parameters: model.parameters)
            .write(to: url, precision: fitsHalfPrecision ? .float16 : .float32)
    }

    private var fitsHalfPrecision: Bool {
        model.parameters.specifications.filter { $0.role == .trained }.allSatisfy { specification in
            model.parameters[specification.name].withUnsafeBufferPointer { values in
                values.allSatisfy { Float(Float16($0)) == $0 }
            }
        }
    }
}
