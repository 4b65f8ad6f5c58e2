import Audio
import Foundation
import Testing

@testable import MultiTask
@testable import Tensor

/// Magnitudes in, what the network sees out.
@Suite struct FeatureNormalizerTests {
    private let normalizer = FeatureNormalizer()

    private func frame(_ level: Float, bin: Int = 40) -> [Float] {
        (0..<88).map { $0 == bin ? level : 0 }
    }

    private func spectrogram(_ frames: [[Float]]) -> Spectrogram {
        Spectrogram(values: frames.flatMap { $0 }, binCount: 88, hop: 512, sampleRate: 16_000)
    }

    @Test func wholeInputMapsDecibelsToOneAndZero() {
        // The loudest cell is 1; 40 dB below it is 0.5; 80 dB and more below it is 0.
        let result = normalizer.normalized(
            spectrogram([frame(10), frame(0.1), frame(1e-3), frame(1e-5)]), reference: .wholeInput)
        #expect(abs(result.values[40] - 1) < 1e-5)
        #expect(abs(result.values[88 + 40] - 0.5) < 1e-5)
        #expect(abs(result.values[2 * 88 + 40]) < 1e-5)
        #expect(result.values[3 * 88 + 40] == 0)
        #expect(result.values[0] == 0)
    }

    @Test func silenceIsZeroByEitherReference() {
        let silence = spectrogram([[Float]](repeating: frame(0), count: 3))
        for reference in [LevelReference.wholeInput, .running] {
            #expect(normalizer.normalized(silence, reference: reference).values.allSatisfy { $0 == 0 })
        }
    }

    @Test func runningReferenceFallsOneDecibelASecond() {
        // A loud frame, then quiet ones at a level 40 dB lower: a second later the reference has come 1 dB nearer.
        let result = normalizer.normalized(
            spectrogram([frame(10)] + [[Float]](repeating: frame(0.1), count: 63)), reference: .running)
        #expect(abs(result.values[40] - 1) < 1e-5)
        let second = 31.25
        for index in [1, 31, 62] {
            let decibels = -40 + Double(index) / second
            #expect(abs(Double(result.values[index * 88 + 40]) - (decibels / 80 + 1)) < 1e-4, "frame \(index)")
        }
    }

    @Test func nearSilenceStaysBelowTheFloor() {
        // 70 dB below a full-scale sine at 440 Hz is 10 dB below the floor of the reference.
        let fullScale = Float((ConstantQ.Settings().quality * 16_000 / 440).squareRoot() / 2)
        let result = normalizer.normalized(spectrogram([frame(fullScale * powf(10, -3.5))]), reference: .running)
        #expect(abs(result.values[40] - 0.875) < 1e-3)
    }

    @Test func streamEqualsWhole() {
        var generator = SeededGenerator(seed: 5)
        let input = spectrogram((0..<50).map { _ in (0..<88).map { _ in generator.uniform() } })
        let whole = normalizer.normalized(input, reference: .running)
        var stream = FeatureNormalizer.Stream(normalizer, rule: LevelReference.Running())
        var parts: [Float] = []
        for range in [0..<1, 1..<20, 20..<50] {
            parts += stream.append(spectrogram(range.map { Array(input[frame: $0]) })).values
        }
        #expect(parts == whole.values)
    }

    @Test func standardisesEachBinAndPadsWithSilence() {
        var settings = FeatureSettings()
        settings.mean[40] = 0.5
        settings.deviation[40] = 0.25
        let features = spectrogram([frame(1), frame(0.5)])
        let values = FeatureNormalizer(settings).standardized(features, frames: -1..<3)
        // Bins × frames: silence, 1, 0.5, silence.
        #expect(Array(values[40 * 4..<41 * 4]) == [-2, 2, 0, -2])
        #expect(FeatureNormalizer(settings).tensor(features, frames: 0..<2).shape == [1, 88, 2, 1])
    }
}
