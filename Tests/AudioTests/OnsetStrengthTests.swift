import Audio
import Testing

/// ``OnsetStrength`` beside librosa's `onset_strength`.
struct OnsetStrengthTests {
    @Test(arguments: 0..<2)
    func equalsLibrosa(index: Int) throws {
        let example = try SpectraGolden.load().onsets[index]
        let samples = Array(try SpectraGolden.sound().prefix(example.samples))
        let strength = OnsetStrength(.init(transform: .init(size: example.size, hop: example.hop)))
        let envelope = strength.envelope(of: samples)
        #expect(relativeDifference(envelope, try Golden.floats("spectra_onsets_\(index).bin")) < 1e-4)
    }

    @Test func peaksWhereASoundBegins() {
        var random = Random(seed: 1)
        var samples = [Float](repeating: 0, count: 32_000)
        for index in 16_384..<20_000 { samples[index] = Float.random(in: -0.5...0.5, using: &random) }
        let envelope = OnsetStrength().envelope(of: samples)
        let peak = envelope.indices.max { envelope[$0] < envelope[$1] } ?? 0
        #expect((31...33).contains(peak))
        #expect(envelope.prefix(28).allSatisfy { $0 == 0 })
    }

    @Test(arguments: [0, 1, 3000])
    func shortSoundGivesAResult(count: Int) {
        let envelope = OnsetStrength().envelope(of: [Float](repeating: 0, count: count))
        #expect(envelope == [Float](repeating: 0, count: count / 512 + 1))
    }
}
