/// Changes the sample rate of sound, through libsoxr.
///
/// The output is aligned with the input: frame `i` of it lies at the time `i / to` seconds of the input, without
/// delay. It has exactly `ceil(n * to / from)` frames, as `librosa.resample` has.
///
/// ```swift
/// let resampler = Resampler(from: 44_100, to: 16_000)
/// let slower = resampler.resample(sound)
/// ```
public struct Resampler: Sendable, Hashable {
    /// libsoxr's recipes; the bits are the precision of the filters.
    public enum Quality: String, Sendable, Hashable, CaseIterable {
        /// Cubic interpolation. For previews only: it aliases.
        case quick
        /// 16 bits with a wide transition band.
        case low
        /// 16 bits with a medium transition band.
        case medium
        /// 20 bits, flat to 91% of the lower rate's half. What librosa uses (`soxr_hq`).
        case high
        /// 28 bits, flat to 95% of the lower rate's half; takes a quarter more time than `high`.
        case veryHigh
    }

    /// The rate of the input, in hertz.
    public let inputRate: Double
    /// The rate of the output, in hertz.
    public let outputRate: Double
    /// The recipe.
    public let quality: Quality

    /// - Precondition: both rates lie in 1,000…384,000 Hz.
    public init(from inputRate: Double, to outputRate: Double, quality: Quality = .veryHigh) {
        precondition(
            AudioLimits.sampleRates.contains(inputRate) && AudioLimits.sampleRates.contains(outputRate),
            "Resampler: from \(inputRate) Hz to \(outputRate) Hz, where 1000 to 384000 Hz are taken")
        self.inputRate = inputRate
        self.outputRate = outputRate
        self.quality = quality
    }

    /// The frames that come from so many: `ceil(n * to / from)`, exactly where the rates are whole numbers.
    public func outputFrameCount(_ inputFrameCount: Int) -> Int {
        if let from = Int(exactly: inputRate), let to = Int(exactly: outputRate) {
            // Split, so that even a count near 2^63 wouldn't overflow on the way.
            let (whole, rest) = inputFrameCount.quotientAndRemainder(dividingBy: from)
            return whole * to + (rest * to + from - 1) / from
        }
        return Int((Double(inputFrameCount) * outputRate / inputRate).rounded(.up))
    }

    /// Resamples a whole sound. Equal rates give it back as it is.
    ///
    /// - Precondition: the buffer has the resampler's input rate.
    public func resample(_ buffer: AudioBuffer) -> AudioBuffer {
        if inputRate == outputRate, buffer.sampleRate == inputRate { return buffer }
        let stream = makeStream(channelCount: buffer.channels.count)
        let start = stream.append(buffer)
        let rest = stream.finish()
        return AudioBuffer(channels: zip(start.channels, rest.channels).map(+), sampleRate: outputRate)
    }

    /// Starts resampling sound that comes in blocks.
    public func makeStream(channelCount: Int = 1) -> Stream {
        Stream(self, channelCount: channelCount)
    }
}

extension AudioBuffer {
    /// The same sound at another rate, see ``Resampler``.
    public func resampled(to rate: Double, quality: Resampler.Quality = .veryHigh) -> AudioBuffer {
        Resampler(from: sampleRate, to: rate, quality: quality).resample(self)
    }
}
