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
    /// Of the predictions, in the order of their channels.
    public let instruments: [Instrument]
    /// What the predictions are decoded with.
    public let thresholds: Thresholds
    private let counted: [Int]
    private let frameDecoder: FrameDecoder
    private let noteDecoder: NoteDecoder

    /// What is kept of a clip beside its row.
    private struct Clip {
        let row: EvaluationReport.ClipRow
        /// For each instrument the counts of frames.
        let activity: FrameF1
        /// For each instrument the accuracy of its own roll; nil where the reference doesn't have it.
        let rollAccuracies: [Double?]
        /// For each instrument how far the velocities found rise with the reference's.
        let velocityCorrelations: [Double?]
    }

    private var clips: [Clip] = []
    private var frames: ActivityScores
    private var seconds: ActivityScores
    private var confusion: InstrumentConfusion

    /// - Parameters:
    ///   - instruments: Of the predictions, in the order of their channels.
    ///   - thresholds: When nil, one half for everything.
    ///   - counted: The instruments that means over instruments are of; nil for all.
    ///   - noteSettings: How they are decoded.
    /// - Precondition: the thresholds fit the instruments; what is counted is among them.
    public init(
        instruments: [Instrument], thresholds: Thresholds? = nil, counted: [Instrument]? = nil,
        noteSettings: NoteDecoder.Settings = .init()
    ) {
        let counted = counted ?? instruments
        precondition(
            counted.allSatisfy { instruments.contains($0) }, "Evaluator: counted \(counted), known \(instruments)")
        self.instruments = instruments
        self.thresholds = thresholds ?? Thresholds(for: instruments)
        self.counted = instruments.indices.filter { counted.contains(instruments[$0]) }
        frameDecoder = FrameDecoder(thresholds: self.thresholds)
        noteDecoder = NoteDecoder(instruments: instruments, thresholds: thresholds, settings: noteSettings)
        frames = ActivityScores(instrumentCount: instruments.count)
        seconds = ActivityScores(instrumentCount: instruments.count)
        confusion = InstrumentConfusion(instruments: instruments.map(\.name))
    }

    /// Adds a clip: a prediction and the score of the same stretch, both from time 0.
    ///
    /// - Precondition: the prediction is of these instruments.
    public mutating func add(_ prediction: Prediction, notes: [ScoreNote], name: String = "") {
        let truth = FrameActivity(
            notes: notes, instruments: instruments, frameCount: prediction.frameCount, frameRate: prediction.frameRate)
        add(prediction, truth: truth, known: nil, notes: notes, name: name)
    }

    /// Adds a clip of a dataset: what its labels don't tell is neither found nor missed.
    ///
    /// Of weak labels each instrument's greatest probability counts, once for the clip.
    ///
    /// - Precondition: the prediction is of these instruments.
    package mutating func add(_ prediction: Prediction, labels: RecordingLabels, name: String = "") {
        if let score = labels.score(for: instruments) { return add(prediction, notes: score, name: name) }
        let partial = PartialLabels(
            labels, instruments: instruments, frameCount: prediction.frameCount, frameRate: prediction.frameRate,
            keepsShort: false)
        add(
            prediction, truth: partial.frameActivity, known: partial.known, notes: nil, isWeak: labels.isWeak,
            name: name)
    }

    /// - Parameters:
    ///   - known: what of the truth is known; nil: all.
    ///   - notes: nil where they aren't all known.
    private mutating func add(
        _ prediction: Prediction, truth: FrameActivity, known: PartialLabels.Known?, notes: [ScoreNote]?,
        isWeak: Bool = false, name: String
    ) {
        var decided = frameDecoder.decode(prediction)
        var truth = truth
        if let known {
            decided = decided.limited(to: known)
            truth = truth.limited(to: known)
        }
        var activity = FrameF1(names: instruments.map(\.name))
        if isWeak {
            activity.add(reference: anyFrame(truth.instrument), estimate: anyFrame(decided.instrument))
        } else {
            activity.add(reference: truth.instrument, estimate: decided.instrument)
        }
        let whole = max(1, prediction.frameCount)
        frames.add(prediction.instrument, truth.instrument, known: known?.instrument, pooling: isWeak ? whole : 1)
        seconds.add(
            prediction.instrument, truth.instrument, known: known?.instrument,
            pooling: isWeak ? whole : max(1, Int(prediction.frameRate.rounded(.down))))

        var pitch = MultiPitchMetrics()
        pitch.add(reference: truth.pitch, estimate: decided.pitch, width: Prediction.pitchCount)
        var roll = MultiPitchMetrics()
        roll.add(reference: truth.roll, estimate: decided.roll, width: Prediction.pitchCount * instruments.count)
        let scored = referenceNotes(notes ?? [], until: prediction.duration)
        let heard = notes == nil ? [] : noteDecoder.decode(prediction)
        let reference = scored.map(item)
        let estimate = heard.map(item)
        confusion.add(reference: reference, estimate: estimate)
        let hasNotes = !reference.isEmpty || !estimate.isEmpty
        func f1(_ tolerance: NoteMetrics.Tolerance) -> Double? {
            hasNotes ? NoteMetrics(reference: reference, estimate: estimate, tolerance: tolerance).f1 : nil
        }
        func instrumentF1(_ tolerance: NoteMetrics.Tolerance) -> Double? {
            guard hasNotes else { return nil }
            return NoteMetrics.matchingLabels(reference: reference, estimate: estimate, tolerance: tolerance).f1
        }
        let row = EvaluationReport.ClipRow(
            name: name, duration: prediction.duration, pitchAccuracy: pitch.isEmpty ? nil : pitch.accuracy,
            pitchF1: pitch.isEmpty ? nil : pitch.f1, rollAccuracy: roll.isEmpty ? nil : roll.accuracy,
            noteF1: f1(.withoutOffset), noteOffsetF1: f1(.withOffset), instrumentNoteF1: instrumentF1(.withoutOffset),
            instrumentNoteOffsetF1: instrumentF1(.withOffset))
        clips.append(
            Clip(
                row: row, activity: activity, rollAccuracies: rollAccuracies(decided: decided, truth: truth),
                velocityCorrelations: velocityCorrelations(
                    NoteMetrics.pairs(reference: reference, estimate: estimate, tolerance: .withoutOffset).map {
                        (scored[$0.reference], heard[$0.estimate])
                    })))
    }

    /// The figures of the clips so far, without intervals.
    public var report: EvaluationReport { report(resamples: 0) }

    /// The figures of the clips so far, with their 95 % intervals over the choice of clips.
    ///
    /// - Parameters:
    ///   - resamples: How often clips are drawn anew; 0 for no intervals.
    ///   - seed: Equal seeds give equal intervals.
    public func report(resamples: Int, seed: UInt64 = 1) -> EvaluationReport {
        let (byFrame, bySecond) = (frames.ranked, seconds.ranked)
        let ones = [Double](repeating: 1, count: clips.count)
        let rows = instruments.indices.map { index in
            let counts = counts(of: index, ones)
            return EvaluationReport.InstrumentRow(
                instrument: instruments[index].name, referenceFrames: Int(counts.reference),
                precision: counts.precision, recall: counts.recall, f1: counts.f1,
                areaUnderCurve: byFrame[index].area(ones), areaUnderCurvePerSecond: bySecond[index].area(ones),
                rollAccuracy: weightedMean(clips.map { $0.rollAccuracies[index] }, ones),
                velocityCorrelation: weightedMean(clips.map { $0.velocityCorrelations[index] }, ones))
        }
        var report = EvaluationReport(
            thresholds: thresholds, counted: counted.map { instruments[$0].name }, instruments: rows,
            clips: clips.map(\.row), confusion: confusion, intervals: [:])
        guard resamples > 0, !clips.isEmpty else { return report }
        let bootstrap = Bootstrap(clipCount: clips.count, resamples: resamples, seed: seed)
        for figure in EvaluationReport.Figure.allCases {
            report.intervals[figure.rawValue] = bootstrap.interval(
                of: value(of: figure, byFrame: byFrame, bySecond: bySecond))
        }
        return report
    }

    // MARK: - Figures of clips, each counted as often as its weight says

    private func value(
        of figure: EvaluationReport.Figure, byFrame: [RankedScores], bySecond: [RankedScores]
    ) -> ([Double]) -> Double? {
        let rows = clips.map(\.row)
        func mean(_ values: [Double?]) -> ([Double]) -> Double? { { weightedMean(values, $0) } }
        func meanOverInstruments(_ value: @escaping (Int, [Double]) -> Double?) -> ([Double]) -> Double? {
            { weights in
                let values = counted.map { value($0, weights) }
                return weightedMean(values, [Double](repeating: 1, count: values.count))
            }
        }
        switch figure {
        case .instrumentF1: return meanOverInstruments { counts(of: $0, $1).f1 }
        case .areaUnderCurve: return meanOverInstruments { byFrame[$0].area($1) }
        case .areaUnderCurvePerSecond: return meanOverInstruments { bySecond[$0].area($1) }
        case .rollAccuracy:
            let accuracies = instruments.indices.map { index in clips.map { $0.rollAccuracies[index] } }
            return meanOverInstruments { weightedMean(accuracies[$0], $1) }
        case .pitchAccuracy: return mean(rows.map(\.pitchAccuracy))
        case .pitchF1: return mean(rows.map(\.pitchF1))
        case .jointRollAccuracy: return mean(rows.map(\.rollAccuracy))
        case .noteF1: return mean(rows.map(\.noteF1))
        case .noteOffsetF1: return mean(rows.map(\.noteOffsetF1))
        case .instrumentNoteF1: return mean(rows.map(\.instrumentNoteF1))
        case .instrumentNoteOffsetF1: return mean(rows.map(\.instrumentNoteOffsetF1))
        }
    }

    /// Weighted counts of an instrument's frames.
    private struct Counts {
        var (found, invented, missed) = (0.0, 0.0, 0.0)

        var reference: Double { found + missed }
        var precision: Double { found + invented > 0 ? found / (found + invented) : 0 }
        var recall: Double? { reference > 0 ? found / reference : nil }
        var f1: Double? { reference > 0 ? 2 * found / (2 * found + invented + missed) : nil }
    }

    private func counts(of instrument: Int, _ weights: [Double]) -> Counts {
        var counts = Counts()
        for (clip, weight) in zip(clips, weights) {
            let row = clip.activity.rows[instrument]
            counts.found += weight * Double(row.truePositives)
            counts.invented += weight * Double(row.falsePositives)
            counts.missed += weight * Double(row.falseNegatives)
        }
        return counts
    }

    // MARK: - A clip

    /// The accuracy of each instrument's own roll, where the reference has the instrument.
    private func rollAccuracies(decided: FrameActivity, truth: FrameActivity) -> [Double?] {
        let count = instruments.count
        return instruments.indices.map { index in
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
            return metrics.referenceCount > 0 ? metrics.accuracy : nil
        }
    }

    /// Spearman's ρ over the notes of an instrument that were found, whoever they were given to. A clip's players have their gains,
    /// so clips are looked at one by one; one with few notes, or all of one velocity, says nothing.
    private func velocityCorrelations(_ pairs: [(reference: ScoreNote, estimate: Note)]) -> [Double?] {
        instruments.indices.map { index in
            let mine = pairs.filter { instruments.index(ofProgram: $0.reference.program) == index }
            guard mine.count >= 10, Set(mine.map(\.reference.velocity)).count >= 4 else { return nil }
            return RankCorrelation.spearman(
                mine.map { Double($0.reference.velocity) }, mine.map { Double($0.estimate.velocity) })
        }
    }

    /// For each instrument whether it plays in any frame.
    private func anyFrame(_ cells: [Bool]) -> [Bool] {
        instruments.indices.map { index in
            stride(from: index, to: cells.count, by: instruments.count).contains { cells[$0] }
        }
    }

    private func referenceNotes(_ notes: [ScoreNote], until duration: Double) -> [ScoreNote] {
        notes.filter { note in
            !note.isPercussion && instruments.index(ofProgram: note.program) != nil
                && 0..<Prediction.pitchCount ~= note.pitch - Prediction.lowestPitch && note.onset < duration
                && note.offset > note.onset
        }
    }

    private func item(_ note: ScoreNote) -> NoteMetrics.Item {
        NoteMetrics.Item(
            onset: note.onset, offset: note.offset, pitch: Double(note.pitch),
            label: instruments.index(ofProgram: note.program) ?? -1)
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
