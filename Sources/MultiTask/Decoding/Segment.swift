/// A stretch of time in which an instrument plays.
public struct InstrumentSegment: Sendable, Hashable, Codable {
    /// Who plays.
    public var instrument: Instrument
    /// When it begins, in seconds from the beginning.
    public var start: Double
    /// When it ends, in seconds from the beginning.
    public var end: Double
    /// The mean activation over its active frames, 0…1; 0.5 is the threshold.
    public var confidence: Float

    /// One made by hand is certain.
    public init(instrument: Instrument, start: Double, end: Double, confidence: Float = 1) {
        self.instrument = instrument
        self.start = start
        self.end = end
        self.confidence = confidence
    }

    /// The length in seconds.
    public var duration: Double { end - start }

    /// By start, then end, then instrument.
    public static func precedes(_ first: InstrumentSegment, _ second: InstrumentSegment) -> Bool {
        (first.start, first.end, first.instrument.name) < (second.start, second.end, second.instrument.name)
    }
}
