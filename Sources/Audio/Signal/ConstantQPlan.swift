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
                // libsoxr's "HQ" for a halved rate, which librosa resamples with: its taps, to within single precision.
                // Told from its response to single samples; a filter a little less steep was 0.01 off within the
                // transition, which the wide low bins of a variable-Q transform hear.
                return Decimator(cutoff: 0.478436, reach: 194, window: 13.04, support: 194.5)
            case .prompt:
                // The next octave's highest frequency must pass, and what would fold onto it must not.
                let level = Double(1 << firstLevel(settings))
                let edge = settings.highestFrequency * level / settings.sampleRate / 2
                let passband = min(max(0.15, edge * 1.05), 0.2375)
                return Decimator(passband: passband, stopband: 0.5 - passband, attenuation: 80)
            }
        }
    }
}
