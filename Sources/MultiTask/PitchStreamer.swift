public import Audio
public import Foundation

/// Multi-pitch streaming: hears which notes sound and which instrument plays each one, from a recording or live.
///
/// ```swift
/// let streamer = try PitchStreamer()
/// let transcription = try streamer.transcribe(contentsOf: URL(fileURLWithPath: "song.flac"))
/// for note in transcription.notes {
///     print(note.instrument, note.pitchName, note.onset, note.offset)
/// }
/// ```
///
/// Live, the same with a window in the middle:
///
/// ```swift
/// var session = try streamer.session(sampleRate: 48_000)
/// while let block = microphone.next() { play(try session.append(block).notes) }
/// play(try session.finish().notes)
/// ```
///
/// A value that holds a model: make one and share it between tasks.
public struct PitchStreamer: Sendable {
    let listener: Listener
    let noteDecoder: NoteDecoder
    let segmentDecoder: SegmentDecoder

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

    /// Shares the weights that a recognizer has loaded.
    public init(sharing recognizer: InstrumentRecognizer, options: Options = Options()) {
        self.init(model: recognizer.listener.model, options: options)
    }

    init(model: Model, options: Options) {
        let description = model.description
        let thresholds = (options.thresholds ?? description.thresholds).adjusted(to: options.preset)
        listener = Listener(
            model: model.multiplying(in: options.precision), reference: options.reference, steering: options.steering,
            keep: options.keep)
        noteDecoder = NoteDecoder(
            instruments: description.instruments, thresholds: thresholds, settings: options.notes)
        segmentDecoder = SegmentDecoder(
            instruments: description.instruments, thresholds: thresholds, settings: options.segments)
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
        /// How activations become notes.
        public var notes: NoteDecoder.Settings
        /// How frames are merged into segments.
        public var segments: SegmentDecoder.Settings
        /// What the result keeps of the network's own output.
        public var keep: Keep
        /// In which numbers the network multiplies.
        public var precision: Precision

        /// Name those that differ from the weights' own.
        public init(
            reference: LevelReference? = nil, thresholds: Thresholds? = nil, preset: Thresholds.Preset = .balanced,
            steering: Steering = .none, notes: NoteDecoder.Settings = NoteDecoder.Settings(),
            segments: SegmentDecoder.Settings = SegmentDecoder.Settings(), keep: Keep = [],
            precision: Precision = .single
        ) {
            self.reference = reference
            self.thresholds = thresholds
            self.preset = preset
            self.steering = steering
            self.keep = keep
            self.precision = precision
            self.notes = notes
            self.segments = segments
        }
    }

    /// The instruments that the weights can tell apart.
    public var instruments: [Instrument] { listener.model.description.instruments }

    /// What the weights say of themselves.
    public var modelDescription: ModelDescription { listener.model.description }

    /// Transcribes a file of any rate and number of channels that libsndfile decodes. Its samples are never held
    /// whole.
    ///
    /// - Parameters:
    ///   - url: the file.
    ///   - start: where to begin, in seconds. The times of the result count from there.
    ///   - end: where to stop, in seconds; nil: at the file's end.
    ///   - progress: called now and then, on the calling thread.
    /// - Throws: `AudioError` for the file; `CancellationError` between windows when the task is cancelled.
    /// - Precondition: `start` isn't negative, and `end` is later.
    public func transcribe(
        contentsOf url: URL, from start: Double = 0, to end: Double? = nil,
        progress: (ListeningProgress) -> Void = { _ in }
    ) throws -> Transcription {
        try hear(.file(url, from: start, to: end), progress: progress)
    }

    /// Transcribes samples in memory; several channels are mixed.
    ///
    /// - Throws: `AudioError` for a sample that is no number or a rate out of range; `CancellationError`.
    public func transcribe(_ audio: AudioBuffer) throws -> Transcription {
        try hear(.buffer(audio))
    }

    /// Transcribes samples of one channel at a rate in hertz.
    ///
    /// - Throws: `AudioError` for a sample that is no number or a rate out of range; `CancellationError`.
    public func transcribe(_ samples: [Float], sampleRate: Double) throws -> Transcription {
        try hear(.checked(samples, sampleRate: sampleRate))
    }

    /// The network's probabilities themselves, for a file: 3.4 kB for each frame of nine instruments.
    ///
    /// - Throws: `AudioError` for the file; `CancellationError`.
    public func predict(contentsOf url: URL) throws -> Prediction {
        try listener.predict(.file(url))
    }

    /// The network's probabilities themselves, for samples in memory.
    ///
    /// - Throws: `AudioError` for a sample that is no number or a rate out of range; `CancellationError`.
    public func predict(_ audio: AudioBuffer) throws -> Prediction {
        try listener.predict(.buffer(audio))
    }

    /// What all calls come to, on the calling thread.
    func hear(_ source: SampleSource, progress: (ListeningProgress) -> Void = { _ in }) throws -> Transcription {
        let duration = try source.duration()
        var hearing = hearing()
        try listener.listen(to: source) { prediction in
            hearing.append(prediction)
            progress(ListeningProgress(heard: hearing.seconds, duration: duration))
        }
        return hearing.finish()
    }

    /// A transcription in the making.
    func hearing() -> Hearing {
        Hearing(
            notes: noteDecoder.stream(frameRate: listener.frameRate),
            recognition: InstrumentRecognizer.Hearing(
                segmentDecoder.stream(frameRate: listener.frameRate), listener: listener))
    }
}
