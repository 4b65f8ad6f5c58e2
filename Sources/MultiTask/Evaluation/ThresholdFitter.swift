import Audio

/// Chooses thresholds on songs of validation, never on those of the test.
///
/// For each instrument head the threshold with the best F1 over all frames; for the pitch head the one with the best
/// mean accuracy over the clips; then for each instrument's roll, given that pitch threshold, the best accuracy over
/// all cells. The grid is 0.01, 0.02, … 0.99. It keeps counts alone, so songs need not stay in memory.
public struct ThresholdFitter: Sendable {
    private let instruments: [Instrument]
    private var activity: [ScoreHistogram]
    /// One for each clip.
    private var pitch: [ScoreHistogram] = []
    /// For each instrument, cells where another is likelier; and where it is the likeliest, by the bin of the pitch.
    private var otherRoll: [ScoreHistogram]
    private var likeliestRoll: [[ScoreHistogram]]

    /// Of the predictions to come, in the order of their channels.
    public init(instruments: [Instrument]) {
        self.instruments = instruments
        activity = Array(repeating: ScoreHistogram(), count: instruments.count)
        otherRoll = Array(repeating: ScoreHistogram(), count: instruments.count)
        likeliestRoll = Array(
            repeating: Array(repeating: ScoreHistogram(), count: ScoreHistogram.steps + 1), count: instruments.count)
    }

    /// Adds a clip: a prediction and the score of the same stretch, both from time 0.
    ///
    /// - Precondition: the prediction is of these instruments.
    public mutating func add(_ prediction: Prediction, notes: [ScoreNote]) {
        precondition(
            prediction.instruments == instruments, "ThresholdFitter: \(prediction.instruments), not \(instruments)")
        let truth = FrameActivity(
            notes: notes, instruments: instruments, frameCount: prediction.frameCount, frameRate: prediction.frameRate)
        add(prediction, truth: truth, known: nil)
    }

    /// Adds a clip of a dataset: what its labels don't tell is passed over.
    ///
    /// - Precondition: the prediction is of these instruments.
    package mutating func add(_ prediction: Prediction, labels: RecordingLabels) {
        precondition(
            prediction.instruments == instruments, "ThresholdFitter: \(prediction.instruments), not \(instruments)")
        let partial = PartialLabels(
            labels, instruments: instruments, frameCount: prediction.frameCount, frameRate: prediction.frameRate,
            keepsShort: false)
        add(prediction, truth: partial.frameActivity, known: partial.known, isWeak: labels.isWeak)
    }

    private mutating func add(
        _ prediction: Prediction, truth: FrameActivity, known: PartialLabels.Known?, isWeak: Bool = false
    ) {
        let count = instruments.count
        if isWeak {
            // Nobody knows when: each instrument's greatest probability counts, once.
            for index in 0..<count where known?.instrument.dropFirst(index).first ?? false {
                let greatest =
                    stride(from: index, to: prediction.instrument.count, by: count)
                    .map { prediction.instrument[$0] }.max() ?? 0
                activity[index].add(ScoreHistogram.bin(greatest), truth.instrument[index])
            }
            return
        }
        for (cell, probability) in prediction.instrument.enumerated() where known?.instrument[cell] ?? true {
            activity[cell % count].add(ScoreHistogram.bin(probability), truth.instrument[cell])
        }
        var clip = ScoreHistogram()
        for (cell, probability) in prediction.pitch.enumerated() {
            let pitchBin = ScoreHistogram.bin(probability)
            let frame = cell / Prediction.pitchCount
            if known?.pitch[frame] ?? true { clip.add(pitchBin, truth.pitch[cell]) }
            let likeliest = FrameDecoder.likeliest(prediction.roll, from: cell * count, count: count)
            for index in 0..<count where known?.roll[frame * count + index] ?? true {
                let rollBin = ScoreHistogram.bin(prediction.roll[cell * count + index])
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
        let means = (0...ScoreHistogram.steps).map { step in
            clips.map { $0[step] }.reduce(0, +) / Double(max(clips.count, 1))
        }
        let pitchStep = clips.isEmpty ? ScoreHistogram.steps / 2 : ScoreHistogram.best(means)
        let rows = instruments.indices.map { index in
            let activityStep = activity[index].accuracies().map(ScoreHistogram.best) ?? ScoreHistogram.steps / 2
            let rollStep =
                roll(index, pitchStep: pitchStep).accuracies().map(ScoreHistogram.best) ?? ScoreHistogram.steps / 2
            return Thresholds.Row(
                instrument: instruments[index].name, activity: ScoreHistogram.value(activityStep),
                roll: ScoreHistogram.value(rollStep))
        }
        return Thresholds(pitch: ScoreHistogram.value(pitchStep), instruments: rows)
    }

    /// The cells of an instrument's roll; those that the pitch head gives to it are active whatever the threshold.
    private func roll(_ index: Int, pitchStep: Int) -> ScoreHistogram {
        var sum = otherRoll[index]
        for (pitchBin, part) in likeliestRoll[index].enumerated() {
            sum.add(part) { pitchBin >= pitchStep ? ScoreHistogram.steps : $0 }
        }
        return sum
    }
}
