import Audio
import MultiTask

/// A part as it will be played: by whom, how loud, how far out of tune.
struct ArrangedPart: Sendable {
    var timbre: Timbre
    /// Within the timbre's keys; no two of a pitch overlap.
    var notes: [ScoreNote]
    /// Detuning of the whole part.
    var cents: Double
    /// Level against the other parts, in decibels.
    var gain: Double
}

/// Draws what is played: parts of one or several scores, given to instruments that they weren't written for.
///
/// That is safe, because labels come from what is rendered; and it breaks the tie between an instrument and its style.
struct CorpusArranger: Sendable {
    let scores: ScoreLibrary
    let banks: CorpusBanks
    /// Seconds of an item.
    let seconds: Double
    /// How much of the parts General MIDI banks play.
    var generalShare = 0.4
    /// Which of the nine play, as indices into ``Instrument/nine``.
    var instruments = Array(Instrument.nine.indices)
    /// How many parts play at a time, within 1...6.
    var partCounts = 1...6
    /// The standard deviation of what each note's velocity is off.
    var velocitySpread = 7.0

    /// How often one, two, … six parts play.
    private static let sizes = [0.10, 0.24, 0.26, 0.20, 0.12, 0.08]
    private static let bass = Instrument.nine.firstIndex(of: .bass)
    /// Piano and guitars take chords as they are; bowed strings may take two notes, the others one.
    private static let chordal: Set<Instrument> = [.piano, .acousticGuitar, .electricGuitar]
    private static let bowed: Set<Instrument> = [.violin, .cello]

    /// - Parameters:
    ///   - isWhole: whether as many parts play as there are, up to six, all from one score, and whoever has no label may
    ///     play too: material for mixtures that are yet to be drawn.
    func arrange(_ random: inout CorpusRandom, isWhole: Bool = false) -> [ArrangedPart] {
        let weights = CorpusArranger.sizes.enumerated().map { partCounts.contains($0.offset + 1) ? $0.element : 0 }
        let size = isWhole ? partCounts.upperBound : 1 + random.index(weights: weights)
        let tempo = random.uniform(0.85...1.15)
        let transposition = random.integer(below: 13) - 6
        var (parts, drums) = drawParts(size: size, isMixed: !isWhole && random.happens(0.3), tempo: tempo, &random)
        parts = parts.map { part in
            ScorePart(
                notes: part.notes.map { note in
                    var note = note
                    note.pitch = min(127, max(0, note.pitch + transposition))
                    return note
                }, isPercussion: false)
        }
        var arranged: [ArrangedPart] = []
        // One part in seven items is for an instrument that has no label.
        if banks.hasOthers, parts.count > 1, random.happens(0.15), let part = parts.popLast() {
            let timbre = banks.other(generalShare: generalShare, &random)
            arranged.append(play(ScoreLine.top(of: part.notes), by: timbre, gain: -12...0, &random))
        }
        for (part, instrument) in cast(parts, &random) {
            let timbre = banks.timbre(of: instrument, generalShare: generalShare, &random)
            let notes = reduce(part, for: instrument, &random)
            arranged.append(play(notes, by: timbre, gain: -12...3, &random))
        }
        if banks.hasDrums, random.happens(0.15) {
            drums = drums ?? borrowedDrums(tempo: tempo, &random)
            if let drums { arranged.append(play(drums.notes, by: banks.kit(&random), gain: -14...0, &random)) }
        }
        return arranged
    }

    /// A line of some score, sung; nil where no bank has a voice or the place that was drawn is a rest.
    func voice(_ random: inout CorpusRandom) -> ArrangedPart? {
        guard let timbre = banks.voice(&random) else { return nil }
        let (parts, _) = drawParts(size: 1, isMixed: false, tempo: random.uniform(0.85...1.15), &random)
        return parts.first.map { play(ScoreLine.top(of: $0.notes), by: timbre, gain: 0...0, &random) }
    }

    /// Drums of some score, alone; nil where the scores or the banks have none, or they rest.
    func drums(_ random: inout CorpusRandom) -> ArrangedPart? {
        guard banks.hasDrums, let part = borrowedDrums(tempo: random.uniform(0.85...1.15), &random) else { return nil }
        return play(part.notes, by: banks.kit(&random), gain: 0...0, &random)
    }

    // MARK: - Which parts

    private func drawParts(
        size: Int, isMixed: Bool, tempo: Double, _ random: inout CorpusRandom
    ) -> (parts: [ScorePart], drums: ScorePart?) {
        var parts: [ScorePart] = []
        var drums: ScorePart?
        // A window may fall into a rest: several are tried.
        for _ in 0..<12 where parts.count < size {
            let score = scores.score(&random)
            let atLeast = max(1, Int(seconds / 5))
            let window = score.excerpt(length: seconds, tempo: tempo, atLeast: atLeast, &random)
            drums = drums ?? window.first { $0.isPercussion }
            let pitched = random.shuffled(window.filter { !$0.isPercussion })
            guard !pitched.isEmpty else { continue }
            let room = size - parts.count
            if isMixed {
                parts += pitched.prefix(min(room, 1 + random.integer(below: 2)))
            } else {
                parts += pitched.prefix(room)
                while parts.count < size, let split = split(parts, atLeast: atLeast) { parts = split }
            }
        }
        return (random.shuffled(parts), drums)
    }

    /// Takes the upper line out of the thickest part, and makes it a part of its own.
    private func split(_ parts: [ScorePart], atLeast: Int) -> [ScorePart]? {
        let thick = parts.indices.max { parts[$0].polyphony < parts[$1].polyphony }
        guard let thick, parts[thick].polyphony > 1.3 else { return nil }
        let takesLowest = parts.count.isMultiple(of: 2)
        let line = takesLowest ? ScoreLine.bottom(of: parts[thick].notes) : ScoreLine.top(of: parts[thick].notes)
        // What is struck with the line stays with it.
        let taken = Set(line.map { ScoreLine.Key(onset: $0.onset, pitch: $0.pitch) })
        let rest = parts[thick].notes.filter { !taken.contains(ScoreLine.Key(onset: $0.onset, pitch: $0.pitch)) }
        guard line.count >= atLeast, rest.count >= atLeast else { return nil }
        var parts = parts
        parts[thick] = ScorePart(notes: rest, isPercussion: false)
        parts.append(ScorePart(notes: line, isPercussion: false))
        return parts
    }

    private func borrowedDrums(tempo: Double, _ random: inout CorpusRandom) -> ScorePart? {
        scores.drummedScore(&random)?.excerpt(length: seconds, tempo: tempo, atLeast: 4, &random)
            .first { $0.isPercussion }
    }

    // MARK: - Who plays them

    /// Gives each part one of the instruments, all of them equally often.
    private func cast(_ parts: [ScorePart], _ random: inout CorpusRandom) -> [(ScorePart, instrument: Int)] {
        var instruments = Array(random.shuffled(self.instruments).prefix(parts.count))
        while instruments.count < parts.count { instruments.append(random.element(self.instruments)) }
        // Two of a kind, as in a quartet; either may be the one that gives way, so that the balance stays.
        if instruments.count > 1, random.happens(0.1) { instruments[1] = instruments[0] }
        var left = parts
        var cast: [(ScorePart, instrument: Int)] = []
        func take(_ best: Int?, for instrument: Int) {
            if let best { cast.append((left.remove(at: best), instrument)) }
        }
        for instrument in instruments where instrument == CorpusArranger.bass {
            take(left.indices.min { left[$0].meanPitch < left[$1].meanPitch }, for: instrument)
        }
        for instrument in instruments
        where CorpusArranger.chordal.contains(Instrument.nine[instrument]) && random.happens(0.7) {
            take(left.indices.max { left[$0].polyphony < left[$1].polyphony }, for: instrument)
        }
        var waiting = instruments
        for (_, instrument) in cast {
            if let index = waiting.firstIndex(of: instrument) { waiting.remove(at: index) }
        }
        for (part, instrument) in zip(left, waiting) { cast.append((part, instrument)) }
        return cast
    }

    private func reduce(_ part: ScorePart, for index: Int, _ random: inout CorpusRandom) -> [ScoreNote] {
        let instrument = Instrument.nine[index]
        if instrument == .piano { return part.notes }
        if CorpusArranger.chordal.contains(instrument) { return ScoreLine.thinned(part.notes, voices: 5) }
        if CorpusArranger.bowed.contains(instrument), random.happens(0.15) {
            return ScoreLine.thinned(part.notes, voices: 2)
        }
        return instrument == .bass ? ScoreLine.bottom(of: part.notes) : ScoreLine.top(of: part.notes)
    }

    // MARK: - How they play

    private func play(
        _ notes: [ScoreNote], by timbre: Timbre, gain: ClosedRange<Double>, _ random: inout CorpusRandom
    ) -> ArrangedPart {
        let keys = timbre.lowest...timbre.highest
        let shift = timbre.isPercussion ? 0 : octaves(of: notes, in: keys, isBass: timbre.program / 8 == 4, &random)
        let level = random.uniform(50...112)
        let accent = random.uniform(0.3...1.2)
        let mean = Double(notes.reduce(0) { $0 + $1.velocity }) / Double(max(1, notes.count))
        let channel = timbre.isPercussion ? 9 : 0
        let played = notes.compactMap { note -> ScoreNote? in
            var note = note
            note.pitch += shift
            // A note that the instrument lacks is played in the nearest octave that it has.
            if !timbre.isPercussion {
                while note.pitch < keys.lowerBound { note.pitch += 12 }
                while note.pitch > keys.upperBound { note.pitch -= 12 }
            }
            let velocity = level + accent * (Double(note.velocity) - mean) + velocitySpread * random.normal()
            note.velocity = Int(min(127, max(25, velocity)))
            note.program = timbre.program
            note.channel = channel
            return keys.contains(note.pitch) ? note : nil
        }
        return ArrangedPart(
            timbre: timbre, notes: ScoreLine.withoutOverlaps(played), cents: 12 * random.normal(),
            gain: random.uniform(gain))
    }

    /// Semitones, a multiple of 12, that bring most of the notes within the keys; near the written height where it can be.
    private func octaves(
        of notes: [ScoreNote], in keys: ClosedRange<Int>, isBass: Bool, _ random: inout CorpusRandom
    ) -> Int {
        let shifts = Array(stride(from: -60, through: 60, by: 12))
        let fits = shifts.map { shift in notes.filter { keys.contains($0.pitch + shift) }.count }
        let most = fits.max() ?? 0
        let weights = zip(shifts, fits).map { shift, fit -> Double in
            guard Double(fit) >= 0.95 * Double(most), most > 0 else { return 0 }
            switch abs(shift) {
            case 0: return 3
            case 12: return 1.5
            default: return 0.3
            }
        }
        guard weights.contains(where: { $0 > 0 }) else { return 0 }
        // A bass stays low whatever it is given.
        if isBass { return shifts[weights.firstIndex { $0 > 0 } ?? 0] }
        return shifts[random.index(weights: weights)]
    }
}
