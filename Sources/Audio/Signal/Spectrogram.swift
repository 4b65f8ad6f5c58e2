/// Values over time and frequency: `values[frame * binCount + bin]`, frame by frame as they come.
///
/// What the values are (magnitude, power, decibels) is its maker's to say. Frame `t` is centred on sample `t * hop`.
public struct Spectrogram: Sendable, Equatable {
    /// frames × bins, a frame's bins side by side.
    public var values: [Float]
    /// The number of frequency bins.
    public let binCount: Int
    /// Samples from one frame's centre to the next.
    public let hop: Int
    /// The rate of the sound it was made from, in hertz.
    public let sampleRate: Double

    /// - Precondition: `values.count` is a multiple of `binCount`.
    public init(values: [Float], binCount: Int, hop: Int, sampleRate: Double) {
        precondition(binCount > 0 && hop > 0, "Spectrogram: \(binCount) bins, hop \(hop)")
        precondition(
            values.count.isMultiple(of: binCount), "Spectrogram: \(values.count) values are no rows of \(binCount)")
        self.values = values
        self.binCount = binCount
        self.hop = hop
        self.sampleRate = sampleRate
    }

    /// The number of frames.
    public var frameCount: Int { values.count / binCount }

    /// Frames per second.
    public var frameRate: Double { sampleRate / Double(hop) }

    /// The time of a frame's centre, in seconds.
    public func time(ofFrame frame: Int) -> Double { Double(frame * hop) / sampleRate }

    /// One frame's bins.
    public subscript(frame frame: Int) -> ArraySlice<Float> {
        values[frame * binCount..<(frame + 1) * binCount]
    }
}
