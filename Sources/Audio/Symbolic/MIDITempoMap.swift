/// From ticks to seconds: the tempo changes of a file, laid end to end.
struct MIDITempoMap {
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

    private let stretches: [Stretch]

    /// - Parameters:
    ///   - division: The header's.
    ///   - changes: Ticks and microseconds a quarter, in the order of playing. Until the first, a quarter takes 0.5 s.
    init(division: Division, changes: [(tick: Int, microseconds: Int)]) {
        switch division {
        case .ticksPerSecond(let rate):
            stretches = [Stretch(tick: 0, seconds: 0, secondsPerTick: 1 / rate)]
        case .ticksPerQuarter(let ticks):
            let scale = 1e-6 / Double(ticks)
            var laid = [Stretch(tick: 0, seconds: 0, secondsPerTick: 500_000 * scale)]
            for change in changes {
                let last = laid[laid.count - 1]
                let seconds = last.seconds + Double(change.tick - last.tick) * last.secondsPerTick
                if change.tick == last.tick { laid.removeLast() }
                let secondsPerTick = Double(change.microseconds) * scale
                laid.append(Stretch(tick: change.tick, seconds: seconds, secondsPerTick: secondsPerTick))
            }
            stretches = laid
        }
    }

    /// Seconds from the beginning of the file.
    func seconds(atTick tick: Int) -> Double {
        // The last stretch that begins at or before the tick.
        var low = 0
        var high = stretches.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if stretches[middle].tick <= tick { low = middle } else { high = middle }
        }
        let stretch = stretches[low]
        return stretch.seconds + Double(tick - stretch.tick) * stretch.secondsPerTick
    }
}
