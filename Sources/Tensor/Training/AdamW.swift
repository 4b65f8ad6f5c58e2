/// ``Adam`` whose weight decay leaves the running means alone, as `torch.optim.AdamW` (Loshchilov and Hutter 2019).
public struct AdamW: Optimizer {
    private var adam: Adam

    /// - Precondition: both decays within 0 ..< 1; ε and the weight decay not negative.
    public init(
        firstDecay: Double = 0.9, secondDecay: Double = 0.999, epsilon: Float = 1e-8, weightDecay: Float = 0.01
    ) {
        adam = Adam(
            firstDecay: firstDecay, secondDecay: secondDecay, epsilon: epsilon, weightDecay: weightDecay,
            decay: .decoupled)
    }

    /// The parameters after the next step; see ``Optimizer/step(_:gradients:learningRate:)``.
    public mutating func step(
        _ parameters: ParameterSet, gradients: [String: Tensor], learningRate: Float
    ) -> ParameterSet {
        adam.step(parameters, gradients: gradients, learningRate: learningRate)
    }

    /// The running means and the number of steps, by name, for a checkpoint.
    public var state: [String: Tensor] { adam.state }

    /// Goes on from a checkpoint; see ``Optimizer/restore(state:for:)``.
    public mutating func restore(state: [String: Tensor], for parameters: ParameterSet) throws {
        try adam.restore(state: state, for: parameters)
    }
}
