import Audio
import Foundation
import Testing

@testable import MultiTask
@testable import Tensor

/// A run from a folder of pairs to weights that the front doors load; stopped and gone on from.
@Suite struct TrainerTests {
    private func material() throws -> URL {
        let folder = try TestSounds.temporaryFolder()
        try AudioFile.write(TestSounds.rendering(TestSounds.phrase), to: folder.appendingPathComponent("a.wav"))
        try MIDIFile(notes: TestSounds.phrase).write(to: folder.appendingPathComponent("a.mid"))
        return folder
    }

    private func trainer(clips: Int, checkpoints: Int = 1_000) -> Trainer {
        Trainer(
            settings: TrainingSettings(
                budget: .clips(clips), batchSize: 2, clipFrames: 48, checkpointInterval: checkpoints),
            network: NetworkSettings(channels: [2, 2, 4, 4], instrumentCount: 9))
    }

    @Test func writesWeightsThatTheFrontDoorsLoad() throws {
        let folder = try material()
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = folder.appendingPathComponent("run")
        try trainer(clips: 8).train(folder: folder, run: run)
        let recognizer = try InstrumentRecognizer(contentsOf: run.appendingPathComponent("weights.safetensors"))
        #expect(recognizer.instruments == Instrument.nine)
        #expect(recognizer.modelDescription.training.contains("8 clips"))
        #expect(recognizer.modelDescription.features.mean.contains { $0 != 0 })
        let log = try String(contentsOf: run.appendingPathComponent("log.csv"), encoding: .utf8)
        #expect(log.hasPrefix("step,clips,seconds") && log.split(separator: "\n").count == 2)
    }

    @Test func aStoppedRunGoesOnToTheSameBits() async throws {
        let folder = try material()
        defer { try? FileManager.default.removeItem(at: folder) }
        let (whole, parts) = (folder.appendingPathComponent("whole"), folder.appendingPathComponent("parts"))
        let trainer = trainer(clips: 100)
        try trainer.train(folder: folder, run: whole)
        // Stopped by cancellation after the first twenty steps of fifty; then gone on from the checkpoint.
        try await Task.detached {
            try trainer.train(folder: folder, run: parts) { event in
                if case .progress = event { withUnsafeCurrentTask { $0?.cancel() } }
            }
        }.value
        let log = try String(contentsOf: parts.appendingPathComponent("log.csv"), encoding: .utf8)
        #expect(log.split(separator: "\n").count == 2)
        try trainer.train(folder: folder, run: parts)
        let first = try Data(contentsOf: whole.appendingPathComponent("weights.safetensors"))
        let second = try Data(contentsOf: parts.appendingPathComponent("weights.safetensors"))
        #expect(first == second)
    }

    @Test func refusesACheckpointOfAnotherNetwork() throws {
        let folder = try material()
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = folder.appendingPathComponent("run")
        try trainer(clips: 4).train(folder: folder, run: run)
        let other = Trainer(
            settings: TrainingSettings(budget: .clips(8)),
            network: NetworkSettings(channels: [4, 4, 4, 4], instrumentCount: 9))
        #expect(throws: TrainingError.self) { try other.train(folder: folder, run: run) }
    }
}
