import Audio

/// Compares predictions with scores, clip by clip, and keeps the counts.
///
/// ```swift
/// var evaluator = Evaluator(instruments: model.instruments, thresholds: model.thresholds)
/// for song in songs { evaluator.add(try model.predict(song.audio), notes: song.notes, name: song.name) }
/// print(evaluator.report)
/// ```
///
/// The truth is what the score's labelled programs play (``Instrument/programs``): percussion, other programs and
/// pitches beyond the 88 are in neither frames nor notes of the reference.
public struct Evaluator: Sendable {
    public let instruments: [Instrument]
    public let thresholds: Thresholds
    private let frameDecoder: FrameDecoder
    private let noteDecoder: NoteDecoder

    private var activity: FrameF1
    /// For each instrument the probabilities and the truth of all frames, for the area under the curve.
    private var scores: [[Float]]
    private var labels: [[Bool]]
    /// For each instrument the accuracies of its clips.
    private var rollAccuracies: [[Double]]
    private var clips: [EvaluationReport.ClipRow] = []

    /// - Parameter thresholds: When nil, one half for everything.
    /// - Precondition: the thresholds fit the instruments.
    public init(
        instruments: [Instrument], thresholds: Thresholds? = nil, noteSettings: NoteDecoder.Settings = .init()
    ) {
        self.instruments = instruments
        self.thresholds = thresholds ?? Thresholds(for: instruments)
        frameDecoder = FrameDecoder(thresholds: self.thresholds)
        noteDecoder = NoteDecoder(instruments: instruments, thresholds: thresholds, settings: noteSettings)
        activity = FrameF1(names: instruments.map(\.name))
        scores = Array(repeating: [], count: instruments.count)
        labels = Array(repeating: [], count: instruments.count)
        rollAccuracies = Array(repeating: [], count: instruments.count)
    }

    /// Adds a clip: a prediction and the score of the same stretch, both from time 0.
    ///
    /// - Precondition: the prediction is of these instruments.
    public mutating func add(_ prediction: Prediction, notes: [ScoreNote], name: String = "") {
        let decided = frameDecoder.decode(prediction)
        let truth = FrameActivity(
            notes: notes, instruments: instruments, frameCount: prediction.frameCount, frameRate: prediction.frameRate)
        addActivity(prediction, decided: decided, truth: truth)
        addRolls(decided: decided, truth: truth)

        var pitch = MultiPitchMetrics()
        pitch.add(reference: truth.pitch, estimate: decided.pitch, width: Prediction.pitchCount)
        var roll = MultiPitchMetrics()
        roll.add(reference: truth.roll, estimate: decided.roll, width: Prediction.pitchCount * instruments.count)
        let reference = referenceNotes(notes, until: prediction.duration)
        let estimate = noteDecoder.decode(prediction).map(item)
        let hasNotes = !reference.isEmpty || !estimate.isEmpty
        func f1(_ tolerance: NoteMetrics.Tolerance) -> Double? {
            hasNotes ? NoteMetrics(reference: reference, estimate: estimate, tolerance: tolerance).f1 : nil
        }
        func instrumentF1(_ tolerance: NoteMetrics.Tolerance) -> Double? {
            guard hasNotes else { return nil }
            return NoteMetrics.matchingLabels(reference: reference, estimate: estimate, tolerance: tolerance).f1
        }
        clips.append(
            EvaluationReport.ClipRow(
                name: name, duration: prediction.duration, pitchAccuracy: pitch.isEmpty ? nil : pitch.accuracy,
                rollAccuracy: roll.isEmpty ? nil : roll.accuracy, noteF1: f1(.withoutOffset),
                noteOffsetF1: f1(.withOffset), instrumentNoteF1: instrumentF1(.withoutOffset),
                instrumentNoteOffsetF1: instrumentF1(.withOffset)))
    }

    /// The figures of the clips so far.
    public var report: EvaluationReport {
        let rows = instruments.indices.map { index in
            let counts = activity.rows[index]
            return EvaluationReport.InstrumentRow(
                instrument: instruments[index].name, referenceFrames: counts.truePositives + counts.falseNegatives,
                precision: counts.precision, recall: counts.recall, f1: counts.f1,
                areaUnderCurve: AreaUnderCurve.value(scores: scores[index], labels: labels[index]),
                rollAccuracy: rollAccuracies[index].isEmpty
                    ? nil : rollAccuracies[index].reduce(0, +) / Double(rollAccuracies[index].count))
        }
        return EvaluationReport(thresholds: thresholds, instruments: rows, clips: clips)
    }

    private mutating func addActivity(_ prediction: Prediction, decided: FrameActivity, truth: FrameActivity) {
        activity.add(reference: truth.instrument, estimate: decided.instrument)
        for (cell, probability) in prediction.instrument.enumerated() {
            scores[cell % instruments.count].append(probability)
            labels[cell % instruments.count].append(truth.instrument[cell])
        }
    }

    /// The accuracy of each instrument's own roll, where the reference has the instrument.
    private mutating func addRolls(decided: FrameActivity, truth: FrameActivity) {
        let count = instruments.count
        for index in 0..<count {
            var metrics = MultiPitchMetrics()
            for frame in 0..<truth.frameCount {
                var (matched, inTruth, inDecided) = (0, 0, 0)
                for key in 0..<Prediction.pitchCount {
                    let cell = (frame * Prediction.pitchCount + key) * count + index
                    if truth.roll[cell] { inTruth += 1 }
                    if decided.roll[cell] { inDecided += 1 }
                    if truth.roll[cell] && decided.roll[cell] { matched += 1 }
                }
                metrics.add(matched: matched, reference: inTruth, estimate: inDecided)
            }
            if metrics.referenceCount > 0 { rollAccuracies[index].append(metrics.accuracy) }
        }
    }

    private func referenceNotes(_ notes: [ScoreNote], until duration: Double) -> [NoteMetrics.Item] {
        notes.compactMap { note in
            guard !note.isPercussion, let index = instruments.index(ofProgram: note.program),
                0..<Prediction.pitchCount ~= note.pitch - Prediction.lowestPitch, note.onset < duration,
                note.offset > note.onset
            else { return nil }
            return NoteMetrics.Item(
                onset: note.onset, offset: note.offset, pitch: Double(note.pitch), label: index)
        }
    }

    private func item(_ note: Note) -> NoteMetrics.Item {
        NoteMetrics.Item(
            onset: note.onset, offset: note.offset, pitch: Double(note.pitch),
            label: instruments.firstIndex(of: note.instrument) ?? -1)
    }
}

extension MultiPitchMetrics {
    /// Whether there was no pitch on either side.
    fileprivate var isEmpty: Bool { referenceCount == 0 && estimateCount == 0 }
}
