public import Audio

/// Where the beats of a piece lie in time, and which of them begin a bar. A beat is a quarter.
public struct BeatGrid: Sendable, Hashable, Codable {
    /// Seconds, rising, the first at or after 0; two at least. Before the first and after the last, beats go on at the
    /// tempo of their neighbours.
    public let beats: [Double]
    /// How many beats make a bar.
    public let beatsPerBar: Int
    /// The first beat that begins a bar; those before it are a pickup.
    public let firstDownbeat: Int

    /// Takes beats as they are.
    ///
    /// - Precondition: two or more rising times from 0 on, 1…32 beats in a bar, a first downbeat among the first bar's.
    public init(beats: [Double], beatsPerBar: Int = 4, firstDownbeat: Int = 0) {
        precondition(
            beats.count >= 2 && beats[0] >= 0 && zip(beats, beats.dropFirst()).allSatisfy { $0 < $1 },
            "BeatGrid: \(beats.count) beats that don't rise from 0 on")
        precondition(
            1...32 ~= beatsPerBar && 0..<beatsPerBar ~= firstDownbeat,
            "BeatGrid: \(beatsPerBar) beats in a bar, the first at beat \(firstDownbeat)")
        self.beats = beats
        self.beatsPerBar = beatsPerBar
        self.firstDownbeat = firstDownbeat
    }

    /// A steady tempo from 0 on.
    ///
    /// - Precondition: 4…1000 beats a minute.
    public init(beatsPerMinute: Double, beatsPerBar: Int = 4, duration: Double) {
        precondition(4...1000 ~= beatsPerMinute, "BeatGrid: \(beatsPerMinute) beats a minute are not in 4…1000")
        let needed = (min(max(duration, 0), 1e8) * beatsPerMinute / 60).rounded(.up)
        let count = min(max(2, Int(needed) + 1), Self.mostBeats)
        self.init(beats: (0..<count).map { Double($0) * 60 / beatsPerMinute }, beatsPerBar: beatsPerBar)
    }

    /// A score's own beats: those of its tempo map, in bars of its first time signature where that counts quarters.
    public init(_ score: MIDIFile) {
        var beats: [Double] = []
        var changes = score.tempoChanges[...]
        var (time, period) = (0.0, 0.5)
        let end = max(score.duration, 1)
        while beats.count < 2 || (beats[beats.count - 1] < end && beats.count < Self.mostBeats) {
            while let next = changes.first, next.seconds <= time + 1e-6 {
                period = Self.period(of: next)
                changes = changes.dropFirst()
            }
            beats.append(time)
            // A beat may hold changes of the tempo: each has its share of it.
            var share = 1.0
            while let next = changes.first, next.seconds < time + share * period {
                share -= (next.seconds - time) / period
                time = next.seconds
                period = Self.period(of: next)
                changes = changes.dropFirst()
            }
            time += share * period
        }
        let signature = score.timeSignatures.first.flatMap { $0.denominator == 4 ? $0.numerator : nil } ?? 4
        self.init(beats: beats, beatsPerBar: min(max(signature, 1), 32))
    }

    /// Listed at most, a day and more; beats go on at the last tempo.
    private static let mostBeats = 1 << 18

    /// Seconds, at most 1000 beats a minute.
    private static func period(of change: MIDIFile.TempoChange) -> Double {
        max(Double(change.microsecondsPerQuarter) * 1e-6, 0.06)
    }

    /// The mean tempo in beats a minute.
    public var beatsPerMinute: Double {
        60 * Double(beats.count - 1) / (beats[beats.count - 1] - beats[0])
    }

    /// The place of a moment in beats: 2.5 lies between the third and the fourth.
    public func position(atSeconds seconds: Double) -> Double {
        let index = interval { beats[$0] <= seconds }
        return Double(index) + (seconds - beats[index]) / (beats[index + 1] - beats[index])
    }

    /// The moment of a place in beats.
    public func seconds(atPosition position: Double) -> Double {
        let index = min(max(Int(position.rounded(.down)), 0), beats.count - 2)
        return beats[index] + (position - Double(index)) * (beats[index + 1] - beats[index])
    }

    /// The last interval whose beginning satisfies the predicate, which holds up to somewhere.
    private func interval(_ hasBegun: (Int) -> Bool) -> Int {
        var (low, high) = (0, beats.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if hasBegun(middle) { low = middle } else { high = middle }
        }
        return low
    }

    /// As few tempos as keep every beat within a tolerance in seconds. Each begins at a beat; the first at 0, where
    /// the time before the first beat counts as one, so that the first beat has a bar line of its own.
    public func tempoChanges(tolerance: Double = 0.02) -> [MIDIFile.TempoChange] {
        let points = (beats[0] > 0 ? [0] : []) + beats
        var changes: [MIDIFile.TempoChange] = []
        var start = 0
        if beats[0] > 0 {
            changes.append(Self.change(from: 0, to: points[1], beats: 1))
            start = 1
        }
        while start < points.count - 1 {
            // The slopes that pass near all the beats so far.
            var (least, greatest) = (0.0, Double.infinity)
            var end = start + 1
            for index in start + 1..<points.count {
                let (rise, run) = (points[index] - points[start], Double(index - start))
                let slope = rise / run
                if slope >= least, slope <= greatest { end = index }
                least = max(least, (rise - tolerance) / run)
                greatest = min(greatest, (rise + tolerance) / run)
                if least > greatest { break }
            }
            changes.append(Self.change(from: points[start], to: points[end], beats: end - start))
            start = end
        }
        return changes
    }

    private static func change(from start: Double, to end: Double, beats: Int) -> MIDIFile.TempoChange {
        let rate = 60 * Double(beats) / (end - start)
        return MIDIFile.TempoChange(seconds: start, beatsPerMinute: min(max(rate, 4), 1000))
    }

    /// The pickup's, if there is one, and that of the bars.
    public var timeSignatures: [MIDIFile.TimeSignature] {
        // What lies before the first beat counts as a beat.
        let pickup = (firstDownbeat + (beats[0] > 0 ? 1 : 0)) % beatsPerBar
        let bars = MIDIFile.TimeSignature(
            seconds: pickup > 0 ? seconds(atPosition: Double(firstDownbeat)) : 0, numerator: beatsPerBar, denominator: 4
        )
        return (pickup > 0 ? [MIDIFile.TimeSignature(numerator: pickup, denominator: 4)] : []) + [bars]
    }
}
