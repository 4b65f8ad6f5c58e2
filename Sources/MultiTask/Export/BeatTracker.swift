import Foundation

/// Finds the beats of a transcription, after Ellis, *Beat Tracking by Dynamic Programming* (2007): tempos from the
/// periodicity of the onsets, and then the sequence of beats that lies on strong onsets and keeps near to them. Ellis has one
/// tempo for the whole piece; here it is looked for every four seconds, and changes where much speaks for it.
///
/// The onsets are those of the notes, not of the sound. What it can't know: whether twice or half the tempo is the one
/// that people tap to, and the meter, which is given. Bars begin
/// where long and low notes do.
public struct BeatTracker: Sendable {
    /// The tempo that is preferred where several fit, in beats a minute.
    public var preferredTempo: Double
    /// The tempos that are considered, in beats a minute.
    public var tempos: ClosedRange<Double>
    /// How dear it is to leave the tempo; 100 is librosa's.
    public var tightness: Double
    /// How many beats make a bar.
    public var beatsPerBar: Int

    /// Frames a second of the onset strength.
    private static let rate = 100.0

    /// Settings for other music than most.
    ///
    /// - Precondition: positive tempos, 1…32 beats in a bar.
    public init(
        preferredTempo: Double = 110, tempos: ClosedRange<Double> = 40...240, tightness: Double = 100,
        beatsPerBar: Int = 4
    ) {
        precondition(
            tempos.lowerBound >= 20 && tempos.upperBound <= 600 && preferredTempo > 0 && 1...32 ~= beatsPerBar,
            "BeatTracker: tempos \(tempos) about \(preferredTempo), \(beatsPerBar) beats in a bar")
        self.preferredTempo = preferredTempo
        self.tempos = tempos
        self.tightness = tightness
        self.beatsPerBar = beatsPerBar
    }

    /// The beats from 0 to the end; nil where there are fewer than eight onsets or no tempo in them.
    public func grid(of transcription: Transcription) -> BeatGrid? {
        let onsets = Self.onsets(of: transcription.notes)
        // Two days are a damaged file.
        guard onsets.count >= 8, let end = transcription.notes.map(\.offset).max(), end < 172_800 else { return nil }
        let strength = Self.strength(of: onsets)
        guard let periods = periods(of: strength) else { return nil }
        var beats = sequence(through: strength, periods: periods).map { Double($0) / Self.rate }
        guard beats.count >= 2 else { return nil }
        beats = Self.drawn(beats, to: onsets)
        beats = Self.extended(beats, to: max(end, transcription.duration))
        return BeatGrid(
            beats: beats, beatsPerBar: beatsPerBar,
            firstDownbeat: Self.firstDownbeat(of: beats, beatsPerBar: beatsPerBar, onsets))
    }

    // MARK: - Onsets

    /// Notes that begin together.
    struct Onset {
        var time: Double
        var weight: Double
        /// How much it sounds like the beginning of a bar.
        var gravity: Double
    }

    /// Notes that begin within 30 ms of one another are one onset: chords don't count as many, but more than one.
    static func onsets(of notes: [Note]) -> [Onset] {
        var onsets: [Onset] = []
        var chord: [Note] = []
        func close() {
            guard !chord.isEmpty else { return }
            let weights = chord.map { note in
                Double(note.velocity) / 127 * (0.4 + min(max(note.duration, 0), 0.6)) * (note.pitch < 50 ? 1.5 : 1)
            }
            let total = weights.reduce(0, +)
            let time = zip(chord, weights).reduce(0) { $0 + $1.0.onset * $1.1 } / total
            let gravity = chord.reduce(0) { sum, note in
                let depth = min(max((72 - Double(note.pitch)) / 36, 0.1), 1)
                return sum + depth * min(max(note.duration, 0), 2)
            }
            onsets.append(Onset(time: time, weight: total.squareRoot(), gravity: gravity.squareRoot()))
            chord = []
        }
        for note in notes.sorted(by: Note.precedes) where note.velocity > 0 && note.onset.isFinite && note.onset >= 0 {
            if let first = chord.first, note.onset - first.onset > 0.03 { close() }
            chord.append(note)
        }
        close()
        return onsets
    }

    /// Onsets as bumps of 20 ms, with a deviation of 1.
    private static func strength(of onsets: [Onset]) -> [Double] {
        let reach = 8
        let count = Int(((onsets.last?.time ?? 0) * rate).rounded()) + reach + 1
        var strength = [Double](repeating: 0, count: count)
        for onset in onsets {
            let place = onset.time * rate
            let middle = Int(place.rounded())
            for frame in max(0, middle - reach)..<min(count, middle + reach + 1) {
                let distance = (Double(frame) - place) / 2
                strength[frame] += onset.weight * exp(-0.5 * distance * distance)
            }
        }
        let mean = strength.reduce(0, +) / Double(count)
        let variance = strength.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
        let scale = 1 / max(variance.squareRoot(), 1e-9)
        return strength.map { $0 * scale }
    }

    // MARK: - Tempo

    /// Seconds between places where the tempo is looked for, and of what is looked at there.
    private static let hop = 4.0
    private static let window = 16.0

    /// Periods in frames, with a fraction, every four seconds: the path through the tempos that fits best, where a change
    /// has its price. Nil where nothing is periodic.
    private func periods(of strength: [Double]) -> [Double]? {
        var lags: [Double] = []
        var tempo = tempos.lowerBound
        while tempo <= tempos.upperBound {
            lags.append(60 * Self.rate / tempo)
            tempo *= Self.step
        }
        let whole = evidence(of: strength[...], at: lags)
        guard whole.contains(where: { $0 > 0 }) else { return nil }
        let (hop, half) = (Int(Self.hop * Self.rate), Int(Self.window * Self.rate / 2))
        let windows = stride(from: 0, to: strength.count, by: hop).map { middle in
            // Where a stretch says little, the whole piece decides.
            zip(evidence(of: strength[max(0, middle - half)..<min(strength.count, middle + half)], at: lags), whole)
                .map { $0 + 0.5 * $1 }
        }
        return Self.path(through: windows).map { lags[$0] }
    }

    /// The ratio of one tempo to the next that is tried.
    private static let step = 1.01

    /// How much speaks for each lag: the autocorrelation there and at its multiples, weighted towards the preferred tempo.
    private func evidence(of strength: ArraySlice<Double>, at lags: [Double]) -> [Double] {
        let longest = Int(4 * (lags.first ?? 1)) + 2
        let correlation = Self.autocorrelation(Array(strength), lags: longest)
        guard correlation[0] > 0 else { return lags.map { _ in 0 } }
        let mean = correlation.reduce(0, +) / Double(correlation.count)
        func value(_ lag: Double) -> Double {
            let index = Int(lag)
            guard index + 1 < correlation.count else { return 0 }
            let share = lag - Double(index)
            return (correlation[index] * (1 - share) + correlation[index + 1] * share - mean) / correlation[0]
        }
        return lags.map { lag in
            let octaves = log2(60 * Self.rate / lag / preferredTempo)
            let sum = value(lag) + 0.5 * value(2 * lag) + 0.25 * value(4 * lag)
            return exp(-0.5 * octaves * octaves) * sum
        }
    }

    /// The places of the best path (Viterbi): the evidence of each window, less a price for each change.
    private static func path(through windows: [[Double]]) -> [Int] {
        guard let first = windows.first else { return [] }
        let places = first.indices
        // The tenth of an octave costs as much as a twelfth of full evidence, and no change more than a half.
        let prices = places.map { min(0.5, Double($0) * log2(step) * 0.8) }
        var score = first
        var origins: [[Int]] = []
        for window in windows.dropFirst() {
            var next = score
            var origin = [Int](repeating: 0, count: places.count)
            for place in places {
                var best = -Double.infinity
                for before in places {
                    let candidate = score[before] - prices[abs(place - before)]
                    if candidate > best { (best, origin[place]) = (candidate, before) }
                }
                next[place] = best + window[place]
            }
            score = next
            origins.append(origin)
        }
        var place = places.max { score[$0] < score[$1] } ?? 0
        var path = [place]
        for origin in origins.reversed() {
            place = origin[place]
            path.append(place)
        }
        return path.reversed()
    }

    private static func autocorrelation(_ values: [Double], lags: Int) -> [Double] {
        values.withUnsafeBufferPointer { values in
            (0..<lags).map { lag in
                var sum = 0.0
                for index in 0..<max(0, values.count - lag) { sum += values[index] * values[index + lag] }
                return sum
            }
        }
    }

    // MARK: - Beats

    /// The frames of the best sequence: strong onsets, intervals near the period of their place.
    private func sequence(through strength: [Double], periods: [Double]) -> [Int] {
        let longest = Int(2 * (periods.max() ?? 1)) + 1
        let logs = (0...longest).map { log(Double(max($0, 1))) }
        var score = strength
        var previous = [Int](repeating: -1, count: strength.count)
        for frame in strength.indices {
            let place = (Double(frame) / Self.rate / Self.hop).rounded()
            let period = periods[min(Int(place), periods.count - 1)]
            let (nearest, farthest) = (max(1, Int(period / 2)), max(2, Int(period * 2)))
            guard frame >= nearest else { continue }
            let middle = log(period)
            var best = -Double.infinity
            var from = -1
            for interval in nearest...min(farthest, frame) {
                let ratio = logs[interval] - middle
                let candidate = score[frame - interval] - tightness * ratio * ratio
                if candidate > best { (best, from) = (candidate, frame - interval) }
            }
            // A beginning costs nothing.
            if best > 0 {
                score[frame] += best
                previous[frame] = from
            }
        }
        let farthest = Int(2 * (periods.last ?? 1))
        // The best end within the last two periods.
        let tail = max(0, strength.count - farthest)
        guard var frame = (tail..<strength.count).max(by: { score[$0] < score[$1] }) else { return [] }
        var frames: [Int] = []
        while frame >= 0 {
            frames.append(frame)
            frame = previous[frame]
        }
        return frames.reversed()
    }

    /// Beats moved to the onsets that they meant, within 60 ms; those without one stay between their neighbours.
    private static func drawn(_ beats: [Double], to onsets: [Onset]) -> [Double] {
        let reach = 0.06
        var moves = [Double?](repeating: nil, count: beats.count)
        var place = 0
        for (index, beat) in beats.enumerated() {
            while place < onsets.count, onsets[place].time < beat - reach { place += 1 }
            var (weight, sum) = (0.0, 0.0)
            for onset in onsets[place...].prefix(while: { $0.time <= beat + reach }) {
                let share = onset.weight * (1 - abs(onset.time - beat) / (1.2 * reach))
                weight += share
                sum += share * (onset.time - beat)
            }
            if weight > 0 { moves[index] = sum / weight }
        }
        let known = moves.indices.filter { moves[$0] != nil }
        guard !known.isEmpty else { return beats }
        var next = 0
        return beats.indices.map { index in
            while next < known.count - 1, known[next] < index { next += 1 }
            if let move = moves[index] { return beats[index] + move }
            let (after, before) = (known[next], known[max(0, next - 1)])
            guard after > index, before < index, let low = moves[before], let high = moves[after] else {
                return beats[index]
            }
            let share = Double(index - before) / Double(after - before)
            return beats[index] + low + share * (high - low)
        }
    }

    /// On to both ends at the tempo of the nearest beats. The first beat is put at 0, so that bars begin with the file.
    private static func extended(_ beats: [Double], to end: Double) -> [Double] {
        func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
        let intervals = zip(beats, beats.dropFirst()).map { $1 - $0 }
        let (early, late) = (median(Array(intervals.prefix(8))), median(Array(intervals.suffix(8))))
        var before: [Double] = []
        var time = beats[0] - early
        while time > 0.5 * early {
            before.append(time)
            time -= early
        }
        var result = before.reversed() + beats
        if result[0] > 0.06 { result.insert(0, at: 0) } else { result[0] = 0 }
        result = result.reduce(into: []) { rising, time in
            if rising.last.map({ time > $0 + 0.03 }) ?? true { rising.append(time) }
        }
        while result[result.count - 1] < end, result.count < 1 << 18 { result.append(result[result.count - 1] + late) }
        return result
    }

    /// The phase whose beats have the gravest onsets.
    private static func firstDownbeat(of beats: [Double], beatsPerBar: Int, _ onsets: [Onset]) -> Int {
        var sums = [Double](repeating: 0, count: beatsPerBar)
        var counts = sums
        var place = 0
        for (index, beat) in beats.enumerated() {
            while place < onsets.count, onsets[place].time < beat - 0.06 { place += 1 }
            let met = onsets[place...].prefix { $0.time <= beat + 0.06 }
            sums[index % beatsPerBar] += met.reduce(0) { $0 + $1.gravity }
            counts[index % beatsPerBar] += 1
        }
        let means = sums.indices.map { sums[$0] / max(counts[$0], 1) }
        // The first beat unless another is clearly graver.
        let best = means.indices.max { means[$0] < means[$1] } ?? 0
        return means[best] > 1.05 * means[0] ? best : 0
    }
}
