package import Tensor

/// The paper's network at full width with random weights, and one random batch: what `Benchmarks/` times beside the
/// same network of its peers. Both ways in are those of the package's own users, none made for the clock.
package struct NetworkBenchmark {
    private let model: Model
    private let batch: ClipSampler.Batch
    private var state: TrainingState

    /// - Parameters:
    ///   - clips: in the batch.
    ///   - frames: of a clip; 312 are ten seconds.
    /// - Precondition: at least one clip and 16 frames.
    package init(clips: Int, frames: Int, precision: Precision = .single, seed: UInt64 = 1) {
        precondition(clips > 0, "NetworkBenchmark: a batch of \(clips) clips")
        var description = ModelDescription.paper
        description.network.heads = .logSumExp
        var generator = SeededGenerator(seed: seed)
        let parameters = ParameterSet(
            initializing: MultiTaskNet(description.network).specifications, using: &generator)
        model = Model(description: description, parameters: parameters, precision: precision)
        batch = Self.batch(
            clips: clips, frames: frames, instruments: description.network.instrumentCount, using: &generator)
        state = TrainingState(
            description: description, parameters: parameters,
            settings: TrainingSettings(
                batchSize: clips, clipFrames: frames, optimizer: .adamW, precision: precision, loss: .paper))
    }

    /// The pianoroll's logits (N, 88, T, M), as the recognisers compute them window by window.
    package func infer() -> Tensor {
        model.prepared(batch.input).roll
    }

    /// One whole step as ``Trainer`` makes it: forward, losses, backward, clipping, AdamW and the moving average.
    ///
    /// - Returns: the loss of the pianoroll.
    /// - Throws: ``TrainingError/diverged(step:parameter:)``.
    package mutating func train() throws -> Float {
        try state.step(batch, learningRate: 1e-3).roll
    }

    /// Noise as standardised features are, and a roll of which one cell in fifty sounds.
    private static func batch(
        clips: Int, frames: Int, instruments: Int, using generator: inout SeededGenerator
    ) -> ClipSampler.Batch {
        let keys = NetworkSettings.pitchCount
        let input = (0..<clips * keys * frames).map { _ in generator.normal() }
        var roll = [Float](repeating: 0, count: clips * keys * frames * instruments)
        var pitch = [Float](repeating: 0, count: clips * keys * frames)
        var activity = [Float](repeating: 0, count: clips * frames * instruments)
        for cell in roll.indices where generator.uniform() < 0.02 {
            let (place, instrument) = cell.quotientAndRemainder(dividingBy: instruments)
            let clip = place / (keys * frames)
            roll[cell] = 1
            pitch[place] = 1
            activity[(clip * frames + place % frames) * instruments + instrument] = 1
        }
        return ClipSampler.Batch(
            input: Tensor(input, shape: [clips, keys, frames, 1]),
            targets: Targets(
                roll: Tensor(roll, shape: [clips, keys, frames, instruments]),
                pitch: Tensor(pitch, shape: [clips, keys, frames]),
                instrument: Tensor(activity, shape: [clips, frames, instruments])))
    }
}
