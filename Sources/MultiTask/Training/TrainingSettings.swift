import Foundation

/// Everything that a training run depends on, besides its material.
public struct TrainingSettings: Sendable, Hashable, Codable {
    /// When a run ends. The learning rate follows the share of the budget that is used up.
    public enum Budget: Sendable, Hashable, Codable {
        /// Clips in all: such a run repeats.
        case clips(Int)
        /// Of wall-clock time: for machines whose speed isn't known. Such a run can't be repeated to the bit.
        case minutes(Double)
    }

    /// The rule that moves the weights along their gradients.
    public enum OptimizerKind: String, Sendable, Hashable, Codable, CaseIterable {
        /// Adam with decoupled weight decay.
        case adamW
        /// Steps of one length in all directions of a kernel's matrix: the losses of AdamW after less than half of its
        /// clips (Docs/Training.md).
        case muon
    }

    /// When the run ends.
    public var budget: Budget
    /// Clips of each step.
    public var batchSize: Int
    /// Frames of a clip: 312 are ten seconds.
    public var clipFrames: Int
    /// The greatest learning rate, reached after the warm-up; from there it falls to nothing by half a cosine.
    public var learningRate: Float
    /// The share of the budget in which the learning rate rises.
    public var warmUp: Float
    /// The rule that moves the weights.
    public var optimizer: OptimizerKind
    /// The share of a weight that a step takes away, as a multiple of the learning rate.
    public var weightDecay: Float
    /// The greatest norm of all gradients together.
    public var gradientNorm: Float
    /// How much of the moving average of the weights each step keeps. The average is what is shipped.
    public var averageDecay: Float
    /// In which numbers the network multiplies, forwards and backwards.
    public var precision: Precision
    /// How the three losses are weighed.
    public var loss: LossSettings
    /// The share of clips whose level is measured by the running rule; the others by the whole recording.
    public var runningShare: Float
    /// Whether clips are changed in pitch and colour.
    public var augments: Bool
    /// Keys up or down, at most.
    public var greatestShift: Int
    /// Standard deviation of the random equaliser's parts, in decibels.
    public var equalizerDepth: Float
    /// How stems are mixed; pairs of sound and score are taken as they are.
    public var mix: MixSettings
    /// Parts of the network that stay as they are, by the beginning of their parameters' names: `encode.`,
    /// `decode.d_block4`.
    public var frozen: [String]
    /// Clips between two checkpoints.
    public var checkpointInterval: Int
    /// What everything random is drawn from: equal seeds and clips give equal weights.
    public var seed: UInt64

    /// Name those that differ from the defaults.
    public init(
        budget: Budget = .clips(100_000), batchSize: Int = 16, clipFrames: Int = 312, learningRate: Float = 2e-3,
        warmUp: Float = 0.02, optimizer: OptimizerKind = .muon, weightDecay: Float = 1e-2, gradientNorm: Float = 5,
        averageDecay: Float = 0.998, precision: Precision = .single,
        loss: LossSettings = .standard, runningShare: Float = 0.6, augments: Bool = true, greatestShift: Int = 3,
        equalizerDepth: Float = 4, mix: MixSettings = MixSettings(), frozen: [String] = [],
        checkpointInterval: Int = 4_000, seed: UInt64 = 1
    ) {
        self.budget = budget
        self.batchSize = batchSize
        self.clipFrames = clipFrames
        self.learningRate = learningRate
        self.warmUp = warmUp
        self.optimizer = optimizer
        self.weightDecay = weightDecay
        self.gradientNorm = gradientNorm
        self.averageDecay = averageDecay
        self.precision = precision
        self.loss = loss
        self.runningShare = runningShare
        self.augments = augments
        self.greatestShift = greatestShift
        self.equalizerDepth = equalizerDepth
        self.mix = mix
        self.frozen = frozen
        self.checkpointInterval = checkpointInterval
        self.seed = seed
    }

    func isFrozen(_ name: String) -> Bool { frozen.contains { name.hasPrefix($0) } }
}
