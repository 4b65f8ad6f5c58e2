import Foundation
import Testing

@testable import Audio

/// ``ConstantQ`` beside librosa (values from Tests/Reference/constant_q.py) and beside what any such transform must do.
struct ConstantQTests {
    /// One row of constant_q.json.
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        var signal, values: String
        var samples, hop, binCount, binsPerOctave, frames: Int
        var sampleRate, minimumFrequency, filterScale, tuning: Double

        var settings: ConstantQ.Settings {
            ConstantQ.Settings(
                sampleRate: sampleRate, hop: hop, minimumFrequency: minimumFrequency, binCount: binCount,
                binsPerOctave: binsPerOctave, filterScale: filterScale, tuning: tuning)
        }
        var testDescription: String { "\(signal), \(sampleRate) Hz, hop \(hop), \(binCount) bins of \(binsPerOctave)" }
        func sound() throws -> [Float] { Array(try Golden.wav("constant_q_\(signal).wav").prefix(samples)) }
    }

    static let cases = (try? Golden.json("constant_q.json", as: [Case].self)) ?? []

    /// What the network is fed, before its per-bin standardisation: decibels below the maximum, 0 to 1 over 80 dB.
    func feature(_ magnitudes: [Float]) -> [Float] {
        let maximum = max(magnitudes.max() ?? 0, 1e-5)
        return magnitudes.map { max(20 * log10(max($0, 1e-5) / maximum), -80) / 80 + 1 }
    }

    @Test func goldenCasesAreThere() {
        #expect(Self.cases.count == 11)
    }

    @Test(arguments: cases)
    func equalsLibrosa(_ example: Case) throws {
        let ours = ConstantQ(example.settings).magnitudes(of: try example.sound())
        let theirs = try Golden.floats(example.values)
        #expect(ours.frameCount == example.frames && ours.binCount == example.binCount)
        try #require(ours.values.count == theirs.count)

        let scale = theirs.max() ?? 0
        let largest = zip(ours.values, theirs).map { abs($0 - $1) }.max() ?? .infinity
        #expect(largest <= 1e-3 * scale)

        let differences = zip(feature(ours.values), feature(theirs)).map { abs($0 - $1) }.sorted()
        let mean = differences.reduce(0, +) / Float(differences.count)
        let high = differences[differences.count * 999 / 1000]
        #expect(mean <= 1e-4)
        #expect(high <= 5e-3)
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

    @Test(arguments: [0, -20, -40, -60])
    func sinePeaksInItsBin(level: Int) {
        let transform = ConstantQ()
        let settings = transform.settings
        let amplitude = pow(10, Double(level) / 20)
        for bin in 0..<settings.binCount {
            let step = 2 * Double.pi * settings.frequency(ofBin: bin) / settings.sampleRate
            let samples = (0..<32_000).map { Float(amplitude * sin(step * Double($0))) }
            let frame = transform.magnitudes(of: samples)[frame: 31]
            let peak = frame.indices.max { frame[$0] < frame[$1] } ?? -1
            #expect(peak - frame.startIndex == bin)
            let expected = Float(amplitude * settings.length(ofBin: bin).squareRoot() / 2)
            #expect(abs(frame[frame.startIndex + bin] / expected - 1) < 0.02)
        }
    }

    @Test(arguments: ConstantQ.Decimation.allCases)
    func clickLandsOnItsFrame(decimation: ConstantQ.Decimation) {
        let transform = ConstantQ(.init(decimation: decimation))
        // A second is no multiple of the hop: the clicks wander between the frames, for five minutes.
        var samples = [Float](repeating: 0, count: 300 * 16_000)
        let clicks = Array(stride(from: 8_000, to: samples.count, by: 16_000))
        for click in clicks { samples[click] = 1 }
        let spectrogram = transform.magnitudes(of: samples)
        for click in clicks {
            let nearest = (click + 256) / 512
            // The octave from 110 Hz: its kernels are longer than the hop, so each click is seen, and seen best nearby.
            let energies = (nearest - 4...nearest + 4).map {
                spectrogram[frame: $0].dropFirst(24).prefix(12).reduce(0, +)
            }
            let peak = energies.indices.max { energies[$0] < energies[$1] }
            #expect(peak == 4)
        }
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
        #expect((30_000..<32_000).contains(ConstantQ.Stream(ConstantQ()).latency))
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
    }
}
