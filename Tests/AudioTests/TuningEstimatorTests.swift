import Audio
import Foundation
import Testing

/// ``TuningEstimator`` beside librosa's `estimate_tuning`, `pitch_tuning` and `piptrack` (Tests/Reference/constant_q_kin.py).
struct TuningEstimatorTests {
    struct Record: Decodable {
        struct Sound: Decodable, Sendable, CustomTestStringConvertible {
            var signal: String
            var sampleRate, resolution, minimumFrequency, maximumFrequency, tuning: Double
            var size, hop, binsPerOctave, peakCount: Int
            var threshold: Float
            var peaks: [Peak]

            var settings: TuningEstimator.Settings {
                TuningEstimator.Settings(
                    transform: .init(sampleRate: sampleRate, size: size, hop: hop), binsPerOctave: binsPerOctave,
                    resolution: resolution, minimumFrequency: minimumFrequency, maximumFrequency: maximumFrequency,
                    threshold: threshold)
            }
            var testDescription: String { "\(signal), \(sampleRate) Hz, frames of \(size), \(binsPerOctave) bins" }
        }
        struct Peak: Decodable {
            var frame: Int
            var frequency: Double
            var magnitude: Float
        }
        struct Frequencies: Decodable {
            var frequencies: [Double]
            var binsPerOctave: Int
            var resolution, tuning: Double
        }
        var sounds: [Sound]
        var frequencies: [Frequencies]
    }

    static let golden = try? Golden.json("tuning.json", as: Record.self)

    /// Of two tunings, as there is none above a half but that below the next note.
    private func distance(_ left: Double, _ right: Double) -> Double {
        let apart = abs(left - right)
        return min(apart, 1 - apart)
    }

    @Test func goldenCasesAreThere() {
        #expect(Self.golden?.sounds.count == 18 && Self.golden?.frequencies.count == 5)
    }

    @Test(arguments: golden?.sounds ?? [])
    func equalsLibrosa(_ example: Record.Sound) throws {
        let estimator = TuningEstimator(example.settings)
        let samples = try Golden.wav("constant_q_\(example.signal).wav")
        let tuning = try #require(estimator.tuning(of: samples))
        // A count that rounding moves over an edge can tip the balance of neighbours.
        #expect(distance(tuning, example.tuning) <= example.resolution + 1e-9, "\(tuning), not \(example.tuning)")

        let peaks = estimator.peaks(of: samples)
        #expect(abs(peaks.count - example.peakCount) * 1000 <= example.peakCount)
        for theirs in example.peaks {
            let nearest = peaks.filter { $0.frame == theirs.frame }
                .min { abs($0.frequency - theirs.frequency) < abs($1.frequency - theirs.frequency) }
            let ours = try #require(nearest)
            #expect(abs(ours.frequency / theirs.frequency - 1) < 1e-4)
            #expect(abs(ours.magnitude / theirs.magnitude - 1) < 1e-3)
        }
    }

    @Test func frequenciesHaveATuning() throws {
        for example in try #require(Self.golden).frequencies {
            let estimator = TuningEstimator(
                .init(binsPerOctave: example.binsPerOctave, resolution: example.resolution))
            let tuning = try #require(estimator.tuning(ofFrequencies: example.frequencies))
            #expect(
                distance(tuning, example.tuning) < 1e-9 + example.resolution * (example.frequencies.count > 1 ? 0 : 1))
        }
    }

    @Test func nothingHasNone() {
        let estimator = TuningEstimator()
        #expect(estimator.tuning(of: []) == nil)
        #expect(estimator.tuning(of: [Float](repeating: 0, count: 10_000)) == nil)
        #expect(estimator.tuning(ofFrequencies: [0, -3, .nan, .infinity]) == nil)
        #expect(estimator.histogram(ofFrequencies: []) == [Int](repeating: 0, count: 100))
    }

    /// What it is for: with the tuning, a note that lies between two bins falls into one.
    @Test func constantQTakesTheTuning() throws {
        // Notes of a scale four tenths of a semitone sharp, with a few partials.
        let steps = [0, 4, 7, 12, 16]
        let samples = (0..<48_000).map { index -> Float in
            let fundamental: Float = 2 * .pi * 220 / 16_000
            return steps.reduce(0) { sum, step in
                let angle = fundamental * exp2((Float(step) + 0.4) / 12) * Float(index)
                return sum + 0.1 * (sin(angle) + sin(2 * angle) / 2 + sin(3 * angle) / 3)
            }
        }
        let tuning = try #require(TuningEstimator().tuning(of: samples))
        #expect(abs(tuning - 0.4) <= 0.02)
        let plain = ConstantQ().magnitudes(of: samples)[frame: 47]
        let tuned = ConstantQ(.init(tuning: tuning)).magnitudes(of: samples)[frame: 47]
        // A3 is the 36th key.
        let (before, after) = (plain[plain.startIndex + 36], tuned[tuned.startIndex + 36])
        #expect(after > 1.08 * before)
        // Its neighbours are alike far below it, where the sharper was nearly as loud before.
        #expect(plain[plain.startIndex + 37] > 0.5 * before)
        #expect(tuned[tuned.startIndex + 37] < 0.6 * after)
    }

    @Test func settingsSayWhetherTheyAreValid() {
        #expect(TuningEstimator.Settings().isValid)
        #expect(!TuningEstimator.Settings(resolution: 0).isValid)
        #expect(!TuningEstimator.Settings(binsPerOctave: 0).isValid)
        #expect(!TuningEstimator.Settings(threshold: 1).isValid)
    }
}
