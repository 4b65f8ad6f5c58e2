import Audio
import Foundation
import Testing

/// ``MelSpectrogram`` beside librosa: Slaney's scale with equal areas, and HTK's without.
struct MelSpectrogramTests {
    @Test(arguments: 0..<2)
    func equalsLibrosa(index: Int) throws {
        let example = try SpectraGolden.load().mel[index]
        let samples = Array(try SpectraGolden.sound().prefix(example.samples))
        let mel = MelSpectrogram(example.settings)
        let expected = try Golden.floats("spectra_mel_\(index).bin")
        let half = expected.count / 2
        #expect(relativeDifference(mel.powers(of: samples).values, expected[..<half]) < 1e-5)
        let decibels = mel.decibels(of: samples).values
        #expect(decibels.count == half)
        #expect(zip(decibels, expected[half...]).allSatisfy { abs($0 - $1) < 0.01 })
    }

    @Test(arguments: MelSpectrogram.Scale.allCases)
    func scaleGoesThereAndBack(scale: MelSpectrogram.Scale) {
        for hertz in [0, 100, 999, 1000, 1001, 4000, 20_000.0] {
            #expect(abs(scale.hertz(scale.mels(hertz)) - hertz) < 1e-8 * 20_000)
        }
        #expect(scale.mels(1000) == 15 || abs(scale.mels(1000) - 1000) < 0.1)
    }

    @Test func bandBetweenTwoBinsIsEmpty() {
        let mel = MelSpectrogram(.init(transform: .init(size: 64), melCount: 128))
        #expect(mel.bands.contains { $0.weights.isEmpty })
        #expect(mel.powers(of: [Float](repeating: 0.1, count: 100)).values.allSatisfy { $0.isFinite })
    }
}
