/// Which instruments were heard when.
public struct Recognition: Sendable, Hashable, Codable {
    /// The instruments that the weights can tell apart, in the order of the activations.
    public let instruments: [Instrument]
    /// T × M probabilities, frame by frame: that this instrument plays.
    public let activations: [Float]
    /// Frames per second; frame `t` is centred on the time `t / frameRate`.
    public let frameRate: Double
    /// Who plays from when to when, by start.
    public let segments: [InstrumentSegment]
    /// The network's own output, as far as it was asked for.
    public let posteriors: Posteriors?

    /// - Precondition: the activations are rows of one value per instrument.
    public init(
        instruments: [Instrument], activations: [Float], frameRate: Double, segments: [InstrumentSegment],
        posteriors: Posteriors? = nil
    ) {
        precondition(
            !instruments.isEmpty && activations.count.isMultiple(of: instruments.count),
            "Recognition: \(activations.count) activations for \(instruments.count) instruments")
        self.instruments = instruments
        self.activations = activations
        self.frameRate = frameRate
        self.segments = segments
        self.posteriors = posteriors
    }

    /// T.
    public var frameCount: Int { activations.count / instruments.count }

    /// The length that the frames cover, in seconds.
    public var duration: Double { Double(frameCount) / frameRate }

    /// The time of a frame's centre, in seconds.
    public func time(ofFrame frame: Int) -> Double { Double(frame) / frameRate }

    /// The probabilities of one instrument, T values; empty for one that the weights don't know.
    public func activations(of instrument: Instrument) -> [Float] {
        guard let index = instruments.firstIndex(of: instrument) else { return [] }
        return stride(from: index, to: activations.count, by: instruments.count).map { activations[$0] }
    }

    /// Who plays at a time in seconds, by the segments.
    public func instruments(at time: Double) -> [Instrument] {
        let playing = Set(segments.filter { $0.start <= time && time < $0.end }.map(\.instrument))
        return instruments.filter(playing.contains)
    }

    /// The share of the time, 0…1, that an instrument's segments cover.
    public func share(of instrument: Instrument) -> Double {
        guard duration > 0 else { return 0 }
        let covered = segments.filter { $0.instrument == instrument }.reduce(0) { $0 + $1.duration }
        return min(1, covered / duration)
    }
}
