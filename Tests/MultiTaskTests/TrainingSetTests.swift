import Audio
import Foundation
import Testing

@testable import MultiTask
@testable import Tensor

/// Pairs of audio and MIDI become levels and labels, and clips are drawn from them.
@Suite struct TrainingSetTests {
    private let description = ModelDescription(
        network: NetworkSettings(channels: [4, 4, 4, 4], instrumentCount: 9), instruments: Instrument.nine)

    private func folderWithPair() throws -> URL {
        let folder = try TestSounds.temporaryFolder()
        try AudioFile.write(
            TestSounds.rendering(TestSounds.phrase), to: folder.appendingPathComponent("phrase.wav"))
        try MIDIFile(notes: TestSounds.phrase).write(to: folder.appendingPathComponent("phrase.mid"))
        return folder
    }

    @Test func readsPairsOfOneBaseName() throws {
        let folder = try folderWithPair()
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("no sound".utf8).write(to: folder.appendingPathComponent("broken.wav"))
        try MIDIFile(notes: TestSounds.phrase).write(to: folder.appendingPathComponent("broken.mid"))
        try Data().write(to: folder.appendingPathComponent("lonely.wav"))
        let set = try TrainingSet(folder: folder, description: description)
        #expect(set.items.map(\.name) == ["phrase"])
        #expect(set.items[0].frameCount == 313)
        #expect(set.items[0].notes.count == TestSounds.phrase.count)
        #expect(set.skipped.count == 1 && set.skipped[0].contains("broken.wav"))
    }

    @Test func aFolderWithoutPairsSaysSo() throws {
        let folder = try TestSounds.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(throws: TrainingError.self) { try TrainingSet(folder: folder, description: description) }
        let nowhere = folder.appendingPathComponent("nowhere")
        #expect(throws: TrainingError.self) { try TrainingSet(folder: nowhere, description: description) }
    }

    @Test func labelsCoverTheFramesWhoseCentresSound() {
        let notes = [
            ScoreNote(pitch: 60, onset: 0.1, offset: 0.2, program: 40),
            ScoreNote(pitch: 20, onset: 0, offset: 1, program: 40),  // below the keyboard
            ScoreNote(pitch: 60, onset: 0, offset: 1, program: 41),  // a viola: none of the nine
            ScoreNote(pitch: 60, onset: 0, offset: 1, program: 40, channel: 9),  // percussion
            ScoreNote(pitch: 61, onset: 0.5, offset: 0.501, program: 40),  // shorter than a frame
        ]
        let labels = TrainingSet.labels(notes, instruments: Instrument.nine, frameRate: 31.25)
        #expect(labels.count == 2)
        // Centres at frame / 31.25 s: 0.128, 0.160 and 0.192 s lie in 0.1…0.2 s.
        #expect(labels[0].frames == 4..<7)
        #expect(labels[0].key == 39 && Instrument.nine[labels[0].instrument] == .violin)
        #expect(labels[1].frames.count == 1)
    }

    @Test func batchesDependOnSeedAndStepAlone() throws {
        let folder = try folderWithPair()
        defer { try? FileManager.default.removeItem(at: folder) }
        let set = try TrainingSet(folder: folder, description: description)
        let settings = TrainingSettings(batchSize: 2, clipFrames: 64)
        let sampler = ClipSampler(source: set, description: description, settings: settings)
        let (first, again) = (try sampler.batch(step: 3), try sampler.batch(step: 3))
        let other = try sampler.batch(step: 4)
        #expect(first.input.shape == [2, 88, 64, 1] && first.targets.roll.shape == [2, 88, 64, 9])
        #expect(first.input.scalars == again.input.scalars)
        #expect(first.input.scalars != other.input.scalars)
    }

    @Test func targetsAgreeWithEachOtherAndWithTheSound() throws {
        let folder = try folderWithPair()
        defer { try? FileManager.default.removeItem(at: folder) }
        let set = try TrainingSet(folder: folder, description: description)
        let settings = TrainingSettings(batchSize: 4, clipFrames: 128, runningShare: 0, greatestShift: 3)
        let batch = try ClipSampler(source: set, description: description, settings: settings).batch(step: 0)
        let (roll, pitch, activity) = (batch.targets.roll, batch.targets.pitch, batch.targets.instrument)
        #expect(roll.maximum(axes: [3]).scalars == pitch.scalars)
        #expect(roll.maximum(axes: [1]).scalars == activity.scalars)
        // Where a note is labelled the feature is loud, shifted clips included.
        var (labelled, silent) = ([Float](), [Float]())
        for (value, label) in zip(batch.input.scalars, pitch.scalars) {
            if label == 1 { labelled.append(value) } else { silent.append(value) }
        }
        let loudness = labelled.reduce(0, +) / Float(max(1, labelled.count))
        let rest = silent.reduce(0, +) / Float(max(1, silent.count))
        #expect(!labelled.isEmpty && loudness > rest + 0.4, "\(loudness) where notes are, \(rest) elsewhere")
    }
}
