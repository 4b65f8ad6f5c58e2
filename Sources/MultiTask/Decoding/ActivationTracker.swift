/// Cuts one activation curve into stretches, frame by frame: when it starts, when it ends, when it starts anew.
///
/// Its state is of constant size, however long a stretch lasts.
struct ActivationTracker {
    /// What counts as a stretch; lengths in frames.
    struct Rules {
        /// A stretch starts where the activation reaches this.
        var on: Float
        /// It ends where the activation falls below this, unless it comes back soon.
        var release: Float
        /// It must be active for this many frames.
        var minimumFrames: Int
        /// Coming back after no more frames than this, it goes on.
        var gapFrames: Int
        /// A fall and then a rise by this much within ``windowFrames`` is a new start; nil: never.
        var rise: Float?
        var windowFrames: Int
    }

    /// Frames `start ..< end`, the end exclusive.
    struct Stretch {
        var start: Int
        var end: Int
        /// Over the active frames, gaps left out.
        var sum: Float
        var activeFrames: Int

        var mean: Float { sum / Float(activeFrames) }
    }

    /// One of the last frames, and the greatest activation of the stretch before it.
    private struct Past {
        var frame: Int
        var level: Float
        var peakBefore: Float
    }

    private var stretch: Stretch?
    private var peak: Float = 0
    private var past: [Past] = []

    /// The stretch that hasn't ended yet.
    var current: Stretch? { stretch }

    /// Takes the activation of the next frame; gives the stretch that is final through it, if any.
    mutating func take(_ level: Float, frame: Int, rules: Rules) -> Stretch? {
        guard var running = stretch else {
            if level >= rules.on { begin(level, frame: frame) }
            return nil
        }
        if level >= rules.on, let valley = valley(before: level, rules: rules) {
            var ended = running
            ended.end = max(min(running.end, valley), running.start + 1)
            if ended.activeFrames >= rules.minimumFrames {
                let risen = past.drop { $0.frame <= valley || $0.level < rules.on }
                begin(level, frame: frame)
                stretch?.start = risen.first?.frame ?? frame
                return ended
            }
        }
        // Once below the release, only a full start brings it back.
        let inGap = running.end < frame
        if level >= (inGap ? rules.on : rules.release) {
            running.end = frame + 1
            running.sum += level
            running.activeFrames += 1
        } else if frame - running.end >= rules.gapFrames {
            return finish(rules: rules)
        }
        stretch = running
        remember(level, frame: frame, rules: rules)
        return nil
    }

    /// Ends what is still going on; gives it if it is long enough.
    mutating func finish(rules: Rules) -> Stretch? {
        defer { stretch = nil }
        guard let ended = stretch, ended.activeFrames >= rules.minimumFrames else { return nil }
        return ended
    }

    private mutating func begin(_ level: Float, frame: Int) {
        stretch = Stretch(start: frame, end: frame + 1, sum: level, activeFrames: 1)
        peak = level
        past.removeAll(keepingCapacity: true)
    }

    private mutating func remember(_ level: Float, frame: Int, rules: Rules) {
        guard rules.rise != nil else { return }
        if past.count == rules.windowFrames { past.removeFirst() }
        past.append(Past(frame: frame, level: level, peakBefore: peak))
        peak = max(peak, level)
    }

    /// The frame of the deepest of the last frames, if the activation fell to it and has now risen from it by enough.
    private func valley(before level: Float, rules: Rules) -> Int? {
        guard let rise = rules.rise, let deepest = past.min(by: { $0.level < $1.level }) else { return nil }
        return level - deepest.level >= rise && deepest.peakBefore - deepest.level >= rise ? deepest.frame : nil
    }
}

extension Double {
    /// Seconds as whole frames, for a shortest length: never shorter than asked for.
    func framesAtLeast(rate: Double) -> Int { Int((self * rate - 1e-6).rounded(.up)) }
    /// Seconds as whole frames, for a longest length: never longer than asked for.
    func framesAtMost(rate: Double) -> Int { Int((self * rate + 1e-6).rounded(.down)) }
}
