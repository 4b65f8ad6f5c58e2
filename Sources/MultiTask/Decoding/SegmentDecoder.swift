/// Makes merged segments of the instrument head: who plays from when to when.
public struct SegmentDecoder: Sendable, Hashable {
    /// The rules, besides the thresholds. Times in seconds.
    public struct Settings: Sendable, Hashable, Codable {
        /// A segment with less activity than this, pauses left out, is dropped.
        public var minimumActivity: Double
        /// A pause up to this long within a segment is closed.
        public var gapClosing: Double
        /// A segment pauses below this share of the threshold it began at, 0…1.
        public var releaseRatio: Float

        /// Name those that differ from the defaults.
        public init(minimumActivity: Double = 0.25, gapClosing: Double = 0.75, releaseRatio: Float = 0.75) {
            self.minimumActivity = minimumActivity
            self.gapClosing = gapClosing
            self.releaseRatio = releaseRatio
        }
    }

    /// Of the predictions, in the order of their channels.
    public let instruments: [Instrument]
    /// From which probabilities an instrument plays.
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
            "SegmentDecoder: thresholds for \(thresholds.instruments.map(\.instrument)), instruments \(instruments)")
        precondition(
            [settings.minimumActivity, settings.gapClosing].allSatisfy { $0 >= 0 && $0 < 3600 }
                && 0...1 ~= settings.releaseRatio,
            "SegmentDecoder: settings out of range: \(settings)")
        self.instruments = instruments
        self.thresholds = thresholds
        self.settings = settings
    }

    /// The segments of a whole prediction, in the order of ``InstrumentSegment/precedes(_:_:)``.
    ///
    /// - Precondition: the prediction is of this decoder's instruments.
    public func decode(_ prediction: Prediction) -> [InstrumentSegment] {
        var stream = stream(frameRate: prediction.frameRate)
        let segments = stream.append(prediction)
        return (segments + stream.finish()).sorted(by: InstrumentSegment.precedes)
    }

    /// A decoder at work, to be fed in blocks of any size.
    public func stream(frameRate: Double = Prediction.standardFrameRate) -> Stream {
        Stream(decoder: self, frameRate: frameRate)
    }
}

extension SegmentDecoder {
    /// A decoder at work: takes predictions as they come, gives each segment once, as soon as nothing can change it.
    ///
    /// The size of the blocks makes no difference to the segments. Memory doesn't grow with time.
    public struct Stream: Sendable {
        private let decoder: SegmentDecoder
        private let frameRate: Double
        private let rules: ActivationTracker.Rules
        private var trackers: [ActivationTracker]
        private var taken = 0

        init(decoder: SegmentDecoder, frameRate: Double) {
            precondition(frameRate.isFinite && frameRate > 0, "SegmentDecoder.Stream: \(frameRate) frames per second")
            self.decoder = decoder
            self.frameRate = frameRate
            rules = ActivationTracker.Rules(
                on: 0.5, release: 0.5 * decoder.settings.releaseRatio,
                minimumFrames: max(decoder.settings.minimumActivity.framesAtLeast(rate: frameRate), 1),
                gapFrames: decoder.settings.gapClosing.framesAtMost(rate: frameRate), rise: nil, windowFrames: 1)
            trackers = Array(repeating: ActivationTracker(), count: decoder.instruments.count)
        }

        /// The number of frames taken so far.
        public var frameCount: Int { taken }

        /// Takes the next frames; gives the segments that are final through them, by their ends.
        ///
        /// - Precondition: the prediction is of the decoder's instruments and frame rate.
        public mutating func append(_ prediction: Prediction) -> [InstrumentSegment] {
            precondition(
                prediction.instruments == decoder.instruments && prediction.frameRate == frameRate,
                """
                SegmentDecoder.Stream: a prediction of \(prediction.instruments) at \(prediction.frameRate) Hz, \
                the decoder has \(decoder.instruments) at \(frameRate) Hz
                """)
            var segments: [InstrumentSegment] = []
            for frame in 0..<prediction.frameCount {
                let probabilities = prediction.instrument(atFrame: frame)
                for (index, probability) in probabilities.enumerated() {
                    let threshold = decoder.thresholds.instruments[index].activity
                    let level = Activation.level(probability, threshold: threshold)
                    if let stretch = trackers[index].take(level, frame: taken, rules: rules) {
                        segments.append(segment(stretch, index: index))
                    }
                }
                taken += 1
            }
            return segments
        }

        /// Ends the stream: gives the segments that were still open.
        public mutating func finish() -> [InstrumentSegment] {
            trackers.indices.compactMap { index in
                trackers[index].finish(rules: rules).map { segment($0, index: index) }
            }
        }

        /// The segments that go on now, their end so far.
        public var sounding: [InstrumentSegment] {
            trackers.indices.compactMap { index in
                guard let stretch = trackers[index].current, stretch.activeFrames >= rules.minimumFrames else {
                    return nil
                }
                return segment(stretch, index: index)
            }
        }

        private func segment(_ stretch: ActivationTracker.Stretch, index: Int) -> InstrumentSegment {
            InstrumentSegment(
                instrument: decoder.instruments[index], start: max(Double(stretch.start) - 0.5, 0) / frameRate,
                end: (Double(stretch.end) - 0.5) / frameRate, confidence: min(max(stretch.mean, 0), 1))
        }
    }
}
