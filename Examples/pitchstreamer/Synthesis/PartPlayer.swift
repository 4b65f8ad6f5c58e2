import Audio
import Foundation

/// One bank, played by one of the synthesizers: a part in, samples of one channel at
/// ``PartRenderer/sampleRate`` out. Not for use from two threads at once: make one for each.
protocol PartPlayer: AnyObject {
    /// Renders a part by one preset, whatever programs its notes name.
    ///
    /// - Parameters:
    ///   - cents: How far the part is out of tune.
    ///   - frameCount: The length of the result; what sounds longer is cut.
    func render(
        _ notes: [ScoreNote], preset: SoundFontSynthesizer.Preset, cents: Double, frameCount: Int
    ) throws -> [Float]
}

/// A SoundFont bank, played by FluidSynth.
final class SoundFontPlayer: PartPlayer {
    private let synthesizer: SoundFontSynthesizer
    private let bank: SoundFontSynthesizer.Bank

    /// - Parameter synthesizer: At 16 or 32 kHz.
    init(_ url: URL, synthesizer: SoundFontSynthesizer) throws {
        self.synthesizer = synthesizer
        bank = try synthesizer.load(url)
    }

    func render(
        _ notes: [ScoreNote], preset: SoundFontSynthesizer.Preset, cents: Double, frameCount: Int
    ) throws -> [Float] {
        let isFine = synthesizer.sampleRate > PartRenderer.sampleRate
        let samples = try synthesizer.render(
            notes, preset: preset, of: bank, cents: cents, frameCount: isFine ? 2 * frameCount : frameCount)
        return isFine ? HalfBand.halved(samples) : samples
    }
}
