internal import Audio
import Foundation
internal import Tensor

/// Trains a network on a folder of paired audio and MIDI, from nothing, from given weights, or from where it stopped.
///
/// A run lives in a folder: `log.csv`, `settings.json`, `checkpoint.safetensors` (everything needed to go on) and
/// `weights.safetensors` (the moving average, half precision: what other programs load). All are written to a
/// temporary name and renamed, so a run that is killed leaves the last whole ones.
public struct Trainer: Sendable {
    /// Everything that the run depends on, besides its material.
    public let settings: TrainingSettings
    /// The network to be trained.
    public let network: NetworkSettings
    /// Its channels, in order.
    public let instruments: [Instrument]

    /// - Precondition: as many instruments as the network has output channels.
    public init(
        settings: TrainingSettings = TrainingSettings(), network: NetworkSettings,
        instruments: [Instrument] = Instrument.nine
    ) {
        precondition(
            network.instrumentCount == instruments.count,
            "Trainer: \(instruments.count) instruments for \(network.instrumentCount) channels")
        self.settings = settings
        self.network = network
        self.instruments = instruments
    }

    /// What is told while a run goes on.
    public enum Event: Sendable {
        /// So many pairs of the folder were read.
        case reading(done: Int, of: Int)
        /// Pairs that could not be read, each with its sentence.
        case skipped([String])
        /// Where the run stands, every twenty steps.
        case progress(Progress)
        /// What the average of the weights does on the clips of validation, after so many clips of training.
        case validated(clips: Int, Validated)
        /// Arrays that the given weights don't have, or of another shape: they begin fresh.
        case fresh([String])
    }

    /// What the weights do on clips that aren't trained on: the losses as in training, the figures 0…1, each at the
    /// threshold that is best there.
    public struct Validated: Sendable, Equatable {
        /// Of the pianoroll.
        public let rollLoss: Float
        /// Of the pitches.
        public let pitchLoss: Float
        /// Of the instruments.
        public let instrumentLoss: Float
        /// The frames' F1, the mean over the instruments.
        public let instrumentF1: Double
        /// The accuracy of the pitch head over all cells.
        public let pitchAccuracy: Double
        /// The accuracy of the instruments' rolls, their mean, the roll head alone.
        public let rollAccuracy: Double
    }

    /// Where a run stands: means over the steps since the last one told.
    public struct Progress: Sendable {
        /// Steps of the optimizer so far.
        public let step: Int
        /// Clips so far.
        public let clips: Int
        /// Seconds of training so far, those before a restart too.
        public let seconds: Double
        /// The share of the budget that is used up, 0…1.
        public let share: Double
        /// Of the last step.
        public let learningRate: Float
        /// Of the pianoroll.
        public let rollLoss: Float
        /// Of the pitches.
        public let pitchLoss: Float
        /// Of the instruments.
        public let instrumentLoss: Float
        /// The norm of all gradients together, before it is clipped.
        public let gradientNorm: Float
    }

    /// Runs until the budget is used up or the task is cancelled; then writes the weights.
    ///
    /// - Parameters:
    ///   - folder: pairs of audio and MIDI files of one base name.
    ///   - run: the run's folder, made if need be; a checkpoint in it is gone on from.
    ///   - weights: where to start from if there is no checkpoint; nil: fresh weights. A wider network begins as one that
    ///     computes the same. Arrays that this run's network has otherwise, as the last layer where the instruments are
    ///     others, begin fresh.
    ///   - validation: a folder like `folder`, of other pieces, which is looked at each time that a checkpoint is
    ///     written; nil: none.
    ///   - report: called from the training thread, now and then.
    /// - Throws: ``TrainingError``; ``ModelError`` for the weights; file errors for the run's folder.
    public func train(
        folder: URL, run: URL, startingFrom weights: URL? = nil, validation: URL? = nil,
        report: @escaping @Sendable (Event) -> Void = { _ in }
    ) throws {
        try train(
            run: run, startingFrom: weights, hasValidation: validation != nil, report: report
        ) { isValidation, description in
            try source(isValidation ? validation ?? folder : folder, description: description, report: report)
        }
    }

    /// The same on a dataset in its own layout. What its labels don't tell counts nothing in the losses.
    package func train(
        on collection: any LabelledCollection, run: URL, startingFrom weights: URL? = nil,
        validation: (any LabelledCollection)? = nil, report: @escaping @Sendable (Event) -> Void = { _ in }
    ) throws {
        try train(
            run: run, startingFrom: weights, hasValidation: validation != nil, report: report
        ) { isValidation, description in
            let set = try TrainingSet(isValidation ? validation ?? collection : collection, description: description) {
                report(.reading(done: $0, of: $1))
            }
            if !set.skipped.isEmpty { report(.skipped(set.skipped)) }
            return set
        }
    }

    /// - Parameter source: gives the material, and that of validation where it is asked for.
    private func train(
        run: URL, startingFrom weights: URL?, hasValidation: Bool, report: @escaping @Sendable (Event) -> Void,
        source: (_ isValidation: Bool, ModelDescription) throws -> any ClipSource
    ) throws {
        var description = ModelDescription(network: network, instruments: instruments)
        // All kinds of material take from the description only what training doesn't change: rate, hop and instruments.
        let material = try source(false, description)
        try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)

        let checkpoint = RunCheckpoint.url(in: run)
        var state: TrainingState
        if FileManager.default.fileExists(atPath: checkpoint.path) {
            state = try RunCheckpoint.read(from: checkpoint, network: network)
            description = state.description
        } else if let weights {
            let model = try Model(contentsOf: weights)
            description.features = model.description.features
            description.training = model.description.training
            let (parameters, fresh) = begin(from: model)
            if !fresh.isEmpty { report(.fresh(fresh)) }
            state = TrainingState(description: description, parameters: parameters, settings: settings)
        } else {
            let sampler = ClipSampler(source: material, description: description, settings: settings)
            (description.features.mean, description.features.deviation) = try sampler.statistics(batches: 20)
            state = TrainingState(description: description, parameters: freshParameters(), settings: settings)
        }
        var validator: Validation?
        if hasValidation {
            let other = try source(true, description)
            validator = Validation(source: other, description: description, settings: settings)
        }
        let sampler = ClipSampler(source: material, description: description, settings: settings)
        var log = try TrainingLog(in: run, settings: settings, resumingAfter: state.clips)
        try loop(&state, sampler: sampler, validation: validator, run: run, log: &log, report: report)
    }

    private func freshParameters() -> ParameterSet {
        var generator = SeededGenerator(seed: settings.seed)
        return ParameterSet(initializing: MultiTaskNet(network).specifications, using: &generator)
    }

    /// The model's arrays where this run's network has such, at its width or narrower, and fresh ones elsewhere; and the
    /// names of those.
    private func begin(from model: Model) -> (ParameterSet, fresh: [String]) {
        let fresh = freshParameters()
        let widening = Widening(from: model.description.network, to: network)
        var kept: [String: Tensor] = [:]
        for (name, value) in fresh.dictionary {
            // A last layer of other instruments may have the same shape by chance.
            let isOthers = name.hasPrefix("decode.d_block4.conv1d.") && model.description.instruments != instruments
            guard !isOthers, let given = model.parameters.dictionary[name] else { continue }
            kept[name] =
                given.shape == value.shape ? given : widening?.array(name, given: given, fresh: value)
        }
        return (fresh.replacing(kept), fresh.dictionary.keys.filter { kept[$0] == nil }.sorted())
    }

    private func source(
        _ folder: URL, description: ModelDescription, report: @escaping @Sendable (Event) -> Void
    ) throws -> any ClipSource {
        if StemFolder.isOne(folder) {
            let stems = try StemFolder(
                folder, instruments: instruments, frameRate: description.features.constantQ.frameRate)
            if !stems.skipped.isEmpty { report(.skipped(stems.skipped)) }
            return StemMixer(folder: stems, features: description.features, settings: settings.mix)
        }
        let set = try TrainingSet(folder: folder, description: description) { report(.reading(done: $0, of: $1)) }
        if !set.skipped.isEmpty { report(.skipped(set.skipped)) }
        return set
    }

    /// The loop itself: one step after another, a checkpoint now and then.
    private func loop(
        _ state: inout TrainingState, sampler: ClipSampler, validation: Validation?, run: URL,
        log: inout TrainingLog, report: (Event) -> Void
    ) throws {
        let begin = Date()
        let secondsBefore = state.seconds
        let batches = BatchQueue(sampler, from: state.step)
        defer { batches.stop() }
        var meter = LossMeter()
        var nextCheckpoint = state.clips + settings.checkpointInterval
        while state.share(of: settings.budget) < 1 && !Task.isCancelled {
            let rate = learningRate(share: state.share(of: settings.budget))
            let batch = try batches.next()
            let figures = try state.step(batch, learningRate: rate)
            state.seconds = secondsBefore + Date().timeIntervalSince(begin)
            meter.add(figures)
            if state.step % 20 == 0 || state.share(of: settings.budget) >= 1 {
                let progress = meter.progress(of: state, budget: settings.budget, learningRate: rate)
                try log.append(progress)
                report(.progress(progress))
                meter = LossMeter()
            }
            if state.clips >= nextCheckpoint, state.share(of: settings.budget) < 1 {
                try save(state, validation: validation, in: run, log: log, report: report)
                nextCheckpoint = state.clips + settings.checkpointInterval
            }
        }
        try save(state, validation: validation, in: run, log: log, report: report)
    }

    private func save(
        _ state: TrainingState, validation: Validation?, in run: URL, log: TrainingLog, report: (Event) -> Void
    ) throws {
        var description = state.description
        description.context = description.context ?? InstrumentContext.Settings()
        let own = "\(state.clips) clips of \(settings.clipFrames) frames, seed \(settings.seed)"
        description.training = description.training.isEmpty ? own : "\(description.training); then \(own)"
        let model = Model(description: description, parameters: state.average.parameters)
        try model.write(to: run.appendingPathComponent("weights.safetensors"), precision: .float16)
        if let validation {
            let figures = try validation.figures(of: model)
            try log.append(figures, clips: state.clips, seconds: state.seconds)
            report(.validated(clips: state.clips, figures))
        }
        try log.drawCurve()
        // Last: what a run that is killed before this has logged, it will log again.
        try RunCheckpoint.write(state, to: RunCheckpoint.url(in: run))
    }

    /// Up in a straight line, then down by half a cosine.
    private func learningRate(share: Double) -> Float {
        let ticks = 1_000_000
        let schedule = LearningRateSchedule.cosine(
            rate: settings.learningRate, warmUp: Int(settings.warmUp * Float(ticks)), total: ticks)
        return schedule.rate(at: Int(share * Double(ticks)))
    }
}
