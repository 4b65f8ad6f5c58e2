public import Audio
public import Foundation

/// Hears which instruments play, frame by frame and as merged segments.
///
/// ```swift
/// let recognizer = try InstrumentRecognizer()
/// let recognition = try recognizer.recognize(contentsOf: URL(fileURLWithPath: "song.flac"))
/// for segment in recognition.segments {
///     print(segment.instrument, segment.start, segment.end)
/// }
/// ```
///
/// A value that holds a model: make one and share it between tasks. The network is that of Hung, Chen and Yang,
/// *Multitask learning for frame-level instrument recognition* (ICASSP 2019).
public struct InstrumentRecognizer: Sendable {
    let listener: Listener
    private let decoder: SegmentDecoder

    /// Loads the weights that ship with the package.
    ///
    /// - Throws: ``ModelError`` where the package's resources are not beside the program.
    public init(options: Options = Options()) throws {
        self.init(model: try .bundled(precision: options.precision), options: options)
    }

    /// Loads other weights: safetensors under the authors' names, as ``Trainer`` writes them.
    ///
    /// - Throws: ``ModelError`` with the file's name and what is wrong with it.
    public init(contentsOf weights: URL, options: Options = Options()) throws {
        self.init(model: try Model(contentsOf: weights, precision: options.precision), options: options)
    }

    /// Shares the weights that a streamer has loaded.
    public init(sharing streamer: PitchStreamer, options: Options = Options()) {
        self.init(model: streamer.listener.model, options: options)
    }

    init(model: Model, options: Options) {
        listener = Listener(
            model: model.multiplying(in: options.precision), reference: options.reference, steering: options.steering,
            keep: options.keep)
        let thresholds = (options.thresholds ?? model.description.thresholds).adjusted(to: options.preset)
        decoder = SegmentDecoder(
            instruments: model.description.instruments, thresholds: thresholds, settings: options.segments)
    }

    /// What can be set; the defaults are those of the weights.
    public struct Options: Sendable, Hashable {
        /// What levels are measured against; nil: the running rule of the weights, so that live equals offline.
        public var reference: LevelReference?
        /// Nil: those of the weights. `pitchstreamer calibrate` finds others on labelled recordings.
        public var thresholds: Thresholds?
        /// Which way the thresholds lean.
        public var preset: Thresholds.Preset
        /// What is known of the music beforehand.
        public var steering: Steering
        /// How frames are merged into segments.
        public var segments: SegmentDecoder.Settings
        /// What the result keeps of the network's own output.
        public var keep: Keep
        /// In which numbers the network multiplies.
        public var precision: Precision

        /// Name those that differ from the weights' own.
        public init(
            reference: LevelReference? = nil, thresholds: Thresholds? = nil, preset: Thresholds.Preset = .balanced,
            steering: Steering = .none, segments: SegmentDecoder.Settings = SegmentDecoder.Settings(), keep: Keep = [],
            precision: Precision = .single
        ) {
            self.reference = reference
            self.thresholds = thresholds
            self.preset = preset
            self.steering = steering
            self.segments = segments
            self.keep = keep
            self.precision = precision
        }
    }

    /// The instruments that the weights can tell apart.
    public var instruments: [Instrument] { listener.model.description.instruments }

    /// What the weights say of themselves.
    public var modelDescription: ModelDescription { listener.model.description }

    /// Hears a file of any rate and number of channels that libsndfile decodes. Its samples are never held whole.
    ///
    /// - Parameters:
    ///   - url: the file.
    ///   - start: where to begin, in seconds. The times of the result count from there.
    ///   - end: where to stop, in seconds; nil: at the file's end.
    ///   - progress: called now and then, on the calling thread.
    /// - Throws: `AudioError` for the file; `CancellationError` between windows when the task is cancelled.
    /// - Precondition: `start` isn't negative, and `end` is later.
    public func recognize(
        contentsOf url: URL, from start: Double = 0, to end: Double? = nil,
        progress: (ListeningProgress) -> Void = { _ in }
    ) throws -> Recognition {
        try hear(.file(url, from: start, to: end), progress: progress)
    }

    /// Hears samples in memory; several channels are mixed.
    ///
    /// - Throws: `AudioError` for a sample that is no number or a rate out of range; `CancellationError`.
    public func recognize(_ audio: AudioBuffer) throws -> Recognition {
        try hear(.buffer(audio))
    }

    /// Hears samples of one channel at a rate in hertz.
    ///
    /// - Throws: `AudioError` for a sample that is no number or a rate out of range; `CancellationError`.
    public func recognize(_ samples: [Float], sampleRate: Double) throws -> Recognition {
        try hear(.checked(samples, sampleRate: sampleRate))
    }

    /// What all calls come to, on the calling thread.
    func hear(_ source: SampleSource, progress: (ListeningProgress) -> Void = { _ in }) throws -> Recognition {
        let duration = try source.duration()
        var hearing = hearing()
        try listener.listen(to: source) { prediction in
            hearing.append(prediction)
            progress(ListeningProgress(heard: hearing.seconds, duration: duration))
        }
        return hearing.finish()
    }

    /// A recognition in the making.
    func hearing() -> Hearing { Hearing(decoder.stream(frameRate: listener.frameRate), listener: listener) }

    /// What ``InstrumentRecognizer`` makes of predictions as they come.
    struct Hearing {
        private var stream: SegmentDecoder.Stream
        private let listener: Listener
        private var segments: [InstrumentSegment] = []
        private var activations: [Float] = []
        private var posteriors = Posteriors()

        init(_ stream: SegmentDecoder.Stream, listener: Listener) {
            self.stream = stream
            self.listener = listener
        }

        /// Seconds heard so far.
        var seconds: Double { Double(stream.frameCount) / listener.frameRate }

        mutating func append(_ prediction: Prediction) {
            segments += stream.append(prediction)
            activations += prediction.instrument
            posteriors.append(prediction, keep: listener.keep)
        }

        mutating func finish() -> Recognition {
            segments += stream.finish()
            return Recognition(
                instruments: listener.model.description.instruments, activations: activations,
                frameRate: listener.frameRate, segments: segments.sorted(by: InstrumentSegment.precedes),
                posteriors: listener.keep.isEmpty ? nil : posteriors)
        }
    }
}
