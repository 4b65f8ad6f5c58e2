/// Makes notes of a prediction, from the pitch head and the pianoroll head together.
///
/// Each pitch's curve of the pitch head is cut into notes: on and off with hysteresis, short gaps closed, a fall and rise of
/// the activation is a note struck anew, what is too short is dropped. A note goes to the instrument that the pianoroll head
/// finds likeliest over all of it; further instruments play it too where their roll is sure of it (see ``Thresholds``). On sounds
/// never trained on this finds far more than a thresholded pianoroll alone.
///
/// ```swift
/// let decoder = NoteDecoder(instruments: prediction.instruments, thresholds: thresholds)
/// let notes = decoder.decode(prediction)             // all at once …
/// var stream = decoder.stream()                      // … or as it comes: the same notes
/// for block in blocks { play(stream.append(block)) }
/// play(stream.finish())
/// ```
public struct NoteDecoder: Sendable, Hashable {
    /// The rules, besides the thresholds. Times in seconds.
    public struct Settings: Sendable, Hashable, Codable {
        /// Shorter notes are dropped.
        public var minimumLength: Double
        /// A pause up to this long within a note is closed.
        public var gapClosing: Double
        /// A note ends below this share of the threshold it began at, 0…1.
        public var releaseRatio: Float
        /// The fall and the rise of the activation, on the scale where the threshold is 0.5, that make a new note of
        /// the same pitch; nil: they never do.
        public var restrikeRise: Float?
        /// The time within which it must rise so.
        public var restrikeWindow: Double
        /// The least probability of the pianoroll at which a further instrument plays a pitch too, beside its
        /// threshold. A threshold that is best for frames is often low: kin then play every note in unison.
        public var leastUnison: Float

        /// Name those that differ from the defaults.
        public init(
            minimumLength: Double = 0.09, gapClosing: Double = 0.05, releaseRatio: Float = 0.75,
            restrikeRise: Float? = 0.3, restrikeWindow: Double = 0.1, leastUnison: Float = 0.8
        ) {
            self.minimumLength = minimumLength
            self.gapClosing = gapClosing
            self.releaseRatio = releaseRatio
            self.restrikeRise = restrikeRise
            self.restrikeWindow = restrikeWindow
            self.leastUnison = leastUnison
        }
    }

    /// Of the predictions, in the order of their channels.
    public let instruments: [Instrument]
    /// From which probabilities a note sounds.
    public let thresholds: Thresholds
    /// The rules, besides the thresholds.
    public let settings: Settings

    /// - Parameters:
    ///   - instruments: Of the predictions, in the order of their channels.
    ///   - thresholds: When nil, one half for everything.
    ///   - settings: The rules, besides the thresholds.
    /// - Precondition: the thresholds' rows are the instruments, in their order; no negative time; ratio in 0…1.
    public init(instruments: [Instrument], thresholds: Thresholds? = nil, settings: Settings = Settings()) {
        let thresholds = thresholds ?? Thresholds(for: instruments)
        precondition(
            thresholds.fit(instruments),
            "NoteDecoder: thresholds for \(thresholds.instruments.map(\.instrument)), instruments \(instruments)")
        precondition(
            [settings.minimumLength, settings.gapClosing, settings.restrikeWindow]
                .allSatisfy { $0 >= 0 && $0 < 3600 } && 0...1 ~= settings.releaseRatio,
            "NoteDecoder: settings out of range: \(settings)")
        self.instruments = instruments
        self.thresholds = thresholds
        self.settings = settings
    }

    /// The notes of a whole prediction, in the order of ``Note/precedes(_:_:)``: a stream fed with everything.
    ///
    /// - Precondition: the prediction is of this decoder's instruments.
    public func decode(_ prediction: Prediction) -> [Note] {
        var stream = stream(frameRate: prediction.frameRate)
        let notes = stream.append(prediction)
        return (notes + stream.finish()).sorted(by: Note.precedes)
    }

    /// A decoder at work, to be fed frame by frame or in blocks of any size.
    public func stream(frameRate: Double = Prediction.standardFrameRate) -> Stream {
        Stream(decoder: self, frameRate: frameRate)
    }

    /// The rules of the cut, in frames.
    func rules(frameRate: Double) -> ActivationTracker.Rules {
        ActivationTracker.Rules(
            on: 0.5, release: 0.5 * settings.releaseRatio,
            minimumFrames: max(settings.minimumLength.framesAtLeast(rate: frameRate), 1),
            gapFrames: settings.gapClosing.framesAtMost(rate: frameRate), rise: settings.restrikeRise,
            windowFrames: max(settings.restrikeWindow.framesAtMost(rate: frameRate), 1))
    }
}
