import Foundation
import Tensor
import Testing

@testable import MultiTask

/// `pitchstreamer info`, run as a process.
@Suite struct InfoCommandTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test func saysWhatTheWeightsHold() throws {
        let model = try TestWeights.pianoEverywhere()
        let outcome = try Tool.run(["info", model.path(in: folder)])
        outcome.expectGood()
        #expect(outcome.rows.contains("channels 2, 2, 2, 2"))
        #expect(outcome.rows.contains("parameters \(model.parameters.trainedCount)"))
        for words in ["logSumExp", "88 bins", "made up", "piano", "violin", "0, 1, 2, 3, 4, 5"] {
            #expect(outcome.text.contains(words), "\(words)")
        }
    }

    @Test func printsTheDescriptionAsJSON() throws {
        let model = try TestWeights.pianoEverywhere()
        let outcome = try Tool.run(["info", "--json", model.path(in: folder, precision: .float16)])
        outcome.expectGood()
        #expect(try JSONDecoder().decode(ModelDescription.self, from: outcome.output) == model.description)
    }
}
