import Audio
import Foundation
import Testing

/// ``Decibels`` beside librosa's `amplitude_to_db` and `power_to_db`.
struct DecibelsTests {
    @Test func equalLibrosa() throws {
        let golden = try SpectraGolden.load().decibels
        #expect(golden.cases.count == 18)
        for example in golden.cases {
            let scale = Decibels(
                reference: example.reference.map { .value($0) } ?? .maximum, minimum: example.minimum,
                range: example.range)
            let amplitudes = scale.amplitudes(golden.levels)
            let powers = scale.powers(golden.levels.map { abs($0) })
            #expect(zip(amplitudes, example.amplitudes).allSatisfy { abs($0 - $1) < 1e-4 })
            #expect(zip(powers, example.powers).allSatisfy { abs($0 - $1) < 1e-4 })
        }
    }

    @Test func goThereAndBack() {
        let levels: [Float] = [0.001, 0.5, 1, 3]
        let scale = Decibels(range: nil)
        #expect(relativeDifference(Decibels.toAmplitudes(scale.amplitudes(levels)), levels) < 1e-6)
        #expect(relativeDifference(Decibels.toPowers(scale.powers(levels)), levels) < 1e-6)
    }

    @Test func silenceAndNothing() {
        let silence = Spectrogram(values: [0, 0, 0, 0], binCount: 2, hop: 512, sampleRate: 16_000)
        #expect(silence.decibels(.init(reference: .maximum)).values == [0, 0, 0, 0])
        #expect(Decibels().amplitudes([]).isEmpty)
    }
}
