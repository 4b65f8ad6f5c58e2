/// How much louder a sound gets from frame to frame, averaged over mel bands: `librosa.onset.onset_strength` with its
/// defaults.
///
/// ```swift
/// let strength = OnsetStrength().envelope(of: samples)  // one value each frame, peaks where notes begin
/// ```
public struct OnsetStrength: Sendable {
    /// The mel spectrogram below.
    public let mel: MelSpectrogram.Settings
    private let spectrogram: MelSpectrogram

    /// - Precondition: The settings are valid.
    public init(_ mel: MelSpectrogram.Settings = .init()) {
        self.mel = mel
        spectrogram = MelSpectrogram(mel)
    }

    /// The strength at each frame of the mel spectrogram, in decibels.
    ///
    /// The rise is counted where a frame's window, of which the newest samples are half a window ahead, has come to its
    /// middle: half a window later, rounded down to whole frames. The first frames are therefore 0.
    ///
    /// - Returns: as many values as the spectrogram has frames; frame `t` lies at `t · hop` samples.
    public func envelope(of samples: [Float]) -> [Float] {
        let decibels = spectrogram.decibels(of: samples, Decibels())
        let (frames, bands) = (decibels.frameCount, decibels.binCount)
        let delay = mel.transform.isCentred ? mel.transform.size / (2 * mel.transform.hop) : 0
        var envelope = [Float](repeating: 0, count: frames)
        for frame in 1..<max(1, frames) where frame + delay < frames {
            var sum: Float = 0
            for band in 0..<bands {
                let index = frame * bands + band
                sum += max(0, decibels.values[index] - decibels.values[index - bands])
            }
            envelope[frame + delay] = sum / Float(bands)
        }
        return envelope
    }
}
