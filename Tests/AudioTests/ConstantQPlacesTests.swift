import Audio
import Foundation
import Testing

/// Where ``ConstantQ`` puts what it hears: in time, over ten minutes, and in pitch, at every level.
struct ConstantQPlacesTests {
    /// A click every second for ten minutes. A second is no multiple of the hop: the clicks wander between the frames.
    static let clicks = Array(stride(from: 8_000, to: 600 * 16_000, by: 16_000))

    static let clicking = {
        var samples = [Float](repeating: 0, count: 600 * 16_000)
        for click in clicks { samples[click] = 1 }
        return samples
    }()

    /// The clicks that aren't strongest on the frame whose centre is nearest.
    func clicksOff(in spectrogram: Spectrogram) -> [Int] {
        Self.clicks.filter { click in
            let nearest = (click + 256) / 512
            // The octave from 110 Hz: its kernels are longer than the hop, so each click is seen, and seen best nearby.
            let energies = (nearest - 4...nearest + 4).map {
                spectrogram[frame: $0].dropFirst(24).prefix(12).reduce(0, +)
            }
            return energies.indices.max { energies[$0] < energies[$1] } != 4
        }
    }

    @Test(arguments: ConstantQ.Decimation.allCases)
    func clickLandsOnItsFrame(decimation: ConstantQ.Decimation) {
        let transform = ConstantQ(.init(decimation: decimation))
        let spectrogram = transform.magnitudes(of: Self.clicking, threads: 2)
        #expect(spectrogram.frameCount == 18_751)
        #expect(clicksOff(in: spectrogram) == [])
    }

    @Test(arguments: [0, 333, 4097], ConstantQ.Decimation.allCases)
    func clickLandsOnItsFrameInAStream(blockSize: Int, decimation: ConstantQ.Decimation) {
        let transform = ConstantQ(.init(decimation: decimation))
        var stream = ConstantQ.Stream(transform)
        var random = Random(seed: 5)
        var values: [Float] = []
        var position = 0
        while position < Self.clicking.count {
            let size = blockSize > 0 ? blockSize : Int(random.next() % 9973)
            let end = min(position + size, Self.clicking.count)
            values += stream.append(Array(Self.clicking[position..<end])).values
            position = end
        }
        values += stream.finish().values
        let spectrogram = Spectrogram(values: values, binCount: 88, hop: 512, sampleRate: 16_000)
        #expect(spectrogram.frameCount == 18_751)
        #expect(clicksOff(in: spectrogram) == [])
    }

    static let levels = Array(stride(from: 0, through: -60, by: -10))

    @Test(arguments: levels)
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

    /// From half a bin below the lowest to half a bin above the highest, two seconds a bin.
    static let sweep = {
        let settings = ConstantQ.Settings()
        let rate = log(2.0) / 12 / 32_000
        let start = 2 * Double.pi * settings.minimumFrequency * exp2(-0.5 / 12) / settings.sampleRate
        return (0..<88 * 32_000).map { Float(sin(start * expm1(rate * Double($0)) / rate)) }
    }()

    @Test(arguments: levels)
    func sweepPeaksWhereItIs(level: Int) {
        let amplitude = Float(pow(10, Double(level) / 20))
        let spectrogram = ConstantQ().magnitudes(of: Self.sweep.map { amplitude * $0 })
        var seen = Set<Int>()
        // Not where the sweep begins and ends within a kernel.
        for frame in 16..<spectrogram.frameCount - 16 {
            let row = Array(spectrogram[frame: frame])
            let peak = row.indices.max { row[$0] < row[$1] } ?? -1
            let place = Double(frame * 512) / 32_000 - 0.5
            // Half-way between two bins either is right.
            #expect(abs(Double(peak) - place) < 0.55, "frame \(frame)")
            seen.insert(peak)
        }
        #expect(seen == Set(0..<88))
    }
}
