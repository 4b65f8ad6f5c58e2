extension NoteDecoder {
    /// A decoder at work: takes predictions as they come, gives each note once, as soon as nothing can change it.
    ///
    /// The size of the blocks makes no difference to the notes. Memory doesn't grow with time.
    public struct Stream: Sendable {
        private let decoder: NoteDecoder
        private let frameRate: Double
        private let rules: ActivationTracker.Rules
        private let instrumentCount: Int

        /// One for each pitch, on the pitch head.
        private var pitches: [PitchState]
        /// One for each pitch and instrument, on the pianoroll head: who plays a pitch too that another has.
        private var players: [ActivationTracker]
        /// Whether a player's tracker is within a stretch; the others are passed over while they are silent.
        private var isPlaying: [Bool]
        private var playerOnsets: [Double]
        private let rollThresholds: [Float]
        /// The last frames, each in slot `frame % slots`: levels of the pitches, probabilities of the roll.
        private let slots = 2 * NoteDecoder.Stream.reach + 1
        private var pitchLevels: [Float]
        /// The levels of the pitches in the same frames; of no use where predictions don't say.
        private var loudness: [Float]
        private var knowsLoudness = false
        private var rolls: [Float]
        /// The number of frames taken, and of those decided.
        private var taken = 0
        private var decided = 0
        private var isFinished = false

        /// Frames looked ahead, and back, for the onset.
        private static let reach = 4

        /// A pitch, whoever plays it.
        private struct PitchState {
            var tracker = ActivationTracker()
            var onset = 0.0
            /// The greatest loudness in the note's first frames.
            var loudest: Float = 0
            /// For each instrument the sum of its roll since the note began; −∞ where it had a note of its own in it.
            var evidence: [Float]
            /// Who had the last note; −1: nobody yet.
            var owner = -1
        }

        init(decoder: NoteDecoder, frameRate: Double) {
            precondition(frameRate.isFinite && frameRate > 0, "NoteDecoder.Stream: \(frameRate) frames per second")
            self.decoder = decoder
            self.frameRate = frameRate
            rules = decoder.rules(frameRate: frameRate)
            instrumentCount = decoder.instruments.count
            let cells = Prediction.pitchCount * instrumentCount
            let silent = PitchState(evidence: [Float](repeating: 0, count: instrumentCount))
            pitches = Array(repeating: silent, count: Prediction.pitchCount)
            players = Array(repeating: ActivationTracker(), count: cells)
            isPlaying = Array(repeating: false, count: cells)
            playerOnsets = Array(repeating: 0, count: cells)
            rollThresholds = decoder.thresholds.instruments.map { max($0.roll, decoder.settings.leastUnison) }
            pitchLevels = [Float](repeating: 0, count: slots * Prediction.pitchCount)
            loudness = pitchLevels
            rolls = [Float](repeating: 0, count: slots * cells)
        }

        /// The number of frames taken so far.
        public var frameCount: Int { taken }

        /// Frames before the newest that may still be undecided: those that an onset is looked for in, and the longest gap.
        public var delayInFrames: Int { Self.reach + rules.gapFrames + 1 }

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
                take(
                    pitch: prediction.pitch(atFrame: frame), roll: prediction.roll(atFrame: frame),
                    level: prediction.level(atFrame: frame), into: &notes)
            }
            return notes
        }

        /// Takes one frame: 88 pitch and 88 × M roll probabilities.
        ///
        /// - Precondition: that many; not after ``finish()``.
        public mutating func append(pitch: [Float], roll: [Float]) -> [Note] {
            var notes: [Note] = []
            take(pitch: pitch[...], roll: roll[...], level: [], into: &notes)
            return notes
        }

        /// Ends the stream: gives the notes that were still open.
        public mutating func finish() -> [Note] {
            guard !isFinished else { return [] }
            isFinished = true
            var notes: [Note] = []
            while decided < taken { decideNext(into: &notes) }
            for key in pitches.indices {
                if let stretch = pitches[key].tracker.finish(rules: rules) { end(stretch, key: key, into: &notes) }
                for index in 0..<instrumentCount {
                    let cell = key * instrumentCount + index
                    if let stretch = players[cell].finish(rules: rules), index != pitches[key].owner {
                        notes.append(note(stretch, key: key, instrument: index, onset: playerOnsets[cell]))
                    }
                }
            }
            return notes
        }

        /// The notes that sound now, as far as they are known: long enough, not ended, their offset so far, with who is
        /// likeliest to play them so far.
        public var sounding: [Note] {
            pitches.indices.flatMap { key -> [Note] in
                let state = pitches[key]
                let pitch = state.tracker.current
                let owner = pitch == nil ? state.owner : Self.likeliest(state.evidence)
                func isLongEnough(_ stretch: ActivationTracker.Stretch) -> Bool {
                    stretch.activeFrames >= rules.minimumFrames
                }
                var notes: [Note] = []
                if let pitch, isLongEnough(pitch), state.evidence[owner] > 0 {
                    notes.append(note(pitch, key: key, instrument: owner, onset: state.onset))
                }
                for index in 0..<instrumentCount where index != owner {
                    let cell = key * instrumentCount + index
                    guard let stretch = players[cell].current, isLongEnough(stretch) else { continue }
                    notes.append(note(stretch, key: key, instrument: index, onset: playerOnsets[cell]))
                }
                return notes
            }
        }

        /// What would come of a prediction of the next frames: the notes that would end within it, and those that would
        /// sound at its end. Nothing is taken.
        func proposals(for prediction: Prediction) -> (ended: [Note], sounding: [Note]) {
            var ahead = self
            var ended = ahead.append(prediction)
            while ahead.decided < ahead.taken { ahead.decideNext(into: &ended) }
            return (ended, ahead.sounding)
        }

        private mutating func take(
            pitch: ArraySlice<Float>, roll: ArraySlice<Float>, level: ArraySlice<Float>, into notes: inout [Note]
        ) {
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
            knowsLoudness = !level.isEmpty
            if knowsLoudness { loudness.replaceSubrange(slot * keys..<(slot + 1) * keys, with: level) }
            let base = slot * keys * instrumentCount
            rolls.replaceSubrange(base..<base + keys * instrumentCount, with: roll)
            taken += 1
            if taken > Self.reach { decideNext(into: &notes) }
        }

        /// Decides the oldest undecided frame, from what is around it.
        private mutating func decideNext(into notes: inout [Note]) {
            let frame = decided
            decided += 1
            for key in 0..<Prediction.pitchCount {
                followPitch(key, frame: frame, into: &notes)
                for index in 0..<instrumentCount { followPlayer(index, key: key, frame: frame, into: &notes) }
            }
        }

        private mutating func followPitch(_ key: Int, frame: Int, into notes: inout [Note]) {
            let slot = frame % slots
            let level = pitchLevels[slot * Prediction.pitchCount + key]
            let before = pitches[key].tracker.current?.start
            guard before != nil || level >= rules.on else { return }
            if let ended = pitches[key].tracker.take(level, frame: frame, rules: rules) {
                end(ended, key: key, into: &notes)
            }
            guard let start = pitches[key].tracker.current?.start else { return }
            if start != before {
                pitches[key].onset = onset(ofKey: key, near: start)
                pitches[key].loudest = 0
                for index in 0..<instrumentCount { pitches[key].evidence[index] = 0 }
            }
            if frame < start + Self.attackFrames {
                pitches[key].loudest = max(
                    pitches[key].loudest, Loudness.level(of: key, in: loudness, from: slot * Prediction.pitchCount))
            }
            let roll = slot * players.count + key * instrumentCount
            for index in 0..<instrumentCount { pitches[key].evidence[index] += rolls[roll + index] }
        }

        /// A note goes to the instrument that the roll finds likeliest over all of it; one that nobody may play is none.
        private mutating func end(_ stretch: ActivationTracker.Stretch, key: Int, into notes: inout [Note]) {
            let owner = Self.likeliest(pitches[key].evidence)
            if pitches[key].evidence[owner] > 0 {
                notes.append(note(stretch, key: key, instrument: owner, onset: pitches[key].onset))
            }
            pitches[key].owner = owner
        }

        private mutating func followPlayer(_ index: Int, key: Int, frame: Int, into notes: inout [Note]) {
            let cell = key * instrumentCount + index
            let probability = rolls[frame % slots * players.count + cell]
            guard isPlaying[cell] || probability >= rollThresholds[index] else { return }
            let level = Activation.level(probability, threshold: rollThresholds[index])
            let before = players[cell].current?.start
            if let ended = players[cell].take(level, frame: frame, rules: rules) {
                endPlayer(ended, index, key: key, into: &notes)
            }
            let start = players[cell].current?.start
            isPlaying[cell] = start != nil
            if let start, start != before { playerOnsets[cell] = onset(ofKey: key, near: start) }
        }

        /// Who ends within a note that others hold has a note of its own, unless it is so far the likeliest to have that one: it is
        /// told now, as nobody knows how long the others will hold theirs.
        private mutating func endPlayer(
            _ stretch: ActivationTracker.Stretch, _ index: Int, key: Int, into notes: inout [Note]
        ) {
            var owner = pitches[key].owner
            let middle = (stretch.start + stretch.end) / 2
            let isWithin = pitches[key].tracker.current.map { $0.start <= middle } ?? false
            if isWithin { owner = Self.likeliest(pitches[key].evidence) }
            guard owner != index else { return }
            if isWithin { pitches[key].evidence[index] = -.infinity }
            notes.append(
                note(stretch, key: key, instrument: index, onset: playerOnsets[key * instrumentCount + index]))
        }

        private static func likeliest(_ evidence: [Float]) -> Int {
            FrameDecoder.likeliest(evidence, from: 0, count: evidence.count)
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

        /// A note is as loud as in its first fifth of a second.
        private static let attackFrames = 6

        /// Frames on either side in which an onset is looked for, and how much later than the rise it is: both fitted on
        /// songs of validation.
        private static let onsetReach = 3
        private static let onsetShift = 0.4

        /// A frame stands for the time half a frame around its centre; the onset is finer than that.
        private func note(
            _ stretch: ActivationTracker.Stretch, key: Int, instrument: Int, onset: Double
        ) -> Note {
            Note(
                instrument: decoder.instruments[instrument], pitch: Prediction.lowestPitch + key,
                onset: min(max(onset, 0), Double(stretch.end) - 1) / frameRate,
                offset: (Double(stretch.end) - 0.5) / frameRate,
                velocity: knowsLoudness ? Note.velocity(forLevel: pitches[key].loudest) : nil,
                confidence: min(max(stretch.mean, 0), 1))
        }
    }
}
