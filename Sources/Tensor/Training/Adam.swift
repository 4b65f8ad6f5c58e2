import Foundation

/// Steps of nearly equal length for every parameter (Kingma and Ba 2015), as `torch.optim.Adam` and, with
/// ``Decay/decoupled``, `torch.optim.AdamW`.
///
/// m and s are running means of the gradient and its square, started at 0 and corrected for that; at step t
/// p −= rate · (m / (1 − β₁ᵗ)) / (√(s / (1 − β₂ᵗ)) + ε).
public struct Adam: Optimizer {
    /// What weight decay acts on.
    public enum Decay: Sendable, Hashable {
        /// It is added to the gradient and goes through the running means.
        case throughGradient
        /// It shrinks the parameter by 1 − rate·decay before the step (Loshchilov and Hutter 2019).
        case decoupled
    }

    /// How much of the running mean of the gradient stays at each step.
    public let firstDecay: Double
    /// How much of the running mean of the gradient's square stays at each step.
    public let secondDecay: Double
    /// What is added to the root of the mean square, so that it never divides by zero.
    public let epsilon: Float
    /// How much of the parameter is taken away; where it enters, ``decay`` says.
    public let weightDecay: Float
    /// Where the weight decay enters.
    public let decay: Decay
    private var moments: [String: Moments] = [:]

    private struct Moments {
        var steps = 0
        var mean: Tensor
        var square: Tensor
    }

    /// - Precondition: both decays within 0 ..< 1; ε and the weight decay not negative.
    public init(
        firstDecay: Double = 0.9, secondDecay: Double = 0.999, epsilon: Float = 1e-8, weightDecay: Float = 0,
        decay: Decay = .throughGradient
    ) {
        precondition(
            0..<1 ~= firstDecay && 0..<1 ~= secondDecay && epsilon >= 0 && weightDecay >= 0,
            "Adam: decays \(firstDecay) and \(secondDecay), epsilon \(epsilon), weight decay \(weightDecay)")
        self.firstDecay = firstDecay
        self.secondDecay = secondDecay
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        self.decay = decay
    }

    /// The parameters after the next step; see ``Optimizer/step(_:gradients:learningRate:)``.
    public mutating func step(
        _ parameters: ParameterSet, gradients: [String: Tensor], learningRate: Float
    ) -> ParameterSet {
        // In double up to here: 1 − 0.999 has but four digits in single precision.
        let (firstGain, secondGain) = (Float(1 - firstDecay), Float(1 - secondDecay))
        let (secondKept, epsilon) = (Float(secondDecay), epsilon)
        let added = decay == .throughGradient ? weightDecay : 0
        let kept = decay == .decoupled ? 1 - learningRate * weightDecay : 1
        return Self.moving(parameters, along: gradients) { name, parameter, gradient in
            var moment = moments[name] ?? Moments(mean: .zeros(parameter.shape), square: .zeros(parameter.shape))
            moment.steps += 1
            let stepLength = Float(Double(learningRate) / Self.correction(firstDecay, steps: moment.steps))
            let rootCorrection = Float(1 / Self.correction(secondDecay, steps: moment.steps).squareRoot())
            let moved = ParameterUpdates.update(
                parameter, gradient: gradient, moment.mean, moment.square
            ) { value, gradient, mean, square in
                let pull = gradient + added * value
                mean += firstGain * (pull - mean)
                square = secondKept * square + secondGain * (pull * pull)
                value =
                    kept * value - stepLength * mean / (ParameterUpdates.squareRoot(square) * rootCorrection + epsilon)
            }
            (moment.mean, moment.square) = (moved.first, moved.second)
            moments[name] = moment
            return moved.parameter
        }
    }

    /// 1 − decayᵗ: how far a running mean that began at 0 has come.
    private static func correction(_ decay: Double, steps: Int) -> Double {
        1 - pow(decay, Double(steps))
    }

    /// `mean/<parameter>`, `square/<parameter>` and the scalar `steps/<parameter>`.
    public var state: [String: Tensor] {
        var state: [String: Tensor] = [:]
        for (name, moment) in moments {
            state["mean/\(name)"] = moment.mean
            state["square/\(name)"] = moment.square
            state["steps/\(name)"] = Tensor(Float(moment.steps))
        }
        return state
    }

    /// Goes on from a checkpoint; see ``Optimizer/restore(state:for:)``.
    public mutating func restore(state: [String: Tensor], for parameters: ParameterSet) throws {
        let found = try Self.sorted(state, for: parameters, quantities: ["mean", "square"], scalars: ["steps"])
        var restored: [String: Moments] = [:]
        for (name, entries) in found {
            guard let mean = entries["mean"], let square = entries["square"], let count = entries["steps"]?.scalar
            else { continue }
            guard let steps = Int(exactly: count), steps > 0 else {
                throw OptimizerStateError.steps(name: "steps/\(name)", found: count)
            }
            restored[name] = Moments(steps: steps, mean: mean, square: square)
        }
        moments = restored
    }
}
