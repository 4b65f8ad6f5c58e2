/// Probabilities from which something counts as sounding. They belong to weights, and stand as JSON in their metadata.
///
/// Chosen by ``ThresholdFitter`` on songs that are neither trained nor tested on.
public struct Thresholds: Sendable, Hashable, Codable {
    /// The thresholds of one instrument.
    public struct Row: Sendable, Hashable, Codable {
        /// The instrument's name.
        public var instrument: String
        /// For the instrument head: from here it plays.
        public var activity: Float
        /// For the pianoroll head: from here it plays a pitch, also where another instrument is likelier there.
        public var roll: Float

        /// Probabilities, 0…1.
        public init(instrument: String, activity: Float = 0.5, roll: Float = 0.5) {
            self.instrument = instrument
            self.activity = activity
            self.roll = roll
        }
    }

    /// For the pitch head: from here a pitch sounds.
    public var pitch: Float
    /// One row for each instrument, in the order of the network's channels.
    public var instruments: [Row]

    /// Probabilities, 0…1.
    public init(pitch: Float = 0.5, instruments: [Row]) {
        self.pitch = pitch
        self.instruments = instruments
    }

    /// One half for everything.
    public init(for instruments: [Instrument]) {
        self.init(instruments: instruments.map { Row(instrument: $0.name) })
    }

    /// Reads them, and refuses what is no probability.
    ///
    /// - Throws: `DecodingError.dataCorrupted`, with the row's name, where a value is outside 0…1.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        pitch = try container.decode(Float.self, forKey: .pitch)
        instruments = try container.decode([Row].self, forKey: .instruments)
        try Self.check(pitch, "the pitch threshold", container.codingPath)
        for row in instruments {
            try Self.check(row.activity, "the activity threshold of \(row.instrument)", container.codingPath)
            try Self.check(row.roll, "the roll threshold of \(row.instrument)", container.codingPath)
        }
    }

    /// Whether there is a row for each of the instruments, in their order.
    public func fit(_ instruments: [Instrument]) -> Bool {
        self.instruments.map(\.instrument) == instruments.map(\.name)
    }

    private static func check(_ value: Float, _ what: String, _ path: [any CodingKey]) throws {
        guard value >= 0, value <= 1 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: path, debugDescription: "\(what) is \(value), it must be in 0…1"))
        }
    }
}

/// Probabilities on a scale where every threshold is 0.5, so that one set of rules serves all of them.
enum Activation {
    /// Straight from 0 to 0.5 up to the threshold, and straight on to 1 from there.
    @inline(__always)
    static func level(_ probability: Float, threshold: Float) -> Float {
        let threshold = min(max(threshold, 1e-6), 1 - 1e-6)
        return probability < threshold
            ? 0.5 * probability / threshold : 0.5 + 0.5 * (probability - threshold) / (1 - threshold)
    }
}
