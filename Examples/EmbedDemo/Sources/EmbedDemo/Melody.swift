import Foundation

/// A sound to listen to where none is given: eight plucked notes, summed from decaying harmonics.
enum Melody {
    static let sampleRate = 44_100.0

    /// Samples of one channel, four seconds and a half.
    static func samples() -> [Float] {
        let pitches = [60, 64, 67, 72, 67, 64, 60, 48]
        let step = Int(sampleRate / 2)
        var samples = [Float](repeating: 0, count: step * (pitches.count + 1))
        for (index, pitch) in pitches.enumerated() {
            let frequency = 440 * exp2(Double(pitch - 69) / 12)
            for offset in 0..<2 * step {
                guard index * step + offset < samples.count else { break }
                let time = Double(offset) / sampleRate
                var value = 0.0
                for harmonic in 1...8 {
                    let number = Double(harmonic)
                    value += exp(-2 * number * time) / number * sin(2 * .pi * number * frequency * time)
                }
                samples[index * step + offset] += Float(0.2 * value)
            }
        }
        return samples
    }
}
