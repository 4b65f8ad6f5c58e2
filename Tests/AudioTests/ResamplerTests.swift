import Audio
import Foundation
import Testing

/// ``Resampler`` and its stream: against python-soxr, and against themselves in blocks.
struct ResamplerTests {
    private struct Reference: Decodable {
        struct Case: Decodable {
            let from: Double
            let to: Double
            let quality: String
            let output: [Float]
        }
        let input: [Float]
        let cases: [Case]
    }

    /// Signals resampled by python-soxr (Tests/Reference/decoding.py).
    @Test func samplesAreSoxrs() throws {
        let reference = try Golden.json("decoding/resampling.json", as: Reference.self)
        let qualities: [String: Resampler.Quality] = [
            "QQ": .quick, "LQ": .low, "MQ": .medium, "HQ": .high, "VHQ": .veryHigh,
        ]
        #expect(reference.cases.count == 10)
        for row in reference.cases {
            let resampler = try Resampler(from: row.from, to: row.to, quality: #require(qualities[row.quality]))
            let output = resampler.resample(AudioBuffer(samples: reference.input, sampleRate: row.from))
            #expect(output.sampleRate == row.to)
            // soxr rounds the length, this package takes the next whole frame.
            #expect((0...1).contains(output.frameCount - row.output.count))
            let difference = Sounds.difference(Array(output.samples.prefix(row.output.count)), row.output)
            #expect(difference < 2e-6, "\(row.from) to \(row.to), \(row.quality): \(difference)")
        }
    }

    private struct Best: Decodable {
        let input: [Float]
        let outputs: [String: [Float]]
    }

    /// White noise over the whole band, against soxr's best recipe in double precision.
    @Test(arguments: [(44_100.0, "44100"), (48_000, "48000")])
    func theDefaultIsWithin96DecibelsOfTheBest(rate: Double, name: String) throws {
        let reference = try Golden.json("decoding/resampling_best.json", as: Best.self)
        let best = try #require(reference.outputs[name])
        let output = AudioBuffer(samples: reference.input, sampleRate: rate).resampled(to: 16_000).samples
        #expect((0...1).contains(output.count - best.count))
        #expect(Sounds.signalToNoise(best, output.prefix(best.count)) > 120)
        // What librosa takes lets the uppermost twentieth fade, so noise differs there.
        let plain = AudioBuffer(samples: reference.input, sampleRate: rate).resampled(to: 16_000, quality: .high)
        let difference = Sounds.signalToNoise(best, plain.samples.prefix(best.count))
        #expect((30...60).contains(difference))
    }

    private static let rates: [(Double, Double)] = [
        (44_100, 16_000), (48_000, 16_000), (22_050, 16_000), (8000, 16_000), (16_000, 44_100), (44_100, 44_099),
        (96_000, 16_000), (16_000, 16_000), (1000, 384_000), (384_000, 1000), (44_055.9, 16_000),
    ]

    @Test(arguments: rates, [1, 100, 512, 4410, 0])
    func blocksJoinToTheWhole(rates: (from: Double, to: Double), size: Int) {
        var random = Random(seed: 7)
        let count = rates.to > 100_000 ? 2000 : 20_000
        let samples = (0..<count).map { _ in Float.random(in: -0.5...0.5, using: &random) }
        for quality in Resampler.Quality.allCases {
            let resampler = Resampler(from: rates.from, to: rates.to, quality: quality)
            let whole = resampler.resample(AudioBuffer(samples: samples, sampleRate: rates.from)).samples
            let stream = resampler.makeStream()
            var joined: [Float] = []
            var start = 0
            while start < count {
                // 0 stands for random sizes, none included.
                let end = min(count, start + (size > 0 ? size : Int.random(in: 0...3000, using: &random)))
                joined += stream.append(Array(samples[start..<end]))
                #expect(stream.inputFrameCount == end && stream.outputFrameCount == joined.count)
                start = end
            }
            joined += stream.finish().samples
            #expect(Sounds.difference(joined, whole) < 1e-6, "\(quality)")
        }
    }

    @Test(arguments: rates)
    func theLengthIsRoundedUp(rates: (from: Double, to: Double)) {
        let resampler = Resampler(from: rates.from, to: rates.to)
        for count in [0, 1, 2, 3, 7, 10, 100, 159, 160, 441, 442, 443, 1001] {
            let sound = AudioBuffer(samples: [Float](repeating: 0.25, count: count), sampleRate: rates.from)
            let expected = Int((Double(count) * rates.to / rates.from).rounded(.up))
            #expect(resampler.resample(sound).frameCount == expected, "\(count) frames")
            #expect(resampler.outputFrameCount(count) == expected)
        }
    }

    @Test func longCountsStayExact() {
        let resampler = Resampler(from: 44_100, to: 16_000)
        // A hundred years; a product with the rate would not fit a double exactly.
        let frames = 44_100 * 86_400 * 36_525
        #expect(resampler.outputFrameCount(frames) == 16_000 * 86_400 * 36_525)
        #expect(resampler.outputFrameCount(frames + 1) == 16_000 * 86_400 * 36_525 + 1)
    }

    @Test func equalRatesChangeNothing() {
        let sound = Sounds.tone(channels: 3)
        #expect(sound.resampled(to: sound.sampleRate) == sound)
    }

    /// A tone stays where it was: no delay at the start, no drift after ten minutes.
    @Test func tonesStayInTime() {
        func tone(_ rate: Double, _ range: Range<Int>) -> [Float] {
            range.map { Float(0.5 * sin(2 * .pi * (1000.0 * Double($0) / rate).truncatingRemainder(dividingBy: 1))) }
        }
        let resampler = Resampler(from: 44_100, to: 16_000)
        let stream = resampler.makeStream()
        let seconds = 600
        var position = 0
        var worst: Float = 0
        for second in 0..<seconds {
            let block = stream.append(tone(44_100, second * 44_100..<(second + 1) * 44_100))
            let expected = tone(16_000, position..<position + block.count)
            // Where the tone is switched on, any filter rings.
            let skipped = position == 0 ? 400 : 0
            worst = max(worst, Sounds.difference(Array(block.dropFirst(skipped)), Array(expected.dropFirst(skipped))))
            position += block.count
        }
        #expect(worst < 1e-4)
        #expect(position + stream.finish().frameCount == 16_000 * seconds)
    }

    @Test func channelsKeepToThemselves() {
        let sound = Sounds.tone(rate: 44_100, channels: 2)
        let both = sound.resampled(to: 16_000)
        for channel in 0..<2 {
            let alone = AudioBuffer(samples: sound.channels[channel], sampleRate: 44_100)
            #expect(alone.resampled(to: 16_000).samples == both.channels[channel])
        }
    }

    @Test func whatCannotBeHeldIsFilteredOut() {
        // 15 kHz has no place at 16 kHz: left in, it would be heard at 1 kHz.
        let high = (0..<44_100).map { Float(sin(2 * .pi * 15_000 * Double($0) / 44_100)) }
        let output = AudioBuffer(samples: high, sampleRate: 44_100).resampled(to: 16_000).samples
        #expect(output[500..<15_500].allSatisfy { abs($0) < 1e-4 })
    }
}
