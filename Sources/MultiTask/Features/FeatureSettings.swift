public import Audio

/// How sound becomes what the network sees: fixed before training and kept in the weights' metadata.
public struct FeatureSettings: Sendable, Hashable, Codable {
    /// The transform that comes first.
    public var constantQ: ConstantQ.Settings
    /// The range in decibels that is mapped to 0…1.
    public var range: Double
    /// The running rule that the weights were trained with.
    public var running: LevelReference.Running
    /// Mean and standard deviation of each bin over the training material. The weights' own: never taken from the
    /// input.
    public var mean: [Float]
    /// The standard deviation of each bin over the training material.
    public var deviation: [Float]

    /// By default without mean and deviation: levels 0…1.
    public init(
        constantQ: ConstantQ.Settings = ConstantQ.Settings(decimation: .prompt), range: Double = 80,
        running: LevelReference.Running = LevelReference.Running(), mean: [Float]? = nil, deviation: [Float]? = nil
    ) {
        self.constantQ = constantQ
        self.range = range
        self.running = running
        self.mean = mean ?? [Float](repeating: 0, count: constantQ.binCount)
        self.deviation = deviation ?? [Float](repeating: 1, count: constantQ.binCount)
    }
}
