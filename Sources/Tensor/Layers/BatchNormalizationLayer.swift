/// Batch normalisation with its names: `<name>.weight`, `.bias`, `.running_mean`, `.running_var`, all (C).
public struct BatchNormalizationLayer: Sendable {
    /// What its parameters' names begin with.
    public let name: String
    /// C, the length of the input's last axis.
    public let channels: Int
    /// How much of a batch's statistics goes into the running ones.
    public let momentum: Float
    /// What is added to the variance, so that nothing is divided by zero.
    public let epsilon: Float

    /// The defaults are PyTorch's.
    public init(name: String, channels: Int, momentum: Float = 0.1, epsilon: Float = 1e-5) {
        self.name = name
        self.channels = channels
        self.momentum = momentum
        self.epsilon = epsilon
    }

    /// Scale 1, offset 0, running mean 0 and running variance 1, as in PyTorch.
    public var specifications: [ParameterSpecification] {
        [
            ParameterSpecification(name: "\(name).weight", shape: [channels], initializer: .constant(1)),
            ParameterSpecification(name: "\(name).bias", shape: [channels], initializer: .constant(0)),
            ParameterSpecification(
                name: "\(name).running_mean", shape: [channels], role: .statistic, initializer: .constant(0)),
            ParameterSpecification(
                name: "\(name).running_var", shape: [channels], role: .statistic, initializer: .constant(1)),
        ]
    }

    /// (…, C) → (…, C).
    ///
    /// - Parameters:
    ///   - input: (…, C).
    ///   - parameters: where the layer's arrays are.
    ///   - recorder: given in training: the batch's own statistics normalise it, and the running ones after this batch
    ///     are left there. Nil in evaluation: the running ones normalise.
    ///   - activationSlope: of the negative side of a leaky ReLU in the same pass; 1, the default, is no activation.
    public func callAsFunction(
        _ input: Tensor, parameters: ParameterSet, recorder: StatisticsRecorder?, activationSlope: Float = 1
    ) -> Tensor {
        let (scale, offset) = (parameters["\(name).weight"], parameters["\(name).bias"])
        let (mean, variance) = (parameters["\(name).running_mean"], parameters["\(name).running_var"])
        guard let recorder else {
            return input.batchNormalized(
                scale: scale, offset: offset, mean: mean, variance: variance, epsilon: epsilon,
                activationSlope: activationSlope)
        }
        let (value, statistics) = input.batchNormalized(
            scale: scale, offset: offset, epsilon: epsilon, activationSlope: activationSlope)
        let share = momentum
        recorder.updates["\(name).running_mean"] = Elementwise.combine(mean, statistics.mean) {
            $0 + share * ($1 - $0)
        }
        recorder.updates["\(name).running_var"] = Elementwise.combine(variance, statistics.unbiasedVariance) {
            $0 + share * ($1 - $0)
        }
        return value
    }

    /// What the layer does to each channel in evaluation: x → factor·x + shift.
    func affine(parameters: ParameterSet) -> (factor: [Float], shift: [Float]) {
        let (scale, offset) = (parameters["\(name).weight"].scalars, parameters["\(name).bias"].scalars)
        let mean = parameters["\(name).running_mean"].scalars
        let variance = parameters["\(name).running_var"].scalars
        let factor = zip(scale, variance).map { $0 / ($1 + epsilon).squareRoot() }
        let shift = zip(offset, zip(mean, factor)).map { $0 - $1.0 * $1.1 }
        return (factor, shift)
    }
}

/// Collects what a training pass changes besides the gradients. One for each pass, used by one task.
public final class StatisticsRecorder {
    /// The running statistics after the pass, by name: for ``ParameterSet/replacing(_:)``.
    public internal(set) var updates: [String: Tensor] = [:]

    /// An empty one, for the next pass.
    public init() {}
}
