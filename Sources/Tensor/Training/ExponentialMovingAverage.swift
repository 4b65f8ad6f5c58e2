/// A running mean of the parameters over the steps of training, which often does better than the last of them
/// (Polyak and Juditsky 1992).
///
/// Batch norm's statistics are averaged like the rest, so that they fit the averaged weights.
public struct ExponentialMovingAverage: Sendable {
    /// How much of the mean stays at each step.
    public let decay: Float
    /// The mean so far.
    public private(set) var parameters: ParameterSet

    /// Begins with the parameters as they are.
    ///
    /// - Precondition: 0 ≤ decay < 1.
    public init(decay: Float, parameters: ParameterSet) {
        precondition(0..<1 ~= decay, "ExponentialMovingAverage: a decay of \(decay)")
        self.decay = decay
        self.parameters = parameters
    }

    /// mean += (1 − decay)·(parameters − mean).
    ///
    /// - Parameters:
    ///   - newer: the parameters after a step.
    ///   - decay: for this step alone: a young mean should forget its random beginning faster. Nil: the usual.
    /// - Precondition: the same names and shapes as before.
    public mutating func update(with newer: ParameterSet, decay: Float? = nil) {
        let gain = 1 - (decay ?? self.decay)
        let means = parameters.dictionary.map { name, mean -> (String, Tensor) in
            let moved = Elementwise.loop(over: mean, newer[name]) { target, mean, newer, count in
                for index in 0..<count { target[index] = mean[index] + gain * (newer[index] - mean[index]) }
            }
            return (name, moved)
        }
        parameters = parameters.replacing(Dictionary(uniqueKeysWithValues: means))
    }
}
