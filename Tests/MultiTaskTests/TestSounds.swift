import Audio
import Foundation

@testable import MultiTask
@testable import Tensor

/// Sounds and scores that the tests make themselves.
enum TestSounds {
    static let sampleRate = 16_000.0

    /// A phrase for two instruments, ten seconds: a melody for "flute" over long "cello" notes.
    static let phrase: [ScoreNote] = {
        let melody = [72, 74, 76, 77, 79, 77, 76, 74, 72, 76, 79, 84]
        let bass = [48, 43, 45, 48]
        return melody.enumerated().map { index, pitch in
            ScoreNote(
                pitch: pitch, onset: 0.5 + 0.7 * Double(index), offset: 1.05 + 0.7 * Double(index), program: 73,
                channel: 0)
        }
            + bass.enumerated().map { index, pitch in
                ScoreNote(
                    pitch: pitch, onset: 0.5 + 2.1 * Double(index), offset: 2.4 + 2.1 * Double(index), program: 42,
                    channel: 1, track: 1)
            }
    }()

    /// Sums of partials: few and even for programs from 64 up, many and falling slowly below.
    static func rendering(_ notes: [ScoreNote], seconds: Double = 10, sampleRate: Double = sampleRate) -> AudioBuffer {
        var samples = [Float](repeating: 0, count: Int(seconds * sampleRate))
        for note in notes {
            let frequency = 440 * pow(2, Double(note.pitch - 69) / 12)
            let partials: [Double] = note.program >= 64 ? [1, 0.3, 0.1] : [1, 0.8, 0.7, 0.5, 0.4, 0.3, 0.2]
            let (first, end) = (Int(note.onset * sampleRate), Int(note.offset * sampleRate))
            for index in max(0, first)..<min(samples.count, end) {
                let time = Double(index - first) / sampleRate
                let edge = min(1, min(time, Double(end - index) / sampleRate) / 0.02)
                var value = 0.0
                for (order, level) in partials.enumerated() {
                    value += level * sin(2 * .pi * frequency * Double(order + 1) * time)
                }
                samples[index] += Float(0.08 * edge * value)
            }
        }
        return AudioBuffer(samples: samples, sampleRate: sampleRate)
    }

    /// A narrow network with random weights: good for shapes and plumbing, not for hearing.
    static func randomModel(instruments: [Instrument] = Instrument.nine, seed: UInt64 = 7) -> Model {
        var description = ModelDescription(
            network: NetworkSettings(channels: [4, 4, 6, 8], instrumentCount: instruments.count),
            instruments: instruments)
        description.context = InstrumentContext.Settings()
        var generator = SeededGenerator(seed: seed)
        let parameters = ParameterSet(
            initializing: MultiTaskNet(description.network).specifications, using: &generator)
        return Model(description: description, parameters: parameters)
    }

    /// An empty folder for the length of a test.
    static func temporaryFolder() throws -> URL {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("multitask-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }
}
