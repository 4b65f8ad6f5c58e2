/// How many cells, and how many true ones, fall between two neighbouring thresholds of a grid 0.00, 0.01, … 1.00:
/// what is needed to say how good each threshold is, without keeping the cells.
struct ScoreHistogram: Sendable {
    static let steps = 100

    private(set) var all = [Int](repeating: 0, count: steps + 1)
    private(set) var positive = [Int](repeating: 0, count: steps + 1)

    mutating func add(_ bin: Int, _ isTrue: Bool) {
        all[bin] += 1
        if isTrue { positive[bin] += 1 }
    }

    /// Adds another's cells, each to the bin that `target` gives for its own.
    mutating func add(_ other: ScoreHistogram, target: (Int) -> Int) {
        for bin in all.indices {
            all[target(bin)] += other.all[bin]
            positive[target(bin)] += other.positive[bin]
        }
    }

    /// The accuracy TP / (reference + estimate − TP) from each threshold; nil without any positive.
    ///
    /// F1 is 2a/(1+a): the best of the one is the best of the other.
    func accuracies() -> [Double]? {
        let reference = positive.reduce(0, +)
        guard reference > 0 else { return nil }
        var (found, truePositives) = (0, 0)
        var result = [Double](repeating: 0, count: all.count)
        for bin in all.indices.reversed() {
            found += all[bin]
            truePositives += positive[bin]
            result[bin] = Double(truePositives) / Double(reference + found - truePositives)
        }
        return result
    }

    /// The accuracy at the best of the thresholds from 0.01 to 0.99; nil without any positive.
    var bestAccuracy: Double? {
        accuracies()?[1..<Self.steps].max()
    }

    static func value(_ step: Int) -> Float { Float(step) / Float(steps) }

    /// The greatest step whose threshold the probability reaches, by the very comparison that decoding makes.
    static func bin(_ probability: Float) -> Int {
        guard probability > 0 else { return 0 }
        var bin = min(Int(probability * Float(steps)), steps)
        if bin < steps, probability >= value(bin + 1) { bin += 1 }
        if bin > 0, probability < value(bin) { bin -= 1 }
        return bin
    }

    /// The step of the greatest value from 1 to 99; the middle where neighbours are equally good.
    static func best(_ values: [Double]) -> Int {
        var first = 1
        for step in 1..<steps where values[step] > values[first] { first = step }
        var last = first
        while last + 1 < steps, values[last + 1] == values[first] { last += 1 }
        return (first + last) / 2
    }
}
