import Foundation
internal import Tensor

/// Everything that one step hands to the next, and a checkpoint keeps.
struct TrainingState {
    let description: ModelDescription
    let network: MultiTaskNet
    let settings: TrainingSettings
    var parameters: ParameterSet
    var optimizer: any Optimizer
    var average: ExponentialMovingAverage
    var step = 0
    var clips = 0
    /// Of training so far, over all sittings.
    var seconds = 0.0

    init(description: ModelDescription, parameters: ParameterSet, settings: TrainingSettings) {
        self.description = description
        network = MultiTaskNet(description.network, precision: settings.precision)
        self.settings = settings
        self.parameters = parameters
        optimizer = settings.optimizer.start(weightDecay: settings.weightDecay)
        average = ExponentialMovingAverage(decay: settings.averageDecay, parameters: parameters)
    }

    /// How much of a budget is used up; 1 or more: all of it.
    func share(of budget: TrainingSettings.Budget) -> Double {
        switch budget {
        case .clips(let count): Double(clips) / Double(max(1, count))
        case .minutes(let minutes): seconds / (60 * max(1e-9, minutes))
        }
    }

    /// What a step found.
    struct Figures {
        let roll: Float
        let pitch: Float
        let instrument: Float
        let gradientNorm: Float
    }

    /// Forward, losses, backward, clipping, one step of the optimizer, and the average.
    ///
    /// - Throws: ``TrainingError/diverged(step:parameter:)``.
    mutating func step(
        _ batch: ClipSampler.Batch, learningRate: Float
    ) throws -> Figures {
        let tracked = parameters.tracked(except: settings.isFrozen)
        let recorder = StatisticsRecorder()
        let output = network(batch.input, parameters: tracked, recorder: recorder)
        let losses = Losses(output, targets: batch.targets, settings: settings.loss)
        var gradients = tracked.gradients(in: losses.total.backward())
        do {
            try NonFiniteError.check(gradients)
        } catch let error as NonFiniteError {
            throw TrainingError.diverged(step: step, parameter: error.name)
        }
        let norm = GradientClipping.clip(&gradients, toNorm: settings.gradientNorm)
        parameters = optimizer.step(parameters, gradients: gradients, learningRate: learningRate)
            .replacing(recorder.updates.filter { !settings.isFrozen($0.key) })
        step += 1
        clips += batch.input.shape[0]
        // A young average would remember the first, random weights: let it forget faster at first.
        average.update(with: parameters, decay: min(settings.averageDecay, Float(step) / Float(step + 10)))
        return Figures(
            roll: losses.roll.scalar, pitch: losses.pitch.scalar, instrument: losses.instrument.scalar,
            gradientNorm: norm)
    }
}

extension TrainingSettings.OptimizerKind {
    func start(weightDecay: Float) -> any Optimizer {
        switch self {
        case .adamW: AdamW(weightDecay: weightDecay)
        case .muon: Muon(weightDecay: weightDecay)
        }
    }
}

/// Means of figures between two reports.
struct LossMeter {
    private var sums = (roll: Float(0), pitch: Float(0), instrument: Float(0), norm: Float(0))
    private var count: Float = 0

    mutating func add(_ figures: TrainingState.Figures) {
        sums.roll += figures.roll
        sums.pitch += figures.pitch
        sums.instrument += figures.instrument
        sums.norm += figures.gradientNorm
        count += 1
    }

    func progress(
        of state: TrainingState, budget: TrainingSettings.Budget, learningRate: Float
    ) -> Trainer.Progress {
        let count = max(1, count)
        return Trainer.Progress(
            step: state.step, clips: state.clips, seconds: state.seconds, share: state.share(of: budget),
            learningRate: learningRate, rollLoss: sums.roll / count, pitchLoss: sums.pitch / count,
            instrumentLoss: sums.instrument / count, gradientNorm: sums.norm / count)
    }
}
