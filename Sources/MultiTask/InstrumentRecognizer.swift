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
    private let listener: Listener
    private let decoder: SegmentDecoder

    /// Loads the weights that ship with the package.
    ///
    /// - Throws: ``ModelError`` where the package's resources are not beside the program.
    public init(options: Options = Options()) throws {
        self.init(model: try .bundled(), options: options)
    }

    /// Loads other weights: safetensors under the authors' names, as ``Trainer`` writes them.
    ///
    /// - Throws: ``ModelError`` with the file's name and what is wrong with it.
    public init(contentsOf weights: URL, options: Options = Options()) throws {
        self.init(model: try Model(contentsOf: weights), options: options)
    }

    init(model: Model, options: Options) {
        listener = Listener(model: model, reference: options.reference)
        decoder = SegmentDecoder(
            instruments: model.description.instruments, thresholds: options.thresholds ?? model.description.thresholds,
            settings: options.segments)
    }

    /// What can be set; the defaults are those of the weights.
    public struct Options: Sendable, Hashable {
        /// What levels are measured against; nil: the running rule of the weights, so that live equals offline.
        public var reference: LevelReference?
        /// Nil: those of the weights.
        public var thresholds: Thresholds?
        /// How frames are merged into segments.
        public var segments: SegmentDecoder.Settings

        public init(
            reference: LevelReference? = nil, thresholds: Thresholds? = nil,
            segments: SegmentDecoder.Settings = SegmentDecoder.Settings()
        ) {
            self.reference = reference
            self.thresholds = thresholds
            self.segments = segments
        }
    }

    /// The instruments that the weights can tell apart.
    public var instruments: [Instrument] { listener.model.description.instruments }

    /// What the weights say of themselves.
    public var modelDescription: ModelDescription { listener.model.description }

    /// Hears a file of any rate and number of channels that libsndfile decodes. Its samples are never held whole.
    ///
    /// - Parameter progress: called now and then with the seconds heard so far.
    /// - Throws: `AudioError` for the file; `CancellationError` between windows when the task is cancelled.
    public func recognize(contentsOf url: URL, progress: (Double) -> Void = { _ in }) throws -> Recognition {
        try recognize(.file(url), progress: progress)
    }

    /// Hears samples in memory; several channels are mixed.
    ///
    /// - Throws: `AudioError` for a sample that is no number or a rate out of range; `CancellationError`.
    public func recognize(_ audio: AudioBuffer) throws -> Recognition {
        try recognize(.buffer(audio))
    }

    /// Hears samples of one channel at a rate in hertz.
    ///
    /// - Throws: `AudioError` for a sample that is no number or a rate out of range; `CancellationError`.
    public func recognize(_ samples: [Float], sampleRate: Double) throws -> Recognition {
        try recognize(.checked(samples, sampleRate: sampleRate))
    }

    private func recognize(_ source: SampleSource, progress: (Double) -> Void = { _ in }) throws -> Recognition {
        var segments: [InstrumentSegment] = []
        var activations: [Float] = []
        let frameRate = listener.model.description.features.constantQ.frameRate
        var stream = decoder.stream(frameRate: frameRate)
        try listener.listen(to: source) { prediction in
            segments += stream.append(prediction)
            activations += prediction.instrument
            progress(Double(activations.count / instruments.count) / frameRate)
        }
        segments += stream.finish()
        return Recognition(
            instruments: instruments, activations: activations, frameRate: frameRate,
            segments: segments.sorted(by: InstrumentSegment.precedes))
    }
}
