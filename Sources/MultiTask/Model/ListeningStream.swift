import Audio
import Foundation

/// The way of the data as it flows: samples → constant-Q → normalised features → network → prediction.
///
/// Offline and live are the same stream; only its ``Pace`` differs. It can't be copied, as libsoxr's state can't.
struct ListeningStream: ~Copyable, Sendable {
    private let model: Model
    /// Nobody else has it, and it goes wherever this goes.
    nonisolated(unsafe) private var resampler: Resampler.Stream
    private var transform: ConstantQ.Stream
    private var normalizer: NormalizerStream
    private var inference: WindowedInference
    private var samplesTaken = 0
    private var isEnding = false
    private let beginning: Beginning

    /// The states before the first sample.
    private struct Beginning: Sendable {
        let normalizer: NormalizerStream
        let inference: WindowedInference
        let filter: Steering.Filter
    }

    /// What is known of the music, at work on every prediction.
    private var filter: Steering.Filter

    /// Whether predictions get their columns of Z.
    var keepsLatent: Bool {
        get { inference.keepsLatent }
        set { inference.keepsLatent = newValue }
    }

    /// How levels are measured here: by the running rule, or against a level found beforehand.
    private enum NormalizerStream: Sendable {
        case running(FeatureNormalizer.Stream)
        case fixed(FeatureNormalizer, level: Float)

        mutating func append(_ magnitudes: Spectrogram) -> Spectrogram {
            switch self {
            case .running(var stream):
                let result = stream.append(magnitudes)
                self = .running(stream)
                return result
            case .fixed(let normalizer, let level):
                return normalizer.normalized(magnitudes, level: level)
            }
        }
    }

    /// - Parameters:
    ///   - level: the greatest magnitude of the whole input, for the paper's reference; nil: the running rule.
    ///   - rule: the running rule.
    ///   - steering: what is known of the music.
    /// - Throws: `AudioError.unsupported` for a rate that no sound has.
    init(
        model: Model, sampleRate: Double, pace: Pace, level: Float? = nil, rule: LevelReference.Running,
        steering: Steering = .none
    ) throws {
        try Self.check(sampleRate: sampleRate)
        self.model = model
        let settings = model.description.features
        resampler = Resampler(from: sampleRate, to: settings.constantQ.sampleRate, quality: .high).makeStream()
        transform = ConstantQ.Stream(ConstantQ(settings.constantQ))
        let normalizer = FeatureNormalizer(settings)
        self.normalizer =
            level.map { .fixed(normalizer, level: $0) } ?? .running(FeatureNormalizer.Stream(normalizer, rule: rule))
        inference = WindowedInference(model: model, pace: pace)
        filter = Steering.Filter(steering, instruments: model.description.instruments)
        beginning = Beginning(normalizer: self.normalizer, inference: inference, filter: filter)
    }

    /// Forgets all that was heard.
    mutating func reset() {
        resampler = resampler.resampler.makeStream()
        transform = ConstantQ.Stream(transform.transform)
        normalizer = beginning.normalizer
        let keepsLatent = keepsLatent
        inference = beginning.inference
        inference.keepsLatent = keepsLatent
        filter = beginning.filter
        samplesTaken = 0
        isEnding = false
    }

    /// Takes the next samples of one channel; gives the predictions that they settle.
    ///
    /// - Throws: `AudioError.nonFinite` where a sample is no number, before anything is taken; `CancellationError`: what is due
    ///   then comes with the next call.
    mutating func append(_ samples: [Float], _ give: WindowedInference.Receiver) throws {
        try check(samples)
        samplesTaken += samples.count
        let magnitudes = transform.append(resampler.append(samples))
        guard magnitudes.frameCount > 0 || inference.isBehind else { return }
        var filter = filter
        defer { self.filter = filter }
        try inference.append(normalizer.append(magnitudes)) { try give(filter.apply(to: $0), filter.glimpse(of: $1)) }
    }

    /// Ends the input: gives the rest.
    ///
    /// - Throws: `CancellationError`: the next call goes on.
    mutating func finish(_ give: WindowedInference.Receiver) throws {
        if !isEnding {
            isEnding = true
            inference.hold(normalizer.append(transform.append(resampler.finish().samples)))
            inference.hold(normalizer.append(transform.finish()))
        }
        var filter = filter
        defer { self.filter = filter }
        try inference.finish { try give(filter.apply(to: $0), filter.glimpse(of: $1)) }
    }

    /// - Throws: `AudioError.nonFinite` where a sample is no number.
    func check(_ samples: [Float]) throws {
        try Self.check(samples, from: samplesTaken)
    }

    /// The greatest constant-Q magnitude of a source: a pass of its own over it, for the paper's level reference.
    static func level(of source: SampleSource, model: Model) throws -> Float {
        let settings = model.description.features.constantQ
        let resampler = Resampler(from: source.sampleRate, to: settings.sampleRate, quality: .high).makeStream()
        var transform = ConstantQ.Stream(ConstantQ(settings))
        var level: Float = 0
        try source.forEachBlock { block in
            try Task.checkCancellation()
            level = max(level, transform.append(resampler.append(block)).values.max() ?? 0)
        }
        level = max(level, transform.append(resampler.finish().samples).values.max() ?? 0)
        return max(level, transform.finish().values.max() ?? 0)
    }

    /// - Throws: `AudioError.unsupported` for a rate that no sound has.
    static func check(sampleRate: Double) throws {
        if let objection = AudioLimits.objection(sampleRate: sampleRate, channelCount: 1) {
            throw AudioError.unsupported(path: "audio", reason: objection)
        }
    }

    private static func check(_ samples: [Float], from first: Int) throws {
        // x·0 is NaN for what isn't finite: one sum finds whether to look closer.
        var sum: Float = 0
        for sample in samples { sum += sample * 0 }
        guard sum != 0, let index = samples.firstIndex(where: { !$0.isFinite }) else { return }
        throw AudioError.nonFinite(path: "audio", frame: first + index)
    }
}

extension Steering.Filter {
    /// What is thought of frames to come, with what can't be taken out of it; the filter doesn't learn of it.
    fileprivate func glimpse(of prediction: Prediction?) -> Prediction? {
        var ahead = self
        return prediction.map { ahead.apply(to: $0) }
    }
}
