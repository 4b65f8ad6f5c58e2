import Foundation

/// The short-time Fourier transform and its inverse, as `librosa.stft` and `librosa.istft`.
///
/// ```swift
/// let transform = STFT(.init(sampleRate: 16_000, size: 1024, hop: 256))
/// let magnitudes = transform.magnitudes(of: samples)
/// let spectrum = transform.forward(samples)
/// let again = transform.inverse(spectrum, count: samples.count)
/// ```
public struct STFT: Sendable {
    /// What the transform was made with.
    public let settings: Settings
    private let fourier: RealFourierTransform
    /// As long as a frame, zeros on both sides where the window is shorter.
    private let window: [Float]

    /// - Precondition: The settings are ``Settings/isValid``.
    public init(_ settings: Settings = .init()) {
        precondition(settings.isValid, "STFT: settings out of range: \(settings)")
        self.settings = settings
        fourier = RealFourierTransform(size: settings.size)
        let values = settings.window.values(count: settings.windowLength)
        let before = (settings.size - values.count) / 2
        var padded = [Float](repeating: 0, count: settings.size)
        padded.replaceSubrange(before..<before + values.count, with: values)
        window = padded
    }

    /// The complex spectra of all frames.
    ///
    /// - Returns: frames × bins; with centred frames `samples.count / hop + 1` of them, else as many as fit.
    public func forward(_ samples: [Float]) -> ComplexSpectrogram {
        let count = settings.frameCount(forSamples: samples.count) * settings.binCount
        var imaginary = [Float](repeating: 0, count: count)
        let real = imaginary.withUnsafeMutableBufferPointer { imaginary in
            rows(of: samples) { index, re, im in
                imaginary[index] = im
                return re
            }
        }
        return ComplexSpectrogram(real: real, imaginary: imaginary, binCount: settings.binCount)
    }

    /// The magnitudes of all frames, `|X|`, frames × bins.
    public func magnitudes(of samples: [Float]) -> Spectrogram {
        spectrogram(rows(of: samples) { _, real, imaginary in (real * real + imaginary * imaginary).squareRoot() })
    }

    /// The powers of all frames, `|X|²`, frames × bins.
    public func powers(of samples: [Float]) -> Spectrogram {
        spectrogram(rows(of: samples) { _, real, imaginary in real * real + imaginary * imaginary })
    }

    /// The sound of a spectrum: frames overlapped, added, and divided by the sum of their squared windows.
    ///
    /// - Parameters:
    ///   - spectrum: With ``Settings/binCount`` bins.
    ///   - count: How many samples to give; nil for as many as the frames reach.
    /// - Precondition: the spectrum's bins are the transform's.
    public func inverse(_ spectrum: ComplexSpectrogram, count: Int? = nil) -> [Float] {
        precondition(
            spectrum.binCount == settings.binCount,
            "STFT.inverse: \(spectrum.binCount) bins for a transform of \(settings.binCount)")
        guard spectrum.frameCount > 0 else { return [Float](repeating: 0, count: count ?? 0) }
        let (size, hop) = (settings.size, settings.hop)
        let before = settings.isCentred ? size / 2 : 0
        let reach = size + hop * (spectrum.frameCount - 1)
        var sum = [Float](repeating: 0, count: reach)
        var weight = sum
        var frame = [SIMD4<Float>](repeating: .zero, count: size)
        frame.withUnsafeMutableBufferPointer { frame in
            guard let values = frame.baseAddress else { return }
            for first in stride(from: 0, to: spectrum.frameCount, by: PocketFFT.lanes) {
                let together = min(PocketFFT.lanes, spectrum.frameCount - first)
                for lane in 0..<together { spread(spectrum, frame: first + lane, lane: lane, into: values) }
                fourier.plan.execute(lanes: values, forward: false, scale: 1 / Float(size))
                for lane in 0..<together {
                    let start = (first + lane) * hop
                    for index in 0..<size {
                        sum[start + index] += values[index][lane] * window[index]
                        weight[start + index] += window[index] * window[index]
                    }
                }
            }
        }
        for index in sum.indices where weight[index] > Float.leastNormalMagnitude { sum[index] /= weight[index] }
        let wanted = count ?? max(0, reach - 2 * before)
        let result = Array(sum.dropFirst(before).prefix(wanted))
        return result + [Float](repeating: 0, count: max(0, wanted - result.count))
    }

    private func spectrogram(_ values: [Float]) -> Spectrogram {
        Spectrogram(values: values, binCount: settings.binCount, hop: settings.hop, sampleRate: settings.sampleRate)
    }

    /// A frame's spectrum in the transform's own order.
    private func spread(
        _ spectrum: ComplexSpectrogram, frame: Int, lane: Int, into values: UnsafeMutablePointer<SIMD4<Float>>
    ) {
        let row = frame * spectrum.binCount
        values[0][lane] = spectrum.real[row]
        for bin in 1..<spectrum.binCount {
            values[2 * bin - 1][lane] = spectrum.real[row + bin]
            if 2 * bin < settings.size { values[2 * bin][lane] = spectrum.imaginary[row + bin] }
        }
    }

    /// One value for each bin of each frame, four frames worked at once.
    ///
    /// - Parameter value: Of an index into the rows, a real and an imaginary part.
    private func rows(of samples: [Float], value: (Int, Float, Float) -> Float) -> [Float] {
        let bins = settings.binCount
        let frames = settings.frameCount(forSamples: samples.count)
        var result = [Float](repeating: 0, count: frames * bins)
        var frame = [SIMD4<Float>](repeating: .zero, count: settings.size)
        frame.withUnsafeMutableBufferPointer { frame in
            guard let values = frame.baseAddress else { return }
            for first in stride(from: 0, to: frames, by: PocketFFT.lanes) {
                let together = min(PocketFFT.lanes, frames - first)
                for lane in 0..<together { cut(samples, frame: first + lane, lane: lane, into: values) }
                fourier.plan.execute(lanes: values, forward: true)
                for lane in 0..<together {
                    let row = (first + lane) * bins
                    result[row] = value(row, values[0][lane], 0)
                    for bin in 1..<bins {
                        let imaginary = 2 * bin < settings.size ? values[2 * bin][lane] : 0
                        result[row + bin] = value(row + bin, values[2 * bin - 1][lane], imaginary)
                    }
                }
            }
        }
        return result
    }

    /// A frame of samples under the window.
    private func cut(_ samples: [Float], frame: Int, lane: Int, into values: UnsafeMutablePointer<SIMD4<Float>>) {
        let start = frame * settings.hop - (settings.isCentred ? settings.size / 2 : 0)
        if start >= 0 && start + settings.size <= samples.count {
            for offset in 0..<settings.size { values[offset][lane] = window[offset] * samples[start + offset] }
        } else {
            for offset in 0..<settings.size {
                values[offset][lane] = window[offset] * settings.padding.sample(of: samples, at: start + offset)
            }
        }
    }
}

extension STFT {
    /// What lies before the first sample and after the last.
    public enum Padding: String, Sendable, Hashable, Codable, CaseIterable {
        /// Silence: librosa's `constant`.
        case zeros
        /// The sound mirrored at its first and its last sample.
        case reflection

        @inline(__always)
        fileprivate func sample(of samples: [Float], at position: Int) -> Float {
            if samples.indices.contains(position) { return samples[position] }
            guard self == .reflection, samples.count > 1 else { return 0 }
            // There and back again is one period.
            let period = 2 * (samples.count - 1)
            let place = ((position % period) + period) % period
            return samples[min(place, period - place)]
        }
    }

    /// What a short-time Fourier transform is to compute.
    public struct Settings: Sendable, Hashable, Codable {
        /// Of the samples, in hertz.
        public var sampleRate: Double
        /// Samples in a frame, librosa's `n_fft`.
        public var size: Int
        /// Samples from one frame to the next.
        public var hop: Int
        /// Samples under the window, at most ``size``; it stands in the frame's middle.
        public var windowLength: Int
        /// The taper.
        public var window: WindowFunction
        /// Whether frame `t` is centred on sample `t · hop`; otherwise it begins there.
        public var isCentred: Bool
        /// What centred frames find beyond the ends.
        public var padding: Padding

        /// librosa's defaults, at 16 kHz. Without a window length the window is as long as the frame, without a hop a
        /// quarter of that.
        public init(
            sampleRate: Double = 16_000, size: Int = 2048, hop: Int? = nil, windowLength: Int? = nil,
            window: WindowFunction = .hann, isCentred: Bool = true, padding: Padding = .zeros
        ) {
            self.sampleRate = sampleRate
            self.size = size
            self.hop = hop ?? (windowLength ?? size) / 4
            self.windowLength = windowLength ?? size
            self.window = window
            self.isCentred = isCentred
            self.padding = padding
        }

        /// Whether every number is in its range.
        public var isValid: Bool {
            sampleRate.isFinite && sampleRate > 0 && size > 0 && hop > 0 && (1...size).contains(windowLength)
        }

        /// Bins from 0 Hz to half the sample rate.
        public var binCount: Int { size / 2 + 1 }

        /// A bin's frequency in hertz.
        public func frequency(ofBin bin: Int) -> Double { Double(bin) * sampleRate / Double(size) }

        /// The frames of so many samples.
        public func frameCount(forSamples count: Int) -> Int {
            let length = count + (isCentred ? 2 * (size / 2) : 0)
            return length < size ? 0 : (length - size) / hop + 1
        }
    }
}

/// Complex values over time and frequency: `real[frame * binCount + bin]`, and so the imaginary parts.
public struct ComplexSpectrogram: Sendable, Equatable {
    /// frames × bins.
    public var real: [Float]
    /// frames × bins.
    public var imaginary: [Float]
    /// The number of frequency bins.
    public let binCount: Int

    /// - Precondition: as many real as imaginary parts, in rows of `binCount`.
    public init(real: [Float], imaginary: [Float], binCount: Int) {
        precondition(
            binCount > 0 && real.count == imaginary.count && real.count.isMultiple(of: binCount),
            "ComplexSpectrogram: \(real.count) and \(imaginary.count) values are no rows of \(binCount)")
        self.real = real
        self.imaginary = imaginary
        self.binCount = binCount
    }

    /// The number of frames.
    public var frameCount: Int { real.count / binCount }
}
