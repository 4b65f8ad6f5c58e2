import Foundation
import Testing

@testable import MultiTask

/// What each effect does to a sine, an impulse, a burst.
@Suite struct MixEffectsTests {
    private let effects = MixEffects(sampleRate: 16_000)

    private func sine(_ frequency: Double, amplitude: Float = 1, seconds: Double = 0.5) -> [Float] {
        (0..<Int(seconds * 16_000)).map { amplitude * Float(sin(2 * .pi * frequency * Double($0) / 16_000)) }
    }

    /// Decibels by which an effect changes a sine, when it has settled.
    private func gain(at frequency: Double, _ effect: (inout [Float]) -> Void) -> Float {
        let before = sine(frequency)
        var after = before
        effect(&after)
        func power(_ samples: [Float]) -> Float { samples.suffix(4_000).reduce(0) { $0 + $1 * $1 } }
        return 10 * log10f(power(after) / power(before))
    }

    @Test func tiltRaisesWhatLiesAboveItsCorner() {
        #expect(abs(gain(at: 30) { effects.tilt(&$0, corner: 1_000, decibels: 6) }) < 0.3)
        #expect(abs(gain(at: 7_000) { effects.tilt(&$0, corner: 500, decibels: 6) } - 6) < 0.5)
    }

    @Test func aBellRaisesItsFrequencyAlone() {
        func bell(_ frequency: Double) -> Float {
            gain(at: frequency) { effects.bell(&$0, frequency: 1_000, decibels: -9, quality: 1) }
        }
        #expect(abs(bell(1_000) + 9) < 0.1)
        #expect(abs(bell(50)) < 0.3 && abs(bell(7_500)) < 0.5)
    }

    @Test func anEqualizerIsATiltAndABell() {
        var (one, two) = (sine(440), sine(440))
        effects.equalize(&one, tilt: (800, 3), bell: (500, -6, 0.8))
        effects.tilt(&two, corner: 800, decibels: 3)
        effects.bell(&two, frequency: 500, decibels: -6, quality: 0.8)
        #expect(one == two)
    }

    @Test func aBandLimitTakesTheHeights() {
        #expect(abs(gain(at: 300) { effects.bandLimit(&$0, frequency: 3_000) }) < 0.2)
        #expect(abs(gain(at: 3_000) { effects.bandLimit(&$0, frequency: 3_000) } + 6) < 0.3)
        #expect(gain(at: 7_000) { effects.bandLimit(&$0, frequency: 3_000) } < -35)
    }

    /// Ten decibels above the threshold become ten over the ratio; what lies below stays.
    @Test func compressionBringsTheLoudNearer() {
        var samples = sine(400, amplitude: 0.05) + sine(400, amplitude: 1)
        effects.compress(&samples, threshold: -20, ratio: 4)
        let (quiet, loud) = (samples[4_000..<8_000], samples[12_000..<16_000])
        #expect(abs((quiet.max() ?? 0) - 0.05) < 1e-3)
        // Its envelope follows the sine's mean rather than its crest: some decibels less than 20 above the threshold.
        #expect(0.1...0.4 ~= loud.max() ?? 0)
    }

    @Test func aRoomAddsATailThatDies() {
        var samples = [Float](repeating: 0, count: 16_000)
        samples[0] = 1
        effects.addRoom(to: &samples, decay: 0.4, wet: 0.3, damping: 0.2, size: 1)
        func energy(_ range: Range<Int>) -> Float { samples[range].reduce(0) { $0 + $1 * $1 } }
        #expect(samples[0] == 1)
        #expect(energy(1..<4_000) > 0)
        // 60 dB in 0.4 s: after twice that, nothing.
        #expect(energy(12_000..<16_000) < 1e-6 * energy(1..<4_000))
    }

    @Test func levelIsThatOfWhatSounds() {
        let rest = [Float](repeating: 0, count: 32_000)
        #expect(abs(MixEffects.activeLevel(sine(440) + rest) - 0.7071) < 0.02)
        #expect(MixEffects.activeLevel(rest) == 0)
    }
}
