import Foundation
import Testing

@testable import Audio

/// ``ConstantQ`` beside librosa (values from Tests/Reference/constant_q.py) and beside what any such transform must do.
struct ConstantQTests {
    /// One row of constant_q.json.
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        var signal, values: String
        var samples, hop, binCount, binsPerOctave, frames: Int
        var sampleRate, minimumFrequency, filterScale, tuning, gamma: Double
        var window: WindowFunction
        /// Whether the values are all real parts and then all imaginary ones, rather than magnitudes.
        var isComplex: Bool

        var settings: ConstantQ.Settings {
            ConstantQ.Settings(
                sampleRate: sampleRate, hop: hop, minimumFrequency: minimumFrequency, binCount: binCount,
                binsPerOctave: binsPerOctave, filterScale: filterScale, tuning: tuning, window: window, gamma: gamma)
        }
        var testDescription: String {
            "\(signal), \(sampleRate) Hz, hop \(hop), \(binCount) bins of \(binsPerOctave), \(window), "
                + "tuning \(tuning), gamma \(gamma)"
        }
        func sound() throws -> [Float] { Array(try Golden.wav("constant_q_\(signal).wav").prefix(samples)) }
    }

    static let cases = (try? Golden.json("constant_q.json", as: [Case].self)) ?? []

    /// What the network is fed, before its per-bin standardisation: decibels below the maximum, 0 to 1 over 80 dB.
    func feature(_ magnitudes: [Float]) -> [Float] {
        let maximum = max(magnitudes.max() ?? 0, 1e-5)
        return magnitudes.map { max(20 * log10(max($0, 1e-5) / maximum), -80) / 80 + 1 }
    }

    @Test func goldenCasesAreThere() {
        #expect(Self.cases.count == 26)
    }

    @Test(arguments: cases)
    func equalsLibrosa(_ example: Case) throws {
        let transform = ConstantQ(example.settings)
        let sound = try example.sound()
        let ours = transform.magnitudes(of: sound)
        var theirs = try Golden.floats(example.values)
        if example.isComplex {
            let spectrum = transform.spectrum(of: sound)
            let half = theirs.count / 2
            #expect(relativeDifference(spectrum.real, theirs[..<half]) <= 1e-4)
            #expect(relativeDifference(spectrum.imaginary, theirs[half...]) <= 1e-4)
            theirs = (0..<half).map { hypot(theirs[$0], theirs[half + $0]) }
        }
        #expect(ours.frameCount == example.frames && ours.binCount == example.binCount)
        try #require(ours.values.count == theirs.count)

        let scale = theirs.max() ?? 0
        let largest = zip(ours.values, theirs).map { abs($0 - $1) }.max() ?? .infinity
        #expect(largest <= 1e-4 * scale)

        let differences = zip(feature(ours.values), feature(theirs)).map { abs($0 - $1) }.sorted()
        let mean = differences.reduce(0, +) / Float(differences.count)
        let high = differences[differences.count * 999 / 1000]
        #expect(mean <= 1e-5)
        #expect(high <= 5e-4)
    }

    @Test(arguments: cases.prefix(4))
    func promptDecimationDiffersLittle(_ example: Case) throws {
        var settings = example.settings
        settings.decimation = .prompt
        let ours = ConstantQ(settings).magnitudes(of: try example.sound())
        let differences = zip(feature(ours.values), feature(try Golden.floats(example.values))).map { abs($0 - $1) }
            .sorted()
        let mean = differences.reduce(0, +) / Float(differences.count)
        let high = differences[differences.count * 999 / 1000]
        #expect(mean <= 3e-3)
        #expect(high <= 5e-2)
    }

    @Test(arguments: [1, 512, 4410, 0], ConstantQ.Decimation.allCases)
    func streamEqualsWhole(blockSize: Int, decimation: ConstantQ.Decimation) throws {
        let transform = ConstantQ(.init(decimation: decimation))
        let samples = try Golden.wav("constant_q_plucks.wav") + Golden.wav("constant_q_noise.wav")
        let whole = transform.magnitudes(of: samples)

        var random = Random(seed: 7)
        var stream = ConstantQ.Stream(transform)
        var values: [Float] = []
        var position = 0
        while position < samples.count {
            let size = blockSize > 0 ? blockSize : Int(random.next() % 6000)
            let block = samples[position..<min(position + size, samples.count)]
            position += block.count
            values += stream.append(Array(block)).values
            // No frame is later than promised, and none is earlier.
            let due = position >= stream.latency ? (position - stream.latency) / 512 + 1 : 0
            #expect(stream.frameCount == due && values.count == due * 88)
        }
        values += stream.finish().values
        #expect(values == whole.values)
        // And then from the start again.
        let again = stream.append(samples).values + stream.finish().values
        #expect(again == whole.values)
    }

    /// Phases too, in blocks of any size: the whole-file call's bits.
    @Test(arguments: [1, 512, 4410, 0], ConstantQ.Decimation.allCases)
    func spectrumStreamEqualsWhole(blockSize: Int, decimation: ConstantQ.Decimation) throws {
        let transform = ConstantQ(.init(decimation: decimation))
        let samples = try Golden.wav("constant_q_polyphony.wav")
        let whole = transform.spectrum(of: samples)

        var random = Random(seed: 8)
        var stream = ConstantQ.SpectrumStream(transform)
        var real: [Float] = []
        var imaginary: [Float] = []
        func take(_ part: ComplexSpectrogram) {
            #expect(part.binCount == 88)
            real += part.real
            imaginary += part.imaginary
        }
        var position = 0
        while position < samples.count {
            let size = blockSize > 0 ? blockSize : Int(random.next() % 6000)
            let block = samples[position..<min(position + size, samples.count)]
            position += block.count
            take(stream.append(Array(block)))
            let due = position >= stream.latency ? (position - stream.latency) / 512 + 1 : 0
            #expect(stream.frameCount == due && stream.sampleCount == position)
        }
        take(stream.finish())
        #expect(ComplexSpectrogram(real: real, imaginary: imaginary, binCount: 88) == whole)
        // And then from the start again.
        real = []
        imaginary = []
        take(stream.append(samples))
        take(stream.finish())
        #expect(real == whole.real && imaginary == whole.imaginary)
    }

    @Test(arguments: [2, 3, 8], [false, true])
    func threadsGiveTheSameBits(threads: Int, isOddSized: Bool) throws {
        let sounds = try Self.cases.prefix(4).map { try $0.sound() }
        let samples = Array(
            Array(repeating: sounds.flatMap { $0 }, count: 4).joined().prefix(isOddSized ? 654_321 : 800))
        let transform = ConstantQ()
        let whole = transform.magnitudes(of: samples)
        #expect(transform.magnitudes(of: samples, threads: threads) == whole)
        let spectrum = transform.spectrum(of: samples)
        #expect(transform.spectrum(of: samples, threads: threads) == spectrum)
        let moduli = zip(spectrum.real, spectrum.imaginary).map { hypot($0, $1) }
        #expect(relativeDifference(moduli, whole.values) < 1e-6)
    }

    @Test(arguments: [100, 16_000, 200_000])
    func memoryDoesNotGrow(blockSize: Int) {
        var stream = ConstantQ.Stream(ConstantQ())
        let block = [Float](repeating: 0.1, count: blockSize)
        var most = 0
        for _ in 0..<2_000_000 / blockSize {
            _ = stream.append(block)
            most = max(most, stream.heldSampleCount)
        }
        #expect(stream.sampleCount == 2_000_000)
        #expect(most < 100_000)
    }

    @Test func latencyIsAsDocumented() {
        let prompt = ConstantQ(.init(decimation: .prompt))
        #expect((9_000..<10_400).contains(ConstantQ.Stream(prompt).latency))
        #expect((32_000..<33_500).contains(ConstantQ.Stream(ConstantQ()).latency))
    }

    @Test(arguments: [0, 1, 160, 511, 512, 16_000])
    func silenceGivesZeros(count: Int) {
        let spectrogram = ConstantQ().magnitudes(of: [Float](repeating: 0, count: count))
        #expect(spectrogram.frameCount == count / 512 + 1)
        #expect(spectrogram.values.allSatisfy { $0 == 0 })
    }

    @Test func tenMillisecondsGiveAResult() {
        let samples = (0..<160).map { sin(2 * Float.pi * 1000 / 16_000 * Float($0)) }
        let spectrogram = ConstantQ().magnitudes(of: samples)
        #expect(spectrogram.frameCount == 1)
        #expect(spectrogram.values.allSatisfy { $0.isFinite })
        #expect((spectrogram.values.max() ?? 0) > 0.1)
    }

    @Test func settingsSayWhetherTheyAreValid() throws {
        let settings = ConstantQ.Settings()
        #expect(settings.isValid && settings.octaveCount == 8 && settings.frameRate == 31.25)
        #expect(!ConstantQ.Settings(binCount: 100).isValid)
        #expect(!ConstantQ.Settings(hop: 0).isValid)
        #expect(!ConstantQ.Settings(sampleRate: .nan).isValid)
        let coded = try JSONEncoder().encode(settings)
        #expect(try JSONDecoder().decode(ConstantQ.Settings.self, from: coded) == settings)
        // As they were written before there was a gamma.
        var old = try #require(JSONSerialization.jsonObject(with: coded) as? [String: Any])
        old["gamma"] = nil
        let data = try JSONSerialization.data(withJSONObject: old)
        #expect(try JSONDecoder().decode(ConstantQ.Settings.self, from: data) == settings)
        #expect(!ConstantQ.Settings(gamma: -1).isValid)
    }
}
