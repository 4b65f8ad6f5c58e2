extension NoteDecoder {
    /// A decoder at work: takes predictions as they come, gives each note once, as soon as nothing can change it.
    ///
    /// The size of the blocks makes no difference to the notes. Memory doesn't grow with time.
    public struct Stream: Sendable {
        private let decoder: NoteDecoder
        private let frameRate: Double
        private let rules: ActivationTracker.Rules
        private let instrumentCount: Int
        /// Frames looked ahead, and back, for the likeliest instrument.
        private let reach: Int

        private var trackers: [ActivationTracker]
        /// Whether a cell's tracker is within a stretch; the others are passed over while they are silent.
        private var isOpen: [Bool]
        /// For each cell the frame at which its stretch starts, and the onset that was found for it.
        private var starts: [Int]
        private var onsets: [Double]
        private let rollThresholds: [Float]
        /// For each pitch the instrument that has it, or −1, and for how many frames it has been silent.
        private var owners = [Int](repeating: -1, count: Prediction.pitchCount)
        private var silence = [Int](repeating: 0, count: Prediction.pitchCount)
        /// The last frames, each in slot `frame % slots`: levels of the pitches, probabilities of the roll.
        private let slots: Int
        private var pitchLevels: [Float]
        private var rolls: [Float]
        /// The number of frames taken, and of those decided.
        private var taken = 0
        private var decided = 0
        private var isFinished = false

        init(decoder: NoteDecoder, frameRate: Double) {
            precondition(frameRate.isFinite && frameRate > 0, "NoteDecoder.Stream: \(frameRate) frames per second")
            self.decoder = decoder
            self.frameRate = frameRate
            rules = decoder.rules(frameRate: frameRate)
            instrumentCount = decoder.instruments.count
            reach = (decoder.settings.assignmentWindow / 2).framesAtMost(rate: frameRate)
            slots = 2 * reach + 1
            let cells = Prediction.pitchCount * instrumentCount
            trackers = Array(repeating: ActivationTracker(), count: cells)
            isOpen = Array(repeating: false, count: cells)
            starts = Array(repeating: -1, count: cells)
            onsets = Array(repeating: 0, count: cells)
            rollThresholds = decoder.thresholds.instruments.map { max($0.roll, decoder.settings.leastUnison) }
            pitchLevels = [Float](repeating: 0, count: slots * Prediction.pitchCount)
            rolls = [Float](repeating: 0, count: slots * cells)
        }

        /// The number of frames taken so far.
        public var frameCount: Int { taken }

        /// Frames before the newest that may still be undecided: half the window of assignment, and the longest gap.
        public var delayInFrames: Int { reach + rules.gapFrames + 1 }

        /// Takes the next frames; gives the notes that are final through them, by their ends.
        ///
        /// - Precondition: the prediction is of the decoder's instruments and frame rate; not after ``finish()``.
        public mutating func append(_ prediction: Prediction) -> [Note] {
            precondition(
                prediction.instruments == decoder.instruments && prediction.frameRate == frameRate,
                """
                NoteDecoder.Stream: a prediction of \(prediction.instruments) at \(prediction.frameRate) Hz, \
                the decoder has \(decoder.instruments) at \(frameRate) Hz
                """)
            var notes: [Note] = []
            for frame in 0..<prediction.frameCount {
                take(pitch: prediction.pitch(atFrame: frame), roll: prediction.roll(atFrame: frame), into: &notes)
            }
            return notes
        }

        /// Takes one frame: 88 pitch and 88 × M roll probabilities.
        ///
        /// - Precondition: that many; not after ``finish()``.
        public mutating func append(pitch: [Float], roll: [Float]) -> [Note] {
            var notes: [Note] = []
            take(pitch: pitch[...], roll: roll[...], into: &notes)
            return notes
        }

        /// Ends the stream: gives the notes that were still open.
        public mutating func finish() -> [Note] {
            guard !isFinished else { return [] }
            isFinished = true
            var notes: [Note] = []
            while decided < taken { decideNext(into: &notes) }
            for cell in trackers.indices {
                if let stretch = trackers[cell].finish(rules: rules) { notes.append(note(stretch, cell: cell)) }
            }
            return notes
        }

        /// The notes that sound now, as far as they are known: long enough, not ended, their offset so far.
        public var sounding: [Note] {
            trackers.indices.compactMap { cell in
                guard let stretch = trackers[cell].current, stretch.activeFrames >= rules.minimumFrames else {
                    return nil
                }
                return note(stretch, cell: cell)
            }
        }

        private mutating func take(pitch: ArraySlice<Float>, roll: ArraySlice<Float>, into notes: inout [Note]) {
            let keys = Prediction.pitchCount
            precondition(!isFinished, "NoteDecoder.Stream: a frame after finish()")
            precondition(
                pitch.count == keys && roll.count == keys * instrumentCount,
                "NoteDecoder.Stream: a frame of \(pitch.count) and \(roll.count) values, not 88 and 88×\(instrumentCount)"
            )
            let slot = taken % slots
            let threshold = decoder.thresholds.pitch
            for (key, probability) in pitch.enumerated() {
                pitchLevels[slot * keys + key] = Activation.level(probability, threshold: threshold)
            }
            let base = slot * keys * instrumentCount
            rolls.replaceSubrange(base..<base + keys * instrumentCount, with: roll)
            taken += 1
            if taken > reach { decideNext(into: &notes) }
        }

        /// Decides the oldest undecided frame, from what is around it.
        private mutating func decideNext(into notes: inout [Note]) {
            let frame = decided
            decided += 1
            let window = max(frame - reach, 0)..<min(frame + reach + 1, taken)
            let slot = frame % slots
            for key in 0..<Prediction.pitchCount {
                let pitchLevel = pitchLevels[slot * Prediction.pitchCount + key]
                if pitchLevel >= rules.release {
                    silence[key] = 0
                    owners[key] = owner(ofKey: key, window: window)
                } else {
                    silence[key] += 1
                    if silence[key] > rules.gapFrames { owners[key] = -1 }
                }
                for index in 0..<instrumentCount {
                    let cell = key * instrumentCount + index
                    let probability = rolls[slot * trackers.count + cell]
                    let isOwner = owners[key] == index
                    guard isOpen[cell] || isOwner || probability >= rollThresholds[index] else { continue }
                    var level = Activation.level(probability, threshold: rollThresholds[index])
                    if isOwner { level = max(level, pitchLevel) }
                    if let stretch = trackers[cell].take(level, frame: frame, rules: rules) {
                        notes.append(note(stretch, cell: cell))
                    }
                    isOpen[cell] = trackers[cell].current != nil
                    if let start = trackers[cell].current?.start, start != starts[cell] {
                        (starts[cell], onsets[cell]) = (start, onset(ofKey: key, near: start))
                    }
                }
            }
        }

        /// Where the pitch's curve rises about a frame: the mean of the places of its rises, each counted by its square, in
        /// frames. A threshold is crossed early by a loud note and late by a soft one; the rise is at its onset.
        private func onset(ofKey key: Int, near start: Int) -> Double {
            let oldest = max(0, taken - slots)
            let first = max(oldest, start - Self.onsetReach - 1)
            let frames = first..<max(first, min(taken, start + Self.onsetReach + 1))
            var (sum, moment): (Float, Double) = (0, 0)
            for (frame, next) in zip(frames, frames.dropFirst()) {
                let rise = max(
                    0,
                    pitchLevels[next % slots * Prediction.pitchCount + key]
                        - pitchLevels[frame % slots * Prediction.pitchCount + key])
                sum += rise * rise
                moment += Double(rise * rise) * (Double(next) - 0.5)
            }
            guard sum > 1e-6 else { return Double(start) - 0.5 }
            // In eighths of a frame: windows of different lengths differ in the last bits, and notes shouldn't.
            return ((moment / Double(sum) + Self.onsetShift) * 8).rounded() / 8
        }

        /// Frames on either side in which an onset is looked for, and how much later than the rise it is: both fitted on
        /// songs of validation.
        private static let onsetReach = 3
        private static let onsetShift = 0.4

        /// The likeliest instrument at a pitch over the sounding frames of the window; who has it keeps it by a margin.
        private func owner(ofKey key: Int, window: Range<Int>) -> Int {
            var best = 0
            var bestSum: Float = -1
            var holderSum: Float = 0
            for index in 0..<instrumentCount {
                var sum: Float = 0
                for frame in window {
                    let slot = frame % slots
                    guard pitchLevels[slot * Prediction.pitchCount + key] >= rules.release else { continue }
                    sum += rolls[slot * trackers.count + key * instrumentCount + index]
                }
                if sum > bestSum { (best, bestSum) = (index, sum) }
                if index == owners[key] { holderSum = sum }
            }
            let holder = owners[key]
            return holder >= 0 && bestSum <= holderSum * (1 + decoder.settings.assignmentMargin) ? holder : best
        }

        /// A frame stands for the time half a frame around its centre; the onset is finer than that.
        private func note(_ stretch: ActivationTracker.Stretch, cell: Int) -> Note {
            Note(
                instrument: decoder.instruments[cell % instrumentCount],
                pitch: Prediction.lowestPitch + cell / instrumentCount,
                onset: min(max(onsets[cell], 0), Double(stretch.end) - 1) / frameRate,
                offset: (Double(stretch.end) - 0.5) / frameRate,
                confidence: min(max(stretch.mean, 0), 1))
        }
    }
}
