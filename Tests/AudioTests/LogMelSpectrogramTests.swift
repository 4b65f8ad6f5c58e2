import Audio
import Testing

/// ``LogMelSpectrogram`` beside the same made by librosa.
struct LogMelSpectrogramTests {
    @Test func equalsLibrosa() throws {
        let example = try SpectraGolden.load().logMel
        let transform = LogMelSpectrogram(
            .init(
                sizes: example.sizes, hop: example.hop, melCount: example.melCount, compression: example.compression))
        let values = transform.values(of: Array(try SpectraGolden.sound().prefix(example.samples)))
        #expect(values.binCount == 384 && values.frameCount == 16)
        #expect(relativeDifference(values.values, try Golden.floats("spectra_log_mel.bin")) < 1e-4)
    }

    @Test(arguments: [0, 1, 511, 512])
    func shortSoundGivesAResult(count: Int) {
        let values = LogMelSpectrogram().values(of: [Float](repeating: 0, count: count))
        #expect(values.frameCount == count / 512 + 1)
        #expect(values.values.allSatisfy { $0 == 0 })
    }

    @Test func settingsSayWhetherTheyAreValid() {
        #expect(LogMelSpectrogram.Settings().isValid)
        #expect(!LogMelSpectrogram.Settings(sizes: []).isValid)
        #expect(!LogMelSpectrogram.Settings(sizes: [511]).isValid)
        #expect(!LogMelSpectrogram.Settings(compression: 0).isValid)
    }
}
