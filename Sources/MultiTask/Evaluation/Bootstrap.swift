internal import Tensor

/// Between which values a figure lies with a certainty of 95 %, as far as the choice of clips goes.
public struct Interval: Sendable, Hashable, Codable {
    /// The lower end.
    public var low: Double
    /// The upper end.
    public var high: Double

    /// Both ends belong to it.
    public init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }
}

/// The percentile bootstrap: clips are drawn with replacement, as many as there are, and the figure is computed anew;
/// the interval holds the middle 95 % of what comes out.
///
/// B. Efron and R. Tibshirani, *An Introduction to the Bootstrap* (1993), chapter 13.
struct Bootstrap: Sendable {
    static let standardResamples = 1_000

    /// For each resample, how often each clip was drawn.
    let weights: [[Double]]

    /// - Parameter seed: Equal seeds draw the same clips.
    init(clipCount: Int, resamples: Int = Bootstrap.standardResamples, seed: UInt64 = 1) {
        var generator = SeededGenerator(seed: seed)
        weights = (0..<resamples).map { _ in
            var weights = [Double](repeating: 0, count: clipCount)
            for _ in 0..<clipCount { weights[generator.integer(below: clipCount)] += 1 }
            return weights
        }
    }

    /// The interval of a figure; nil where too few of the resamples have it (not one in ten).
    ///
    /// - Parameter value: The figure of the clips, each counted as often as its weight says.
    func interval(of value: ([Double]) -> Double?) -> Interval? {
        let values = weights.compactMap(value).sorted()
        guard values.count * 10 > weights.count else { return nil }
        return Interval(low: Self.quantile(0.025, of: values), high: Self.quantile(0.975, of: values))
    }

    /// Between the nearest two of ascending values, as NumPy has it by default.
    static func quantile(_ share: Double, of values: [Double]) -> Double {
        let place = share * Double(values.count - 1)
        let index = min(Int(place), values.count - 1)
        let next = min(index + 1, values.count - 1)
        return values[index] + (place - Double(index)) * (values[next] - values[index])
    }
}

/// The mean of the values that are there, each as often as its weight says; nil where there is none.
func weightedMean(_ values: [Double?], _ weights: [Double]) -> Double? {
    var (sum, total) = (0.0, 0.0)
    for (value, weight) in zip(values, weights) {
        guard let value else { continue }
        sum += weight * value
        total += weight
    }
    return total > 0 ? sum / total : nil
}
