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

    #if arch(x86_64)
        @Test func saysHowTheEngineComputes() throws {
            let outcome = try Tool.run(
                ["info", "--engine"], environment: ["OPENBLAS_CORETYPE": "Haswell", "OPENBLAS_NUM_THREADS": "1"])
            outcome.expectGood()
            #expect(outcome.rows.contains("kernels Haswell"))
            #expect(outcome.rows.contains("why these OPENBLAS_CORETYPE in the environment"))
            #expect(outcome.rows.contains("instructions AVX2, eight numbers at a time"))
            #expect(outcome.rows.contains("threads 1"))
            #expect(outcome.rows.contains("why so many OPENBLAS_NUM_THREADS in the environment"))
            #expect(outcome.rows.contains { $0.hasPrefix("library OpenBLAS ") })
        }
    #endif

    @Test func describesTheEngineAsJSON() throws {
        let outcome = try Tool.run(
            ["info", "--engine", "--json"], environment: ["OPENBLAS_CORETYPE": nil, "OPENBLAS_NUM_THREADS": "none"])
        outcome.expectGood()
        let engine = try JSONDecoder().decode(EngineDescription.self, from: outcome.output)
        #expect(!engine.kernels.isEmpty && !engine.kernelsReason.contains("OPENBLAS_CORETYPE"))
        #expect(engine.threads == ProcessInfo.processInfo.activeProcessorCount)
        #expect(engine.threadsReason.contains("OPENBLAS_NUM_THREADS=none is no number of threads"))
    }

    @Test func theEngineHasNoWeights() throws {
        try Tool.run(["info", "--engine", "weights.safetensors"]).expectUsageError("--engine")
    }
}
