#if canImport(AVFAudio)
    public import AVFAudio
#endif

extension AudioBuffer {
    /// Takes samples apart that lie frame by frame, as sound cards and most libraries give them: left, right, left, right …
    ///
    /// - Precondition: whole frames, at least one channel, and a positive finite rate.
    public init(interleaved samples: [Float], channelCount: Int, sampleRate: Double) {
        precondition(
            channelCount > 0 && samples.count.isMultiple(of: max(channelCount, 1)),
            "AudioBuffer: \(samples.count) samples are not whole frames of \(channelCount) channels")
        let channels = (0..<channelCount).map { channel in
            stride(from: channel, to: samples.count, by: channelCount).map { samples[$0] }
        }
        self.init(channels: channels, sampleRate: sampleRate)
    }

    #if canImport(AVFAudio)
        /// Copies what AVFoundation gives, planar or interleaved. (Compiled on Apple's systems alone, where this package's
        /// tests haven't been run.)
        ///
        /// - Returns: nil where the samples aren't single precision numbers: convert them first.
        public init?(_ buffer: AVAudioPCMBuffer) {
            guard let data = buffer.floatChannelData else { return nil }
            let (channelCount, frameCount) = (Int(buffer.format.channelCount), Int(buffer.frameLength))
            let rate = buffer.format.sampleRate
            if buffer.format.isInterleaved {
                let samples = UnsafeBufferPointer(start: data[0], count: frameCount * channelCount)
                self.init(interleaved: Array(samples), channelCount: channelCount, sampleRate: rate)
            } else {
                let channels = (0..<channelCount).map { Array(UnsafeBufferPointer(start: data[$0], count: frameCount)) }
                self.init(channels: channels, sampleRate: rate)
            }
        }
    #endif
}
