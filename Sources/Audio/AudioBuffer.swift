/// Samples in memory: planar channels of equal length, −1…1 at full scale, and their rate.
///
/// The first stop on the way of the data. Positions are integer frames everywhere; seconds are derived.
public struct AudioBuffer: Sendable, Equatable {
    /// One array of samples for each channel, all of the same length. Never empty.
    public let channels: [[Float]]
    /// Frames per second, in hertz.
    public let sampleRate: Double

    /// Wraps planar channels.
    ///
    /// - Precondition: at least one channel, all of equal length, and a positive finite rate.
    public init(channels: [[Float]], sampleRate: Double) {
        precondition(!channels.isEmpty, "AudioBuffer: there must be at least one channel")
        precondition(
            channels.allSatisfy { $0.count == channels[0].count },
            "AudioBuffer: channels of unequal length \(channels.map(\.count))")
        precondition(sampleRate.isFinite && sampleRate > 0, "AudioBuffer: a rate of \(sampleRate) Hz")
        self.channels = channels
        self.sampleRate = sampleRate
    }

    /// Wraps one channel.
    public init(samples: [Float], sampleRate: Double) {
        self.init(channels: [samples], sampleRate: sampleRate)
    }

    /// The number of frames (samples per channel).
    public var frameCount: Int { channels[0].count }

    /// The length in seconds.
    public var duration: Double { Double(frameCount) / sampleRate }

    /// The samples of a buffer of one channel.
    ///
    /// - Precondition: one channel; call ``mono()`` first where there may be more.
    public var samples: [Float] {
        precondition(channels.count == 1, "AudioBuffer.samples: \(channels.count) channels, mix with mono() first")
        return channels[0]
    }

    /// The mean of the channels, as librosa's `to_mono` has it.
    ///
    /// Each channel counts the same, whatever its place: of 5.1 each of the six a sixth, the centre and the one for low
    /// frequencies too. So the mix never goes beyond full scale, and a sound on one channel of n becomes n times softer.
    public func mono() -> AudioBuffer {
        guard channels.count > 1 else { return self }
        var mixed = channels[0]
        for channel in channels.dropFirst() {
            for index in mixed.indices { mixed[index] += channel[index] }
        }
        let scale = 1 / Float(channels.count)
        for index in mixed.indices { mixed[index] *= scale }
        return AudioBuffer(samples: mixed, sampleRate: sampleRate)
    }
}
