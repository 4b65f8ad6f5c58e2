import Foundation

extension ConstantQ {
    /// Everything that the settings decide: which octave is worked at which rate, with which kernels.
    struct Plan: Sendable {
        /// From the highest octave to the lowest; the lowest may have fewer bins.
        let octaves: [Octave]
        /// How often the rate is halved for the lowest octave.
        let levelCount: Int
        /// Halves the rate from one level to the next.
        let decimator: Decimator
        /// The samples after a frame's centre, at the full rate, that must be there before the frame is complete.
        let latency: Int

        init(_ settings: Settings) {
            decimator = Self.decimator(settings)
            let firstLevel = Self.firstLevel(settings)
            let lastLevel = settings.hop.trailingZeroBitCount
            var octaves: [Octave] = []
            for index in 0..<settings.octaveCount {
                let upper = settings.binCount - index * settings.binsPerOctave
                let bins = max(0, upper - settings.binsPerOctave)..<upper
                let level = min(firstLevel + index, lastLevel)
                octaves.append(Octave(settings, bins: bins, level: level, above: octaves.last))
            }
            self.octaves = octaves
            levelCount = octaves.last?.level ?? 0
            let reach = decimator.reach
            latency =
                octaves.map { octave in
                    // A frame needs half a kernel at its own level; m samples of a level need 2m − 1 + reach of the one above.
                    (0..<octave.level).reduce(octave.taps) { count, _ in 2 * count - 1 + reach }
                }.max() ?? 0
        }

        /// How often the rate is halved before the highest octave, as librosa decides it ("early downsampling").
        private static func firstLevel(_ settings: Settings) -> Int {
            let room = log2(settings.sampleRate / 2 / settings.highestFrequency)
            let byBand = max(0, Int(room.rounded(.up)) - 2)
            let byHop = max(0, settings.hop.trailingZeroBitCount - settings.octaveCount + 1)
            return min(byBand, byHop)
        }

        private static func decimator(_ settings: Settings) -> Decimator {
            switch settings.decimation {
            case .precise:
                // The response of libsoxr's "HQ", which librosa resamples with, to within 1.5e-4.
                return Decimator(passband: 0.2285, stopband: 0.25, attenuation: 120)
            case .prompt:
                // The next octave's highest frequency must pass, and what would fold onto it must not.
                let level = Double(1 << firstLevel(settings))
                let edge = settings.highestFrequency * level / settings.sampleRate / 2
                let passband = min(max(0.15, edge * 1.05), 0.2375)
                return Decimator(passband: passband, stopband: 0.5 - passband, attenuation: 80)
            }
        }
    }

    /// One octave's kernels at the rate of its level.
    ///
    /// A kernel is Hermitian about a point half-way between two samples: its real part is even, its imaginary part odd.
    /// So the samples are folded about that point first, into sums and differences, and half the products remain.
    struct Octave: Sendable {
        /// The bins of the whole transform that are computed here.
        let bins: Range<Int>
        /// How often the rate was halved.
        let level: Int
        /// Samples between frames at this level.
        let hop: Int
        /// Half the kernels' common length, a power of two.
        let taps: Int
        /// Groups of four bins, each `taps` times four real parts, then four imaginary ones. The last is filled with zeros.
        let kernels: [Float]
        /// What each bin's modulus is multiplied by.
        let gains: [Float]

        /// - Parameter above: The next higher octave, whose kernels are taken over where they are the same.
        init(_ settings: Settings, bins: Range<Int>, level: Int, above: Octave?) {
            self.bins = bins
            self.level = level
            hop = settings.hop >> level
            let factor = Double(1 << level)
            let longest = settings.length(ofBin: bins.lowerBound) / factor
            let size = max(2, Int(exp2(log2(longest).rounded(.up))))
            taps = size / 2
            // Samples are not scaled when the rate is halved, so a kernel 2^level times shorter answers as much weaker.
            gains = bins.map { Float(factor / settings.length(ofBin: $0).squareRoot()) }
            if let above, above.taps == taps, above.level + 1 == level, above.bins.count == bins.count {
                kernels = above.kernels
                return
            }
            let groups = (bins.count + 3) / 4
            var kernels = [Float](repeating: 0, count: groups * taps * 8)
            let transform = FourierTransform(size: size)
            for (index, bin) in bins.enumerated() {
                let kernel = Self.kernel(
                    length: settings.length(ofBin: bin) / factor,
                    frequency: settings.frequency(ofBin: bin) * factor / settings.sampleRate,
                    settings: settings, transform: transform)
                let base = (index / 4 * taps) * 8 + index % 4
                for tap in 0..<taps {
                    kernels[base + tap * 8] = Float(kernel.real[tap])
                    kernels[base + tap * 8 + 4] = Float(kernel.imaginary[tap])
                }
            }
            self.kernels = kernels
        }

        /// The half of a kernel after its centre.
        ///
        /// As in librosa, the windowed exponential is carried to the frequency domain, where the smallest values (and all
        /// negative frequencies) are set to zero, and what remains is what answers to the samples.
        ///
        /// - Parameters:
        ///   - length: In samples at the level's rate, a fraction.
        ///   - frequency: In cycles per sample at the level's rate.
        private static func kernel(
            length: Double, frequency: Double, settings: Settings, transform: FourierTransform
        ) -> (real: [Double], imaginary: [Double]) {
            let size = transform.size
            let count = min(2 * Int(length / 2) + 1, size - 1)
            let window = settings.window.doubles(count: count)
            let sum = window.reduce(0, +)
            var real = [Float](repeating: 0, count: size)
            var imaginary = real
            let start = (size - count) / 2
            for index in 0..<count {
                let angle = 2 * Double.pi * frequency * (Double(index) - Double(count) / 2)
                let value = window[index] / sum * length / Double(size)
                real[start + index] = Float(value * cos(angle))
                imaginary[start + index] = Float(value * sin(angle))
            }
            transform.forward(&real, &imaginary)
            // About its centre the exponential is Hermitian, so its spectrum is real up to the delay to the centre.
            let centre = Double(start) + Double(count) / 2
            let spectrum = (0...size / 2).map { bin -> Double in
                let angle = 2 * Double.pi * Double(bin) * centre / Double(size)
                return Double(real[bin]) * cos(angle) - Double(imaginary[bin]) * sin(angle)
            }
            let floor = threshold(of: spectrum, sparsity: settings.sparsity)
            let kept = spectrum.indices.filter { abs(spectrum[$0]) >= floor }
            // Back in time, at distances ½, 1½, … from the centre.
            var half = (
                real: [Double](repeating: 0, count: size / 2), imaginary: [Double](repeating: 0, count: size / 2)
            )
            for tap in 0..<size / 2 {
                for bin in kept {
                    // The product of the odd numbers is reduced first, so that long kernels stay exact.
                    let turns = bin * (2 * tap + 1) % (2 * size)
                    let angle = Double.pi * Double(turns) / Double(size)
                    half.real[tap] += spectrum[bin] * cos(angle)
                    half.imaginary[tap] -= spectrum[bin] * sin(angle)
                }
            }
            return half
        }

        /// The smallest magnitude that is kept when a share of the sum of magnitudes is discarded.
        private static func threshold(of spectrum: [Double], sparsity: Double) -> Double {
            let magnitudes = spectrum.map(abs).sorted()
            let total = magnitudes.reduce(0, +)
            var sum = 0.0
            for magnitude in magnitudes {
                sum += magnitude
                if sum >= sparsity * total { return magnitude }
            }
            return 0
        }
    }
}
