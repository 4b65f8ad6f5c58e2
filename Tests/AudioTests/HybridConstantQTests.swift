import Audio
import Testing

/// ``HybridConstantQ`` beside librosa's `hybrid_cqt` (values from Tests/Reference/constant_q_kin.py).
struct HybridConstantQTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        var signal, values: String
        var samples, hop, binCount, binsPerOctave, frames: Int
        var minimumFrequency, tuning: Double

        var settings: ConstantQ.Settings {
            ConstantQ.Settings(
                hop: hop, minimumFrequency: minimumFrequency, binCount: binCount, binsPerOctave: binsPerOctave,
                tuning: tuning)
        }
        var testDescription: String { "\(signal), hop \(hop), \(binCount) bins of \(binsPerOctave)" }
    }

    static let cases = (try? Golden.json("hybrid.json", as: [Case].self)) ?? []

    @Test func goldenCasesAreThere() {
        #expect(Self.cases.count == 5)
    }

    @Test(arguments: cases)
    func equalsLibrosa(_ example: Case) throws {
        let sound = Array(try Golden.wav("constant_q_\(example.signal).wav").prefix(example.samples))
        let ours = HybridConstantQ(example.settings).magnitudes(of: sound)
        #expect(ours.frameCount == example.frames && ours.binCount == example.binCount && ours.hop == example.hop)
        #expect(relativeDifference(ours.values, try Golden.floats(example.values)) <= 1e-3)
    }

    @Test func theLowerBinsAreConstantQs() throws {
        let sound = Array(try Golden.wav("constant_q_plucks.wav").prefix(20_000))
        let hybrid = HybridConstantQ()
        #expect(hybrid.shortTimeBins.upperBound == 88)
        let ours = hybrid.magnitudes(of: sound)
        // Octaves are counted from the highest of these down.
        let low = hybrid.shortTimeBins.lowerBound
        let plain = ConstantQ(.init(binCount: low)).magnitudes(of: sound)
        #expect((36..<72).contains(low))
        #expect(ours.frameCount == plain.frameCount)
        for frame in 0..<ours.frameCount {
            #expect(Array(ours[frame: frame].prefix(low)) == Array(plain[frame: frame]))
        }
    }

    /// What it is for: a click between two frames is heard in the high bins too.
    @Test func aClickBetweenFramesIsHeard() {
        var samples = [Float](repeating: 0, count: 16_000)
        samples[16 * 512 + 256] = 1
        let hybrid = HybridConstantQ().magnitudes(of: samples)[frame: 16]
        let plain = ConstantQ().magnitudes(of: samples)[frame: 16]
        #expect(plain.last == 0)
        #expect((hybrid.last ?? 0) > 0.01)
    }

    @Test(arguments: [0, 1, 700])
    func silenceGivesZeros(count: Int) {
        let spectrogram = HybridConstantQ().magnitudes(of: [Float](repeating: 0, count: count))
        #expect(spectrogram.values == [Float](repeating: 0, count: 88 * (count / 512 + 1)))
    }
}
