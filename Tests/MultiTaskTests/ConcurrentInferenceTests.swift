import Audio
import Foundation
import Testing

@testable import MultiTask

/// Many who listen at once, with one model between them.
@Suite struct ConcurrentInferenceTests {
    /// Eight tasks, each with a sound of its own: the same bits as one after another.
    @Test func eightTasksHearWhatOneAfterAnotherHears() async throws {
        let streamer = try PitchStreamer()
        let sounds = (0..<8).map { Self.sound(seconds: 1.5 + 0.5 * Double($0), key: 48 + 3 * $0) }
        let alone = try sounds.map { try streamer.predict($0) }
        let together = try await withThrowingTaskGroup(of: (Int, Prediction).self) { group in
            for (index, sound) in sounds.enumerated() {
                group.addTask { (index, try streamer.predict(sound)) }
            }
            return try await group.reduce(into: [Int: Prediction]()) { $0[$1.0] = $1.1 }
        }
        for (index, expected) in alone.enumerated() {
            let heard = try #require(together[index])
            #expect(heard.roll.map(\.bitPattern) == expected.roll.map(\.bitPattern))
            #expect(heard.pitch.map(\.bitPattern) == expected.pitch.map(\.bitPattern))
            #expect(heard.instrument.map(\.bitPattern) == expected.instrument.map(\.bitPattern))
        }
    }

    /// A tone of a key of the piano and its first overtones, fading.
    private static func sound(seconds: Double, key: Int) -> AudioBuffer {
        let frequency = 440 * exp2(Double(key - 69) / 12)
        let samples = (0..<Int(seconds * 16_000)).map { index in
            let time = Double(index) / 16_000
            let wave = (1...4).map { sin(2 * .pi * frequency * Double($0) * time) / Double($0) }.reduce(0, +)
            return Float(0.3 * wave * exp(-time))
        }
        return AudioBuffer(samples: samples, sampleRate: 16_000)
    }
}
