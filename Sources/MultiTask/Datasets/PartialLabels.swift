import Audio

/// The labels of a recording frame by frame, and for each frame what is known.
struct PartialLabels: Sendable {
    /// What is known of T frames.
    struct Known: Sendable {
        /// (T, M): whether the instrument plays.
        fileprivate(set) var instrument: [Bool]
        /// (T, M): which pitches the instrument plays.
        fileprivate(set) var roll: [Bool]
        /// T: which pitches sound.
        fileprivate(set) var pitch: [Bool]
    }

    let frameCount: Int
    let instrumentCount: Int
    /// Who plays what.
    private(set) var notes: [TrainingSet.LabelledNote] = []
    /// What sounds, whoever plays it; the notes' instruments mean nothing.
    private(set) var pitches: [TrainingSet.LabelledNote] = []
    /// (T, M).
    private(set) var activity: [Bool]
    private(set) var known: Known

    /// Frame t is labelled with what sounds at t / `frameRate` seconds.
    ///
    /// - Parameter keepsShort: whether a note between two frames counts in the second, as in training.
    init(
        _ labels: RecordingLabels, instruments: [Instrument], frameCount: Int, frameRate: Double, keepsShort: Bool
    ) {
        let cells = frameCount * instruments.count
        self.frameCount = frameCount
        instrumentCount = instruments.count
        activity = [Bool](repeating: false, count: cells)
        let listed = Set(labels.parts.flatMap(\.programs))
        // Of an instrument that isn't wholly accounted for by the parts nothing is known, unless they are all there is.
        let isAccounted = instruments.map { labels.isComplete || $0.programs.allSatisfy(listed.contains) }
        let accounted = (0..<cells).map { isAccounted[$0 % instruments.count] }
        known = Known(
            instrument: accounted, roll: accounted, pitch: [Bool](repeating: labels.isComplete, count: frameCount))
        let grid = Grid(frameCount: frameCount, frameRate: frameRate, keepsShort: keepsShort)
        for part in labels.parts {
            let relations = instruments.map { RecordingLabels.Relation(part, $0) }
            if relations.contains(where: { $0 != .another }) { add(part, relations, grid) }
        }
        // Whom some part is known to be playing is known to play.
        for cell in 0..<cells where activity[cell] { known.instrument[cell] = true }
    }

    private mutating func add(_ part: RecordingLabels.Part, _ relations: [RecordingLabels.Relation], _ grid: Grid) {
        let itself = relations.firstIndex(of: .itself)
        var sounds: [Bool]?
        if part.activity != nil || part.notes != nil {
            var frames = [Bool](repeating: false, count: frameCount)
            for stretch in part.activity ?? [] {
                for frame in grid.frames(stretch.lowerBound, stretch.upperBound) { frames[frame] = true }
            }
            for note in part.notes ?? [] {
                let stretch = grid.frames(note.onset, note.offset)
                for frame in stretch { frames[frame] = true }
                let key = note.pitch - Prediction.lowestPitch
                guard !stretch.isEmpty, 0..<Prediction.pitchCount ~= key else { continue }
                let labelled = TrainingSet.LabelledNote(instrument: itself ?? 0, key: key, frames: stretch)
                if itself != nil { notes.append(labelled) } else { pitches.append(labelled) }
            }
            sounds = frames
        }
        for frame in 0..<frameCount where sounds?[frame] ?? true {
            if part.notes == nil { known.pitch[frame] = false }
            for (index, relation) in relations.enumerated() where relation != .another {
                let cell = frame * instrumentCount + index
                if relation == .itself && sounds != nil {
                    activity[cell] = true
                } else {
                    known.instrument[cell] = false
                }
                if relation == .unclear || part.notes == nil { known.roll[cell] = false }
            }
        }
    }

    /// Frames of times.
    private struct Grid {
        let frameCount: Int
        let frameRate: Double
        let keepsShort: Bool

        /// Within the recording; empty where nothing of it is.
        func frames(_ onset: Double, _ offset: Double) -> Range<Int> {
            // A nanoframe of rounding is forgiven. Times may be beyond all bounds.
            func first(_ time: Double) -> Int {
                Int(min(max((time * frameRate - 1e-9).rounded(.up), 0), Double(frameCount)))
            }
            let begin = first(onset)
            let end = first(offset)
            return begin..<max(end, keepsShort ? min(begin + 1, frameCount) : begin)
        }
    }

    /// As the truth of an evaluation.
    var frameActivity: FrameActivity {
        var truth = FrameActivity(frameCount: frameCount, instrumentCount: instrumentCount)
        truth.instrument = activity
        for note in notes + pitches {
            for frame in note.frames { truth.pitch[frame * Prediction.pitchCount + note.key] = true }
        }
        for note in notes {
            for frame in note.frames {
                truth.roll[(frame * Prediction.pitchCount + note.key) * instrumentCount + note.instrument] = true
            }
        }
        return truth
    }
}

extension FrameActivity {
    /// The same without all that isn't known of the truth, so that it is neither found nor missed.
    func limited(to known: PartialLabels.Known) -> FrameActivity {
        var limited = self
        let (keys, count) = (Prediction.pitchCount, instrumentCount)
        for cell in instrument.indices where !known.instrument[cell] { limited.instrument[cell] = false }
        for frame in 0..<frameCount {
            if !known.pitch[frame] {
                for key in 0..<keys { limited.pitch[frame * keys + key] = false }
            }
            for index in 0..<count where !known.roll[frame * count + index] {
                for key in 0..<keys { limited.roll[(frame * keys + key) * count + index] = false }
            }
        }
        return limited
    }
}
