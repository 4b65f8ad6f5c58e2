import Audio
import Foundation
internal import Tensor

/// Runs the network over features of any length, window by window, as if over the whole at once.
///
/// Each window has `context` frames on either side that are computed and thrown away: more than the network sees to
/// either side of a frame (75), and a multiple of 16, so that its four halvings fall on the same frames in every
/// window. Live, a window may end sooner (``Pace``). Memory is bounded by the window.
struct WindowedInference: Sendable {
    /// Frames on either side that only inform the others.
    static let context = Pace.fullContext

    private let model: Model
    private let normalizer: FeatureNormalizer
    private let pace: Pace
    /// Normalised features from frame `first` on.
    private var features: Spectrogram
    private var first = 0
    /// The number of frames whose prediction was given.
    private var settled = 0
    /// Where the next window ends.
    private var nextEnd: Int
    private var context: InstrumentContext?
    /// Whether predictions get their columns of Z.
    var keepsLatent = false

    /// Frames kept: never more than a window and the block that came last.
    var heldFrames: Int { features.frameCount }

    init(model: Model, pace: Pace) {
        self.model = model
        self.pace = pace
        nextEnd = pace.step
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

    /// What takes the frames that a window settles, none at times, and what it thinks of those behind them, where the pace
    /// proposes.
    typealias Receiver = (_ settled: Prediction, _ proposed: Prediction?) throws -> Void

    /// Takes the next features; gives the predictions that they settle, in order. However they are cut into blocks, the
    /// windows are the same.
    ///
    /// - Throws: `CancellationError`; what is due then comes with the next call.
    mutating func append(_ block: Spectrogram, _ give: Receiver) throws {
        hold(block)
        while isBehind { try runNext(give) }
    }

    private mutating func runNext(_ give: Receiver) throws {
        let end = nextEnd
        let due = max(0, end - pace.rightContext - settled) / pace.core * pace.core
        guard end >= MultiTaskNet.fewestFrames, due > 0 || pace.proposes else {
            nextEnd += pace.step
            return
        }
        try Task.checkCancellation()
        nextEnd += pace.step
        let (prediction, proposed) = run(due, until: end)
        try give(prediction, proposed)
    }

    /// Takes features that ``append(_:_:)`` or ``finish(_:)`` will work on.
    mutating func hold(_ block: Spectrogram) {
        features.values.append(contentsOf: block.values)
    }

    /// Whether a window is due.
    var isBehind: Bool { nextEnd <= first + features.frameCount }

    /// Ends the input: gives the rest.
    ///
    /// - Throws: `CancellationError`: the next call goes on.
    mutating func finish(_ give: Receiver) throws {
        while isBehind { try runNext(give) }
        let end = first + features.frameCount
        while settled < end {
            try Task.checkCancellation()
            // What doesn't fill a window goes with the last, to the very end: as the whole would have it.
            let count = pace.isExact ? min(pace.core, end - settled) : end - settled
            try give(run(count, until: min(end, settled + count + Self.context)).settled, nil)
        }
    }

    /// Runs the network over features up to `end`: the prediction of the next `count` frames, which are settled by it, and
    /// of those behind them.
    private mutating func run(_ count: Int, until end: Int) -> (settled: Prediction, proposed: Prediction?) {
        let begin = max(0, settled - Self.context) / 16 * 16
        // An input shorter than the network can halve is followed by silence.
        let window = begin - first..<max(end, begin + MultiTaskNet.fewestFrames) - first
        // Many small loops: who calls at the same time takes turns window by window, not loop by loop.
        let (output, latent) = Parallel.withPermit(isHelped: !pace.proposes) {
            model.prepared.outputAndLatent(normalizer.tensor(features, frames: window))
        }
        func prediction(of frames: Range<Int>, context: inout InstrumentContext?) -> Prediction {
            let bins = features.binCount
            let levels = features.values[(frames.lowerBound - first) * bins..<(frames.upperBound - first) * bins]
            return Prediction(
                output, frames: frames.lowerBound - begin..<frames.upperBound - begin, level: Array(levels),
                description: model.description, context: &context)
        }
        var running = context
        var result = prediction(of: settled..<settled + count, context: &running)
        context = running
        if keepsLatent { result.latent = Latent(latent, columnsOf: settled..<settled + count, from: begin) }
        settled += count
        var proposed: Prediction?
        if pace.proposes {
            proposed = prediction(of: settled..<end, context: &running)
        }
        let unneeded = max(0, settled - Self.context) / 16 * 16 - first
        if unneeded > 0 {
            features.values.removeFirst(unneeded * features.binCount)
            first += unneeded
        }
        return (result, proposed)
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
