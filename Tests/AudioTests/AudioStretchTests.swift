import Audio
import Foundation
import Testing

/// A stretch of a file, by ``AudioDecodingStream/init(contentsOf:from:to:sampleRate:quality:blockFrames:)``; and
/// ``AudioBuffer`` from interleaved samples.
struct AudioStretchTests {
    /// Two seconds at 8 kHz whose samples tell their places.
    private let whole = AudioBuffer(samples: (0..<16_000).map { Float($0) / 32_768 }, sampleRate: 8_000)

    private func stretch(from start: Double, to end: Double?, blockFrames: Int = 1_000) throws -> [Float] {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).wav")
        try AudioFile.write(whole, to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let stream = try AudioDecodingStream(
            contentsOf: file, from: start, to: end, sampleRate: 8_000, blockFrames: blockFrames)
        var samples: [Float] = []
        while let block = try stream.next() { samples += block.samples }
        return samples
    }

    @Test(arguments: [7, 1_000, 65_536]) func aStretchIsThatPartOfTheWhole(blockFrames: Int) throws {
        #expect(try stretch(from: 0.5, to: 0.75, blockFrames: blockFrames) == Array(whole.samples[4_000..<6_000]))
        #expect(try stretch(from: 1.5, to: nil, blockFrames: blockFrames) == Array(whole.samples[12_000...]))
        #expect(try stretch(from: 1.5, to: 99, blockFrames: blockFrames) == Array(whole.samples[12_000...]))
        #expect(try stretch(from: 0, to: nil, blockFrames: blockFrames) == whole.samples)
    }

    @Test(arguments: [2, 3, 1e300]) func beyondTheEndThereIsNothing(start: Double) {
        #expect(throws: AudioError.self) { try stretch(from: start, to: nil) }
    }

    @Test func interleavedSamplesAreTakenApart() {
        let buffer = AudioBuffer(interleaved: [1, 2, 3, 4, 5, 6], channelCount: 2, sampleRate: 8_000)
        #expect(buffer == AudioBuffer(channels: [[1, 3, 5], [2, 4, 6]], sampleRate: 8_000))
        #expect(AudioBuffer(interleaved: [], channelCount: 3, sampleRate: 8_000).frameCount == 0)
    }
}
