import Foundation
import Testing

@testable import Audio

/// ``Decimator``: what passes, what doesn't, and where it comes out.
struct DecimatorTests {
    static let filters = [
        ConstantQ().plan.decimator,
        Decimator(passband: 0.2285, stopband: 0.25, attenuation: 120),
        Decimator(passband: 0.15, stopband: 0.35, attenuation: 80),
    ]

    /// The outputs of a function of the sample's position, which goes on without end.
    func decimate(
        _ filter: Decimator, count: Int, kernels: SignalKernels = .current, of signal: (Int) -> Double
    ) -> [Float] {
        let input = (-filter.reach...2 * (count - 1) + filter.reach).map { Float(signal($0)) }
        var output = [Float](repeating: .nan, count: count)
        var scratch = Scratch()
        input.withUnsafeBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                guard let start = input.baseAddress, let room = output.baseAddress else { return }
                filter.decimate(start + filter.reach, count: count, into: room, scratch: &scratch, kernels: kernels)
            }
        }
        return output
    }

    @Test(arguments: 0..<3)
    func passbandComesThroughUnchanged(index: Int) {
        for frequency in [0, 0.01, 0.1, 0.149] {
            let wave = { (position: Int) in cos(2 * Double.pi * frequency * Double(position)) }
            let output = decimate(Self.filters[index], count: 100, of: wave)
            for (place, value) in output.enumerated() { #expect(abs(Double(value) - wave(2 * place)) < 2e-4) }
        }
    }

    @Test func stopbandIsSilent() {
        for (filter, limit) in zip(Self.filters, [2e-6, 2e-6, 2e-4]) {
            for frequency in [0.36, 0.4, 0.5] {
                let output = decimate(filter, count: 100) { cos(2 * Double.pi * frequency * Double($0)) }
                #expect(output.allSatisfy { Double(abs($0)) < limit })
            }
        }
    }

    /// What librosa halves the rate with, to within single precision: so both hear the same in the transition band too.
    @Test func preciseIsLibsoxrs() {
        var random = Random(seed: 2)
        let noise = (0..<6000).map { _ in Float.random(in: -1...1, using: &random) }
        let theirs = Resampler(from: 32_000, to: 16_000, quality: .high)
            .resample(AudioBuffer(samples: noise, sampleRate: 32_000)).samples
        let ours = decimate(Self.filters[0], count: 3000) { noise.indices.contains($0) ? Double(noise[$0]) : 0 }
        #expect(relativeDifference(ours, theirs) < 2e-6)
    }

    @Test(arguments: [1, 15, 16, 17, 100, 511, 513, 900])
    func blocksGiveTheBitsOfTheWhole(count: Int) {
        var random = Random(seed: 3)
        let noise = (0..<8000).map { _ in Double.random(in: -1...1, using: &random) }
        for filter in Self.filters {
            let whole = decimate(filter, count: 1500) { noise[$0 + filter.reach] }
            let part = decimate(filter, count: count) { noise[$0 + filter.reach + 2 * 37] }
            #expect(part == Array(whole[37..<37 + count]))
        }
    }

    @Test(arguments: [1, 5, 64, 333, 1200])
    func loopsOfEveryProcessorAgree(count: Int) {
        var random = Random(seed: 4)
        let noise = (0..<3000).map { _ in Double.random(in: -1...1, using: &random) }
        for filter in Self.filters {
            let plain = SignalKernels.all[0]
            let expected = decimate(filter, count: count, kernels: plain) { noise[$0 + filter.reach] }
            for kernels in SignalKernels.all {
                let ours = decimate(filter, count: count, kernels: kernels) { noise[$0 + filter.reach] }
                #expect(relativeDifference(ours, expected) < 1e-6)
                // The last sample that may be read is the last output's alone.
                let beside = decimate(filter, count: count, kernels: kernels) {
                    $0 == 2 * (count - 1) + filter.reach ? 1 : 0
                }
                #expect(beside.dropLast().allSatisfy { $0 == 0 } && beside[count - 1] != 0)
            }
        }
    }
}
