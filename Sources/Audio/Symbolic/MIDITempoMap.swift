/// Between ticks and seconds: the tempo changes of a file, laid end to end.
struct MIDITempoMap {
    /// Microseconds a quarter where a file doesn't say: 120 quarters a minute.
    static let standardTempo = 500_000

    /// What the header's division says a tick is.
    enum Division: Equatable {
        case ticksPerQuarter(Int)
        /// SMPTE time: tempo changes have no effect.
        case ticksPerSecond(Double)
    }

    /// A stretch of constant tempo: where it begins, and the seconds that a tick lasts in it.
    private struct Stretch {
        let tick: Int
        let seconds: Double
        let secondsPerTick: Double
    }

    private var stretches: [Stretch]
    /// The changes that have an effect: the last one of each tick.
    private(set) var changes: [MIDIFile.TempoChange] = []

    /// - Parameters:
    ///   - division: The header's.
    ///   - changes: In the order of playing. Until the first, a quarter takes 0.5 s.
    init(division: Division, changes: [MIDITrack.Tempo]) {
        switch division {
        case .ticksPerSecond(let rate):
            self.init(secondsPerTick: 1 / rate)
        case .ticksPerQuarter(let ticks):
            self.init(secondsPerTick: Self.standardSecondsPerTick(ticks))
            for change in changes { add(change.microseconds, at: change.tick, ticksPerQuarter: ticks) }
        }
    }

    /// Lays changes that stand at seconds on the nearest ticks. Each is placed by the map of those before, so that
    /// rounding doesn't add up.
    init(ticksPerQuarter ticks: Int, laying changes: [MIDIFile.TempoChange]) {
        self.init(secondsPerTick: Self.standardSecondsPerTick(ticks))
        for change in changes.sorted(by: { $0.seconds < $1.seconds }) {
            add(change.microsecondsPerQuarter, at: tick(atSeconds: change.seconds), ticksPerQuarter: ticks)
        }
    }

    private init(secondsPerTick: Double) {
        stretches = [Stretch(tick: 0, seconds: 0, secondsPerTick: secondsPerTick)]
    }

    private static func standardSecondsPerTick(_ ticksPerQuarter: Int) -> Double {
        Double(standardTempo) * (1e-6 / Double(ticksPerQuarter))
    }

    private mutating func add(_ microseconds: Int, at tick: Int, ticksPerQuarter: Int) {
        let last = stretches[stretches.count - 1]
        let seconds = last.seconds + Double(tick - last.tick) * last.secondsPerTick
        if tick == last.tick { stretches.removeLast() }
        if tick == changes.last?.tick { changes.removeLast() }
        let scale = 1e-6 / Double(ticksPerQuarter)
        stretches.append(Stretch(tick: tick, seconds: seconds, secondsPerTick: Double(microseconds) * scale))
        changes.append(.init(seconds: seconds, tick: tick, microsecondsPerQuarter: microseconds))
    }

    /// Seconds from the beginning of the file.
    func seconds(atTick tick: Int) -> Double {
        let stretch = stretch { $0.tick <= tick }
        return stretch.seconds + Double(tick - stretch.tick) * stretch.secondsPerTick
    }

    /// The nearest tick.
    func tick(atSeconds seconds: Double) -> Int {
        let stretch = stretch { $0.seconds <= seconds }
        return stretch.tick + Int(((seconds - stretch.seconds) / stretch.secondsPerTick).rounded())
    }

    /// The last stretch that has begun.
    private func stretch(hasBegun: (Stretch) -> Bool) -> Stretch {
        var low = 0
        var high = stretches.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if hasBegun(stretches[middle]) { low = middle } else { high = middle }
        }
        return stretches[low]
    }
}
