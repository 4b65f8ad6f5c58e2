import Audio
import Foundation
import Testing

/// ``STFT`` beside librosa, there and back.
struct STFTTests {
    @Test(arguments: 0..<3)
    func equalsLibrosa(index: Int) throws {
        let example = try SpectraGolden.load().stft[index]
        let samples = Array(try SpectraGolden.sound().prefix(example.samples))
        let transform = STFT(
            .init(
                size: example.size, hop: example.hop, windowLength: example.windowLength, window: example.window,
                isCentred: example.isCentred, padding: example.padding))
        let spectrum = transform.forward(samples)
        let expected = try Golden.floats("spectra_stft_\(index).bin")
        #expect(relativeDifference(spectrum.real + spectrum.imaginary, expected) < 1e-6)

        let magnitudes = transform.magnitudes(of: samples)
        let powers = transform.powers(of: samples)
        let half = expected.count / 2
        let moduli = (0..<half).map { hypot(expected[$0], expected[half + $0]) }
        #expect(relativeDifference(magnitudes.values, moduli) < 1e-6)
        #expect(relativeDifference(powers.values, moduli.map { $0 * $0 }) < 2e-6)
        #expect(magnitudes.frameCount == transform.settings.frameCount(forSamples: samples.count))

        // Back again; without centring the first and the last samples have next to no window over them.
        let back = transform.inverse(spectrum, count: samples.count)
        let inside = example.isCentred ? 0..<samples.count : 50..<3800
        #expect(back.count == samples.count)
        #expect(relativeDifference(back[inside], samples[inside]) < 1e-4)
    }

    @Test(arguments: 0..<2)
    func inverseEqualsLibrosa(index: Int) throws {
        let example = try SpectraGolden.load().stft[index]
        let transform = STFT(
            .init(
                size: example.size, hop: example.hop, windowLength: example.windowLength, window: example.window,
                isCentred: example.isCentred, padding: example.padding))
        // No sound has this spectrum: neighbouring frames contradict each other, and the overlap decides.
        var spectrum = transform.forward(Array(try SpectraGolden.sound().prefix(example.samples)))
        for place in spectrum.real.indices {
            let factor = 1 / (1 + Float(place % spectrum.binCount) / 40)
            spectrum.real[place] *= factor
            spectrum.imaginary[place] *= factor
        }
        let sound = transform.inverse(spectrum, count: example.samples)
        #expect(relativeDifference(sound, try Golden.floats("spectra_istft_\(index).bin")) < 1e-5)
    }

    @Test func inverseGivesAsManySamplesAsAsked() throws {
        let samples = Array(try SpectraGolden.sound().prefix(5000))
        let transform = STFT(.init(size: 512))
        let spectrum = transform.forward(samples)
        #expect(transform.inverse(spectrum).count == 128 * (spectrum.frameCount - 1))
        #expect(transform.inverse(spectrum, count: 6000).count == 6000)
        #expect(transform.inverse(spectrum, count: 100).count == 100)
    }

    @Test func shortSoundGivesAResult() {
        let centred = STFT(.init(size: 512, padding: .reflection))
        #expect(centred.magnitudes(of: []).values == [Float](repeating: 0, count: 257))
        #expect(centred.magnitudes(of: [1, 2, 3]).values.allSatisfy { $0.isFinite })
        let uncentred = STFT(.init(size: 512, isCentred: false))
        #expect(uncentred.magnitudes(of: [1, 2, 3]).frameCount == 0)
        #expect(uncentred.inverse(uncentred.forward([1, 2, 3])).isEmpty)
    }

    @Test func settingsSayWhetherTheyAreValid() {
        #expect(STFT.Settings().isValid && STFT.Settings().hop == 512)
        #expect(!STFT.Settings(size: 512, windowLength: 513).isValid)
        #expect(!STFT.Settings(hop: 0).isValid)
    }
}
