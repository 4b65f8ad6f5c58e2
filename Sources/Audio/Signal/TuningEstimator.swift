import Foundation

/// How far the notes of a recording lie from the keys of a piano whose A is at 440 Hz, as `librosa.estimate_tuning`.
///
/// ```swift
/// let tuning = TuningEstimator().tuning(of: samples) ?? 0       // 0.2: a fifth of a semitone sharp
/// let transform = ConstantQ(.init(tuning: tuning))              // whose bins lie where the notes do
/// ```
///
/// Peaks of a short-time spectrum are placed between its bins by a parabola. Of the louder half, each lies some part of
/// a bin beside the nearest note; the part that most of them share is the tuning.
public struct TuningEstimator: Sendable {
    /// A peak of the spectrum of a frame.
    public struct Peak: Sendable, Hashable {
        /// The frame, whose centre is sample `frame · hop`.
        public var frame: Int
        /// In hertz, between the bins.
        public var frequency: Double
        /// The height of the parabola, a magnitude as ``STFT/magnitudes(of:)`` gives it.
        public var magnitude: Float
    }

    /// What the estimate is made with.
    public let settings: Settings
    private let transform: STFT

    /// - Precondition: The settings are ``Settings/isValid``.
    public init(_ settings: Settings = .init()) {
        precondition(settings.isValid, "TuningEstimator: settings out of range: \(settings)")
        self.settings = settings
        transform = STFT(settings.transform)
    }

    /// The tuning of a recording, in fractions of a bin from −0.5 up to 0.5: ``ConstantQ/Settings/tuning``.
    ///
    /// - Parameter samples: One channel at the transform's rate.
    /// - Returns: A multiple of ``Settings/resolution``, as nearly as that divides a bin; nil where nothing is heard, of
    ///   which librosa says 0.
    public func tuning(of samples: [Float]) -> Double? {
        tuning(ofFrequencies: loudPeaks(of: samples).map(\.frequency))
    }

    /// The tuning of frequencies that are there already: `librosa.pitch_tuning`.
    ///
    /// - Parameter frequencies: In hertz; those not above zero are passed over.
    /// - Returns: As ``tuning(of:)``; nil where there is none.
    public func tuning(ofFrequencies frequencies: [Double]) -> Double? {
        let counts = histogram(ofFrequencies: frequencies)
        guard let greatest = counts.max(), greatest > 0, let place = counts.firstIndex(of: greatest) else { return nil }
        return Double(place) / Double(counts.count) - 0.5
    }

    /// How many frequencies lie how far from the nearest note.
    ///
    /// - Parameter frequencies: In hertz; those not above zero are passed over.
    /// - Returns: Counts of `n` equal parts of a bin, of which the first begins half a bin below the note.
    public func histogram(ofFrequencies frequencies: [Double]) -> [Int] {
        var counts = [Int](repeating: 0, count: settings.partCount)
        for frequency in frequencies where frequency > 0 && frequency.isFinite {
            let place = Double(settings.binsPerOctave) * log2(frequency / 27.5)
            // From the note itself, −0.5 ..< 0.5.
            let beside = place - (place + 0.5).rounded(.down)
            counts[min(counts.count - 1, Int((beside + 0.5) * Double(counts.count)))] += 1
        }
        return counts
    }

    /// The peaks at least as high as half of all: those that the tuning is told from.
    public func loudPeaks(of samples: [Float]) -> [Peak] {
        let peaks = peaks(of: samples)
        guard !peaks.isEmpty else { return [] }
        let heights = peaks.map(\.magnitude).sorted()
        let median = 0.5 * (heights[(heights.count - 1) / 2] + heights[heights.count / 2])
        return peaks.filter { $0.magnitude >= median }
    }

    /// All peaks between the lowest and the highest frequency, frame by frame from below: `librosa.piptrack`.
    public func peaks(of samples: [Float]) -> [Peak] {
        let spectrogram = transform.magnitudes(of: samples)
        let bins = settings.bins
        var peaks: [Peak] = []
        for frame in 0..<spectrogram.frameCount {
            spectrogram[frame: frame].withUnsafeBufferPointer { row in
                let floor = settings.threshold * (row.max() ?? 0)
                // What is faint counts as nothing, and so does what lies beyond the last bin.
                func counted(_ bin: Int) -> Float { bin < row.count && row[bin] > floor ? row[bin] : 0 }
                for bin in bins where counted(bin) > counted(bin - 1) && counted(bin) >= counted(bin + 1) {
                    var shift: Float = 0
                    var slope: Float = 0
                    if bin + 1 < row.count {
                        let curve = row[bin + 1] + row[bin - 1] - 2 * row[bin]
                        slope = (row[bin + 1] - row[bin - 1]) / 2
                        // A parabola's summit further off than a bin is none.
                        if abs(slope) < abs(curve) { shift = -slope / curve }
                    }
                    let place = Double(bin) + Double(shift)
                    peaks.append(
                        Peak(
                            frame: frame, frequency: place * settings.transform.frequency(ofBin: 1),
                            magnitude: row[bin] + 0.5 * slope * shift))
                }
            }
        }
        return peaks
    }
}

extension TuningEstimator {
    /// What an estimate is made with.
    public struct Settings: Sendable, Hashable, Codable {
        /// The short-time spectra whose peaks are looked for.
        public var transform: STFT.Settings
        /// The notes in an octave, equally far apart, one of them at 440 Hz (as ``ConstantQ/Settings/binsPerOctave``).
        public var binsPerOctave: Int
        /// How finely a bin is divided, above 0 and at most 1: 0.01 for hundredths.
        public var resolution: Double
        /// Lower peaks aren't looked at, in hertz.
        public var minimumFrequency: Double
        /// Peaks here and above aren't looked at, in hertz.
        public var maximumFrequency: Double
        /// Peaks no higher than this part of the greatest magnitude of their frame aren't looked at.
        public var threshold: Float

        /// librosa's defaults, at 16 kHz.
        public init(
            transform: STFT.Settings = .init(), binsPerOctave: Int = 12, resolution: Double = 0.01,
            minimumFrequency: Double = 150, maximumFrequency: Double = 4000, threshold: Float = 0.1
        ) {
            self.transform = transform
            self.binsPerOctave = binsPerOctave
            self.resolution = resolution
            self.minimumFrequency = minimumFrequency
            self.maximumFrequency = maximumFrequency
            self.threshold = threshold
        }

        /// Whether every number is in its range.
        public var isValid: Bool {
            transform.isValid && binsPerOctave > 0 && (1e-6...1).contains(resolution) && minimumFrequency >= 0
                && maximumFrequency.isFinite && threshold >= 0 && threshold < 1
        }

        /// The parts that a bin is divided into.
        var partCount: Int { Int((1 / resolution).rounded(.up)) }

        /// The bins of the transform whose frequencies are looked at; never the first, which has none below.
        var bins: [Int] {
            let highest = min(maximumFrequency, transform.sampleRate / 2)
            return (1..<max(1, transform.binCount)).filter {
                minimumFrequency <= transform.frequency(ofBin: $0) && transform.frequency(ofBin: $0) < highest
            }
        }
    }
}
