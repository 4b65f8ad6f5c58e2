import Audio

/// Chooses thresholds on songs of validation, never on those of the test.
///
/// For each instrument head the threshold with the best F1 over all frames; for the pitch head the one with the best
/// mean accuracy over the clips; then for each instrument's roll, given that pitch threshold, the best accuracy over
/// all cells. The grid is 0.01, 0.02, … 0.99. It keeps counts alone, so songs need not stay in memory.
public struct ThresholdFitter: Sendable {
    private static let steps = 100

    /// How many cells, and how many true ones, fall between two neighbouring thresholds of the grid.
    private struct Histogram: Sendable {
        var all = [Int](repeating: 0, count: ThresholdFitter.steps + 1)
        var positive = [Int](repeating: 0, count: ThresholdFitter.steps + 1)

        mutating func add(_ bin: Int, _ isTrue: Bool) {
            all[bin] += 1
            if isTrue { positive[bin] += 1 }
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
    }

    private let instruments: [Instrument]
    private var activity: [Histogram]
    /// One for each clip.
    private var pitch: [Histogram] = []
    /// For each instrument, cells where another is likelier; and where it is the likeliest, by the bin of the pitch.
    private var otherRoll: [Histogram]
    private var likeliestRoll: [[Histogram]]

    public init(instruments: [Instrument]) {
        self.instruments = instruments
        activity = Array(repeating: Histogram(), count: instruments.count)
        otherRoll = Array(repeating: Histogram(), count: instruments.count)
        likeliestRoll = Array(
            repeating: Array(repeating: Histogram(), count: Self.steps + 1), count: instruments.count)
    }

    /// Adds a clip: a prediction and the score of the same stretch, both from time 0.
    ///
    /// - Precondition: the prediction is of these instruments.
    public mutating func add(_ prediction: Prediction, notes: [ScoreNote]) {
        precondition(
            prediction.instruments == instruments, "ThresholdFitter: \(prediction.instruments), not \(instruments)")
        let count = instruments.count
        let truth = FrameActivity(
            notes: notes, instruments: instruments, frameCount: prediction.frameCount, frameRate: prediction.frameRate)
        for (cell, probability) in prediction.instrument.enumerated() {
            activity[cell % count].add(Self.bin(probability), truth.instrument[cell])
        }
        var clip = Histogram()
        for (cell, probability) in prediction.pitch.enumerated() {
            let pitchBin = Self.bin(probability)
            clip.add(pitchBin, truth.pitch[cell])
            let likeliest = FrameDecoder.likeliest(prediction.roll, from: cell * count, count: count)
            for index in 0..<count {
                let rollBin = Self.bin(prediction.roll[cell * count + index])
                let isTrue = truth.roll[cell * count + index]
                if index == likeliest {
                    likeliestRoll[index][pitchBin].add(rollBin, isTrue)
                } else {
                    otherRoll[index].add(rollBin, isTrue)
                }
            }
        }
        pitch.append(clip)
    }

    /// The best thresholds for the clips so far; 0.5 for what they never have.
    public var thresholds: Thresholds {
        let clips = pitch.compactMap { $0.accuracies() }
        let means = (0...Self.steps).map { step in
            clips.map { $0[step] }.reduce(0, +) / Double(max(clips.count, 1))
        }
        let pitchStep = clips.isEmpty ? Self.steps / 2 : Self.best(means)
        let rows = instruments.indices.map { index in
            let activityStep = activity[index].accuracies().map(Self.best) ?? Self.steps / 2
            let rollStep = roll(index, pitchStep: pitchStep).accuracies().map(Self.best) ?? Self.steps / 2
            return Thresholds.Row(
                instrument: instruments[index].name, activity: Self.value(activityStep), roll: Self.value(rollStep))
        }
        return Thresholds(pitch: Self.value(pitchStep), instruments: rows)
    }

    /// The cells of an instrument's roll; those that the pitch head gives to it are active whatever the threshold.
    private func roll(_ index: Int, pitchStep: Int) -> Histogram {
        var sum = otherRoll[index]
        for (pitchBin, part) in likeliestRoll[index].enumerated() {
            for bin in 0...Self.steps {
                let target = pitchBin >= pitchStep ? Self.steps : bin
                sum.all[target] += part.all[bin]
                sum.positive[target] += part.positive[bin]
            }
        }
        return sum
    }

    private static func value(_ step: Int) -> Float { Float(step) / Float(steps) }

    /// The greatest step whose threshold the probability reaches, by the very comparison that decoding makes.
    private static func bin(_ probability: Float) -> Int {
        guard probability > 0 else { return 0 }
        var bin = min(Int(probability * Float(steps)), steps)
        if bin < steps, probability >= value(bin + 1) { bin += 1 }
        if bin > 0, probability < value(bin) { bin -= 1 }
        return bin
    }

    /// The step of the greatest value from 1 to 99; the middle where neighbours are equally good.
    private static func best(_ values: [Double]) -> Int {
        var first = 1
        for step in 1..<steps where values[step] > values[first] { first = step }
        var last = first
        while last + 1 < steps, values[last + 1] == values[first] { last += 1 }
        return (first + last) / 2
    }
}
