/// Stochastic gradient descent with momentum, as `torch.optim.SGD` without dampening.
///
/// g = gradient + weightDecay·p; v = momentum·v + g; p −= rate·v, or with Nesterov's rule rate·(g + momentum·v).
public struct SGD: Optimizer {
    /// How much of the last step goes on into this one, 0 … 1.
    public let momentum: Float
    /// Whether the gradient is taken where the momentum leads (Nesterov 1983, as by Sutskever et al. 2013).
    public let isNesterov: Bool
    /// How strongly parameters are drawn to zero: what is added to a gradient for each unit of its parameter.
    public let weightDecay: Float
    private var velocities: [String: Tensor] = [:]

    /// - Precondition: 0 ≤ momentum < 1, above 0 for Nesterov's rule; the weight decay is not negative.
    public init(momentum: Float = 0, isNesterov: Bool = false, weightDecay: Float = 0) {
        precondition(
            0..<1 ~= momentum && (momentum > 0 || !isNesterov) && weightDecay >= 0,
            "SGD: momentum \(momentum), Nesterov \(isNesterov), weight decay \(weightDecay)")
        self.momentum = momentum
        self.isNesterov = isNesterov
        self.weightDecay = weightDecay
    }

    /// The parameters after the next step; see ``Optimizer/step(_:gradients:learningRate:)``.
    public mutating func step(
        _ parameters: ParameterSet, gradients: [String: Tensor], learningRate: Float
    ) -> ParameterSet {
        let (momentum, weightDecay) = (momentum, weightDecay)
        guard momentum > 0 else {
            return Self.moving(parameters, along: gradients) { _, parameter, gradient in
                Elementwise.loop(over: parameter, gradient) { target, value, gradient, count in
                    for index in 0..<count {
                        target[index] = value[index] - learningRate * (gradient[index] + weightDecay * value[index])
                    }
                }
            }
        }
        // Of the gradient and of the velocity, how much goes into the step.
        let (share, drift): (Float, Float) = isNesterov ? (1, momentum) : (0, 1)
        return Self.moving(parameters, along: gradients) { name, parameter, gradient in
            let velocity = velocities[name] ?? .zeros(parameter.shape)
            let moved = ParameterUpdates.update(parameter, gradient: gradient, velocity) { value, gradient, velocity in
                let pull = gradient + weightDecay * value
                velocity = momentum * velocity + pull
                value -= learningRate * (share * pull + drift * velocity)
            }
            velocities[name] = moved.state
            return moved.parameter
        }
    }

    /// `velocity/<parameter>`; empty without momentum.
    public var state: [String: Tensor] {
        Dictionary(uniqueKeysWithValues: velocities.map { ("velocity/\($0.key)", $0.value) })
    }

    /// Goes on from a checkpoint; see ``Optimizer/restore(state:for:)``.
    public mutating func restore(state: [String: Tensor], for parameters: ParameterSet) throws {
        let quantities = momentum > 0 ? ["velocity"] : []
        velocities = try Self.sorted(state, for: parameters, quantities: quantities).compactMapValues { $0["velocity"] }
    }
}
