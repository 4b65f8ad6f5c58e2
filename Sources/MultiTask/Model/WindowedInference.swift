import Audio
import Foundation
internal import Tensor

/// Runs the network over features of any length, window by window, as if over the whole at once.
///
/// Each window has `context` frames on either side that are computed and thrown away: more than the network sees to
/// either side of a frame (75), and a multiple of 16, so that its four halvings fall on the same frames in every
/// window. Memory is bounded by the window.
struct WindowedInference: Sendable {
    /// Frames on either side that only inform the others.
    static let context = 80

    private let model: Model
    private let normalizer: FeatureNormalizer
    /// Frames that one window settles.
    private let core: Int
    /// Normalised features from frame `first` on.
    private var features: Spectrogram
    private var first = 0
    /// The number of frames whose prediction was given.
    private var settled = 0
    private var context: InstrumentContext?
    /// Whether predictions get their columns of Z.
    var keepsLatent = false

    /// Frames kept: never more than a window and the block that came last.
    var heldFrames: Int { features.frameCount }

    /// - Parameter core: frames settled at a time, a multiple of 16: many for speed, few for promptness.
    init(model: Model, core: Int) {
        precondition(core > 0 && core.isMultiple(of: 16), "WindowedInference: a core of \(core) frames")
        self.model = model
        self.core = core
        let settings = model.description.features
        normalizer = FeatureNormalizer(settings)
        context = model.description.context.map {
            InstrumentContext(
                $0, instrumentCount: model.description.instruments.count, frameRate: settings.constantQ.frameRate)
        }
        features = Spectrogram(
            values: [], binCount: settings.constantQ.binCount, hop: settings.constantQ.hop,
            sampleRate: settings.constantQ.sampleRate)
    }

    /// Takes the next features; gives the predictions that they settle, in order.
    mutating func append(_ block: Spectrogram, _ give: (Prediction) throws -> Void) throws {
        features.values.append(contentsOf: block.values)
        while first + features.frameCount >= settled + core + Self.context {
            try Task.checkCancellation()
            try give(settle(core, until: settled + core + Self.context))
        }
    }

    /// Ends the input: gives the rest.
    mutating func finish(_ give: (Prediction) throws -> Void) throws {
        let end = first + features.frameCount
        while settled < end {
            try Task.checkCancellation()
            // What doesn't fill a window goes with the last, to the very end: as the whole would have it.
            try give(settle(min(core, end - settled), until: min(end, settled + core + Self.context)))
        }
    }

    /// The prediction of the next `count` frames, with features up to `end`.
    private mutating func settle(_ count: Int, until end: Int) -> Prediction {
        let begin = max(0, settled - Self.context)
        // An input shorter than the network can halve is followed by silence.
        let window = begin - first..<max(end, begin + MultiTaskNet.fewestFrames) - first
        // Many small loops: who calls at the same time takes turns window by window, not loop by loop.
        let (output, latent) = Parallel.withPermit {
            model.prepared.outputAndLatent(normalizer.tensor(features, frames: window))
        }
        let bins = features.binCount
        let levels = features.values[(settled - first) * bins..<(settled - first + count) * bins]
        var prediction = Prediction(
            output, frames: settled - begin..<settled - begin + count, level: Array(levels),
            description: model.description, context: &context)
        if keepsLatent { prediction.latent = Latent(latent, columnsOf: settled..<settled + count, from: begin) }
        settled += count
        let unneeded = max(0, settled - Self.context) - first
        if unneeded > 0 {
            features.values.removeFirst(unneeded * features.binCount)
            first += unneeded
        }
        return prediction
    }
}

extension Prediction {
    /// Some frames of the network's logits for one clip, as probabilities, frame by frame.
    ///
    /// - Parameter context: that of the frames before; it goes on with these.
    init(
        _ output: NetworkOutput, frames: Range<Int>, level: [Float] = [], description: ModelDescription,
        context: inout InstrumentContext?
    ) {
        let (keys, all) = (output.roll.shape[1], output.roll.shape[2])
        let instruments = output.roll.shape[3]
        var roll = [Float](repeating: 0, count: frames.count * keys * instruments)
        var pitch = [Float](repeating: 0, count: frames.count * keys)
        var activity = output.instrument.withUnsafeBufferPointer { logits in
            Array(logits[frames.lowerBound * instruments..<frames.upperBound * instruments])
        }
        let believed = Self.believed(activity, instruments: instruments, context: &context)
        let (weight, rollWeight) = (context?.settings.weight ?? 0, context?.settings.rollWeight ?? 0)
        for cell in activity.indices { activity[cell] = Self.sigmoid(activity[cell] + weight * believed[cell]) }
        output.roll.withUnsafeBufferPointer { logits in
            for key in 0..<keys {
                for (row, frame) in frames.enumerated() {
                    let source = (key * all + frame) * instruments
                    let target = (row * keys + key) * instruments
                    for index in 0..<instruments {
                        roll[target + index] = Self.sigmoid(
                            logits[source + index] + rollWeight * believed[row * instruments + index])
                    }
                }
            }
        }
        output.pitch.withUnsafeBufferPointer { logits in
            for key in 0..<keys {
                for (row, frame) in frames.enumerated() {
                    pitch[row * keys + key] = Self.sigmoid(logits[key * all + frame])
                }
            }
        }
        self.init(
            roll: roll, pitch: pitch, instrument: activity, instruments: description.instruments,
            frameRate: description.features.constantQ.frameRate, level: level)
    }

    /// What the context says of each frame (T × M); zeros where there is none.
    private static func believed(
        _ logits: [Float], instruments: Int, context: inout InstrumentContext?
    ) -> [Float] {
        guard var running = context else { return [Float](repeating: 0, count: logits.count) }
        defer { context = running }
        return stride(from: 0, to: logits.count, by: instruments).flatMap { first in
            running.next(logits[first..<first + instruments])
        }
    }

    private static func sigmoid(_ logit: Float) -> Float { 1 / (1 + expf(-logit)) }
}
