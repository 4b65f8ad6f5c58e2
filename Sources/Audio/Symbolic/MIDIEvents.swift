/// What a score holds besides notes. Ticks are those of the file that was read, nil in what was made by hand.
extension MIDIFile {
    /// A tempo, from a moment on.
    public struct TempoChange: Sendable, Hashable, Codable {
        /// Seconds from the beginning.
        public let seconds: Double
        /// The place in the file's own ticks; nil where it was given in seconds.
        public let tick: Int?
        /// 1…16,777,215; 500,000 are 120 quarters a minute.
        public let microsecondsPerQuarter: Int

        /// Quarters a minute.
        public var beatsPerMinute: Double { 60e6 / Double(microsecondsPerQuarter) }

        /// - Parameters:
        ///   - seconds: When it begins.
        ///   - beatsPerMinute: Quarters a minute, 4…1000; rounded to what a file can hold, whole microseconds a quarter.
        /// - Precondition: a tempo within these bounds, and 0 ≤ seconds ≤ 10⁸.
        public init(seconds: Double = 0, beatsPerMinute: Double) {
            precondition(
                4...1000 ~= beatsPerMinute && 0...1e8 ~= seconds,
                "MIDIFile: a tempo of \(beatsPerMinute) quarters a minute at \(seconds) s")
            self.init(seconds: seconds, tick: nil, microsecondsPerQuarter: Int((60e6 / beatsPerMinute).rounded()))
        }

        init(seconds: Double, tick: Int?, microsecondsPerQuarter: Int) {
            self.seconds = seconds
            self.tick = tick
            self.microsecondsPerQuarter = microsecondsPerQuarter
        }
    }

    /// A time signature, from a moment on.
    public struct TimeSignature: Sendable, Hashable, Codable {
        /// Seconds from the beginning.
        public let seconds: Double
        /// The place in the file's own ticks; nil where it was given in seconds.
        public let tick: Int?
        /// 6 in 6/8.
        public let numerator: Int
        /// 8 in 6/8; a power of two.
        public let denominator: Int

        /// - Precondition: a numerator of 1…255, a denominator of 1, 2, 4 … 32768, and 0 ≤ seconds ≤ 10⁸.
        public init(seconds: Double = 0, numerator: Int, denominator: Int) {
            precondition(
                1...255 ~= numerator && 1...32768 ~= denominator && denominator.nonzeroBitCount == 1
                    && 0...1e8 ~= seconds,
                "MIDIFile: a time signature of \(numerator)/\(denominator) at \(seconds) s")
            self.init(seconds: seconds, tick: nil, numerator: numerator, denominator: denominator)
        }

        init(seconds: Double, tick: Int?, numerator: Int, denominator: Int) {
            self.seconds = seconds
            self.tick = tick
            self.numerator = numerator
            self.denominator = denominator
        }
    }

    /// A key signature, from a moment on.
    public struct KeySignature: Sendable, Hashable, Codable {
        /// Seconds from the beginning.
        public let seconds: Double
        /// The place in the file's own ticks; nil where it was given in seconds.
        public let tick: Int?
        /// The number of sharps, −7…7; flats are negative.
        public let sharps: Int
        /// Whether the key is a minor one.
        public let isMinor: Bool

        /// - Precondition: −7…7 sharps, and 0 ≤ seconds ≤ 10⁸.
        public init(seconds: Double = 0, sharps: Int, isMinor: Bool = false) {
            precondition(
                -7...7 ~= sharps && 0...1e8 ~= seconds, "MIDIFile: a key of \(sharps) sharps at \(seconds) s")
            self.init(seconds: seconds, tick: nil, sharps: sharps, isMinor: isMinor)
        }

        init(seconds: Double, tick: Int?, sharps: Int, isMinor: Bool) {
            self.seconds = seconds
            self.tick = tick
            self.sharps = sharps
            self.isMinor = isMinor
        }
    }

    /// Words at a moment.
    public struct TextEvent: Sendable, Hashable, Codable {
        /// What words are for; the numbers are those of the meta events.
        public enum Kind: Int, Sendable, Hashable, Codable {
            /// Anything, meta event 1.
            case text = 1
            /// Whose the piece is, meta event 2.
            case copyright = 2
            /// A syllable that is sung, meta event 5.
            case lyric = 5
            /// A place in the piece such as "Verse 2", meta event 6.
            case marker = 6
            /// What happens elsewhere, on a stage or a screen, meta event 7.
            case cuePoint = 7
        }

        /// Seconds from the beginning.
        public let seconds: Double
        /// The place in the file's own ticks; nil where it was given in seconds.
        public let tick: Int?
        /// What the words are for.
        public let kind: Kind
        /// The words.
        public let text: String
        /// The track it stands in, from 0.
        public let track: Int

        /// - Precondition: a track that isn't negative, and 0 ≤ seconds ≤ 10⁸.
        public init(seconds: Double = 0, kind: Kind, text: String, track: Int = 0) {
            precondition(
                track >= 0 && 0...1e8 ~= seconds, "MIDIFile: words in track \(track) at \(seconds) s")
            self.init(seconds: seconds, tick: nil, kind: kind, text: text, track: track)
        }

        init(seconds: Double, tick: Int?, kind: Kind, text: String, track: Int) {
            self.seconds = seconds
            self.tick = tick
            self.kind = kind
            self.text = text
            self.track = track
        }
    }
}
