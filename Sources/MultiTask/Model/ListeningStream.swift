import Audio
import Foundation

/// The way of the data as it flows: samples → constant-Q → normalised features → network → prediction.
///
/// Offline and live are the same stream; only the number of frames settled at a time differs.
struct ListeningStream {
    private let model: Model
    private let resampler: Resampler.Stream
    private var transform: ConstantQ.Stream
    private var normalizer: NormalizerStream
    private var inference: WindowedInference
    private var samplesTaken = 0

    /// What is known of the music, at work on every prediction.
    var filter: Steering.Filter?

    /// Whether predictions get their columns of Z.
    var keepsLatent: Bool {
        get { inference.keepsLatent }
        set { inference.keepsLatent = newValue }
    }

    /// How levels are measured here: by the running rule, or against a level found beforehand.
    private enum NormalizerStream {
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

    /// Frames settled at a time where nobody waits: the context is then a third of the work.
    static let offlineCore = 320
    /// Frames settled at a time in a live session: half a second.
    static let liveCore = 16

    /// - Parameters:
    ///   - level: the greatest magnitude of the whole input, for the paper's reference; nil: the running rule.
    ///   - rule: the running rule.
    init(
        model: Model, sampleRate: Double, core: Int, level: Float? = nil, rule: LevelReference.Running
    ) throws {
        try Self.check(sampleRate: sampleRate)
        self.model = model
        let settings = model.description.features
        resampler = Resampler(from: sampleRate, to: settings.constantQ.sampleRate, quality: .high).makeStream()
        transform = ConstantQ.Stream(ConstantQ(settings.constantQ))
        let normalizer = FeatureNormalizer(settings)
        self.normalizer =
            level.map { .fixed(normalizer, level: $0) } ?? .running(FeatureNormalizer.Stream(normalizer, rule: rule))
        inference = WindowedInference(model: model, core: core)
    }

    /// Takes the next samples of one channel; gives the predictions that they settle.
    ///
    /// - Throws: `AudioError.nonFinite` where a sample is no number; `CancellationError`.
    mutating func append(_ samples: [Float], _ give: (Prediction) throws -> Void) throws {
        try Self.check(samples, from: samplesTaken)
        samplesTaken += samples.count
        try take(resampler.append(samples), give)
    }

    /// Ends the input: gives the rest.
    mutating func finish(_ give: (Prediction) throws -> Void) throws {
        try take(resampler.finish().samples, give)
        try infer(normalizer.append(transform.finish()), give)
        var filter = filter
        defer { self.filter = filter }
        try inference.finish { try give(filter?.apply(to: $0) ?? $0) }
    }

    private mutating func take(_ samples: [Float], _ give: (Prediction) throws -> Void) throws {
        guard !samples.isEmpty else { return }
        let magnitudes = transform.append(samples)
        guard magnitudes.frameCount > 0 else { return }
        try infer(normalizer.append(magnitudes), give)
    }

    private mutating func infer(_ features: Spectrogram, _ give: (Prediction) throws -> Void) throws {
        var filter = filter
        defer { self.filter = filter }
        try inference.append(features) { try give(filter?.apply(to: $0) ?? $0) }
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
