import Foundation
import Testing

@testable import MultiTask
@testable import Tensor

/// Weights files: written, read, and refused with one sentence where they are no model.
@Suite struct ModelTests {
    private let model = TestSounds.randomModel(instruments: [.piano, .violin])

    /// The model as a file, changed by `change`, read again.
    private func reading(_ change: (inout SafeTensors) throws -> Void) throws -> Model {
        var file = SafeTensors(
            tensors: model.parameters.dictionary,
            metadata: [ModelDescription.metadataKey: try model.description.json()])
        try change(&file)
        return try Model(file, name: "some.safetensors")
    }

    private func complaint(_ change: @escaping (inout SafeTensors) throws -> Void) throws -> String {
        let error = #expect(throws: ModelError.self) { try reading(change) }
        return try #require(error).description
    }

    @Test func writesAndReadsInHalfPrecision() throws {
        let folder = try TestSounds.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = folder.appendingPathComponent("weights.safetensors")
        try model.write(to: url, precision: .float16)
        let again = try Model(contentsOf: url)
        #expect(again.description == model.description)
        for (name, value) in model.parameters.dictionary {
            let difference = zip(again.parameters[name].scalars, value.scalars).map { abs($0 - $1) }.max() ?? 0
            #expect(difference < 1e-2, "\(name)")
        }
    }

    @Test func aFileWithoutMetadataIsThePapers() throws {
        var generator = SeededGenerator(seed: 1)
        var arrays = ParameterSet(
            initializing: MultiTaskNet(.paper).specifications, using: &generator
        ).dictionary
        // PyTorch's count of batches is known and left out.
        arrays["encode.bn.num_batches_tracked"] = Tensor(12)
        let model = try Model(SafeTensors(tensors: arrays), name: "authors.safetensors")
        #expect(model.description.network == .paper)
        #expect(model.description.instruments[3].name == "unused")
    }

    @Test func refusesMissingAndExtraKeys() throws {
        let missing = try complaint { $0.tensors["encode.conv1.bias"] = nil }
        #expect(missing.contains("some.safetensors") && missing.contains("encode.conv1.bias"))
        let extra = try complaint { $0.tensors["encode.conv9.bias"] = Tensor(1) }
        #expect(extra.contains("encode.conv9.bias"))
    }

    @Test func refusesWrongShapes() throws {
        let text = try complaint { $0.tensors["encode.conv1.bias"] = .zeros([5]) }
        #expect(text.contains("encode.conv1.bias") && text.contains("[5]"))
    }

    @Test func refusesChannelsThatDisagreeWithTheInstruments() throws {
        let text = try complaint { file in
            var description = model.description
            description.instruments.append(.flute)
            file.metadata[ModelDescription.metadataKey] = try description.json()
        }
        #expect(text.contains("3 instruments") && text.contains("2 output channels"))
    }

    @Test func refusesADescriptionThatIsNone() throws {
        let text = try complaint { $0.metadata[ModelDescription.metadataKey] = "{\"version\": true}" }
        #expect(text.contains("some.safetensors"))
        let younger = try complaint { file in
            var description = model.description
            description.version = 99
            file.metadata[ModelDescription.metadataKey] = try description.json()
        }
        #expect(younger.contains("99"))
    }

    @Test func refusesFeaturesThatTheNetworkCannotTake() throws {
        let text = try complaint { file in
            var description = model.description
            description.features.deviation[3] = 0
            file.metadata[ModelDescription.metadataKey] = try description.json()
        }
        #expect(text.contains("deviations"))
    }

    @Test func aFileThatIsNoCheckpointIsNamed() throws {
        let folder = try TestSounds.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = folder.appendingPathComponent("words.safetensors")
        try Data("not weights at all".utf8).write(to: url)
        let error = #expect(throws: ModelError.self) { try Model(contentsOf: url) }
        #expect(try #require(error).description.contains("words.safetensors"))
    }
}
