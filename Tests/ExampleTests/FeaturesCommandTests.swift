import Audio
import Foundation
import Tensor
import Testing

import MultiTask

/// `pitchstreamer features` beside librosa, on the golden magnitudes of the constant-Q transform.
@Suite struct FeaturesCommandTests {
    private static let golden = Repository.root.appendingPathComponent("Tests/AudioTests/Golden")
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func features(_ arguments: String...) throws -> Tensor {
        try Tool.run(["features", "-o", folder.path("C.npy")] + arguments).expectGood()
        return try NPY.read(contentsOf: folder.url.appendingPathComponent("C.npy"))
    }

    /// Cases 0 and 1 of `Tests/Reference/constant_q.py`: librosa's magnitudes, frames × 88.
    @Test(arguments: [("polyphony", 0), ("plucks", 1)])
    func equalsLibrosa(signal: String, index: Int) throws {
        let found = try features(Self.golden.appendingPathComponent("constant_q_\(signal).wav").path)
        let bytes = try Data(contentsOf: Self.golden.appendingPathComponent("constant_q_\(index).bin"))
        let magnitudes = bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        let frames = magnitudes.count / 88
        #expect(found.shape == [88, frames])
        let loudest = magnitudes.max() ?? 1
        var differences: [Float] = []
        for frame in 0..<frames {
            for bin in 0..<88 {
                let decibels = 20 * log10(max(magnitudes[frame * 88 + bin], 1e-5) / loudest)
                differences.append(abs(found[bin, frame] - max(0, decibels / 80 + 1)))
            }
        }
        differences.sort()
        #expect(differences.reduce(0, +) / Float(differences.count) < 1e-4)
        #expect(differences[differences.count * 999 / 1000] < 5e-3)
    }

    @Test func theRunningReferenceHearsAQuietBeginningLouder() throws {
        // Quiet, then loud.
        let tone = TestSounds.tone().samples
        let sound = AudioBuffer(samples: tone.map { $0 * 0.01 } + tone, sampleRate: 16_000)
        try AudioFile.write(sound, to: folder.url.appendingPathComponent("a.wav"), format: .wavFloat)
        let whole = try features(folder.path("a.wav"))
        let running = try features(folder.path("a.wav"), "--reference", "running")
        #expect(whole.shape == running.shape)
        // Key 48 is 440 Hz; 40 dB are half of the range.
        #expect(abs(running[48, 30] - 1) < 1e-3)
        #expect(abs(whole[48, 30] - 0.5) < 0.01)
        #expect(abs(whole[48, 100] - running[48, 100]) < 1e-3)
    }

    @Test func silenceIsZero() throws {
        try AudioFile.write(TestSounds.silence(), to: folder.url.appendingPathComponent("a.wav"))
        let found = try features(folder.path("a.wav"))
        #expect(found.shape == [88, 63])
        #expect(found.scalars.allSatisfy { $0 == 0 })
    }

    @Test func anyRateAndChannels() throws {
        let tone = TestSounds.tone(rate: 44_100).samples
        try AudioFile.write(
            AudioBuffer(channels: [tone, tone], sampleRate: 44_100), to: folder.url.appendingPathComponent("a.flac"))
        let found = try features(folder.path("a.flac"))
        #expect(found.shape == [88, 63])
        let loudest = (0..<88).max { found[$0, 30] < found[$1, 30] }
        #expect(loudest == 48)
    }
}
