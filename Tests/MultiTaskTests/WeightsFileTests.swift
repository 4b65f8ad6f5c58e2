import Foundation
import Testing

@testable import MultiTask
@testable import Tensor

/// Weights looked at, and written again with other thresholds.
@Suite struct WeightsFileTests {
    private let model = TestSounds.randomModel(instruments: [.piano, .violin])

    /// Writes the model, changes its thresholds, and gives the sizes of both files and what the second holds.
    private func rewritten(_ precision: SafeTensors.Precision) throws -> (sizes: [Int], model: Model) {
        let folder = try TestSounds.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let (first, second) = (folder.appendingPathComponent("a"), folder.appendingPathComponent("b"))
        try model.write(to: first, precision: precision)
        let file = try WeightsFile(contentsOf: first)
        #expect(file.modelDescription == model.description)
        #expect(file.parameterCount == model.parameters.trainedCount)
        try file.write(to: second, thresholds: Self.thresholds)
        return (try [first, second].map { try Data(contentsOf: $0).count }, try Model(contentsOf: second))
    }

    private static let thresholds = Thresholds(
        pitch: 0.25,
        instruments: [.init(instrument: "piano", activity: 0.75), .init(instrument: "violin", roll: 0.125)])

    @Test(arguments: SafeTensors.Precision.allCases)
    func thePrecisionStays(precision: SafeTensors.Precision) throws {
        let (sizes, again) = try rewritten(precision)
        #expect(abs(sizes[0] - sizes[1]) < 64)
        #expect(again.description.thresholds == Self.thresholds)
        if precision == .float32 {
            for (name, value) in model.parameters.dictionary {
                #expect(again.parameters[name].scalars == value.scalars, "\(name)")
            }
        }
    }

    @Test func theFrontDoorOpens() throws {
        let folder = try TestSounds.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = folder.appendingPathComponent("a")
        try model.write(to: url, precision: .float32)
        let streamer = try WeightsFile(contentsOf: url).pitchStreamer()
        #expect(streamer.instruments == [.piano, .violin])
        #expect(try streamer.transcribe(TestSounds.rendering([], seconds: 1)).duration > 0.9)
    }
}
