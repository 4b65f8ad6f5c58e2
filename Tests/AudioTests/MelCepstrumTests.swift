import Audio
import Testing

/// ``MelCepstrum`` beside librosa's `mfcc`: plain, and liftered on HTK's scale.
struct MelCepstrumTests {
    @Test(arguments: 0..<2)
    func equalsLibrosa(index: Int) throws {
        let example = try SpectraGolden.load().cepstrum[index]
        let samples = Array(try SpectraGolden.sound().prefix(example.mel.samples))
        let cepstrum = MelCepstrum(
            .init(
                mel: example.mel.settings, coefficientCount: example.coefficientCount, lifter: example.lifter))
        let coefficients = cepstrum.coefficients(of: samples)
        #expect(coefficients.binCount == example.coefficientCount)
        #expect(relativeDifference(coefficients.values, try Golden.floats("spectra_cepstrum_\(index).bin")) < 1e-4)
    }

    @Test func silenceHasLevelAlone() {
        // −100 dB in each of 128 bands.
        let coefficients = MelCepstrum().coefficients(of: [Float](repeating: 0, count: 100))
        #expect(coefficients.frameCount == 1)
        #expect(abs(coefficients.values[0] + 100 * Float(128).squareRoot()) < 0.01)
        #expect(coefficients.values.dropFirst().allSatisfy { abs($0) < 0.01 })
    }

    @Test func settingsSayWhetherTheyAreValid() {
        #expect(MelCepstrum.Settings().isValid)
        #expect(!MelCepstrum.Settings(coefficientCount: 129).isValid)
        #expect(!MelCepstrum.Settings(lifter: -1).isValid)
    }
}
