/// When the network is run over features that come in, and which frames each run settles.
struct Pace: Sendable, Hashable {
    /// Frames from the end of one window to the end of the next.
    let step: Int
    /// Frames are settled in multiples of this.
    let core: Int
    /// Frames that must have come behind a frame before it is settled, unless the input ends.
    let rightContext: Int
    /// Whether each run also says what it thinks of the frames that it doesn't settle.
    let proposes: Bool

    /// Frames to either side of one that the network needs: more than it sees (75), and a multiple of 16.
    static let fullContext = 80

    /// Where nobody waits: many frames at a time, so that the context is a third of the work.
    static let offline = Pace(core: 320)

    /// With all the context that the network needs: what is settled is what the whole would give.
    ///
    /// - Parameter core: frames settled at a time, a multiple of 16: many for speed, few for promptness.
    init(core: Int) {
        precondition(core > 0 && core.isMultiple(of: 16), "Pace: a core of \(core) frames")
        self.init(step: 16, core: core, rightContext: Self.fullContext, proposes: false)
    }

    private init(step: Int, core: Int, rightContext: Int, proposes: Bool) {
        self.step = step
        self.core = core
        self.rightContext = rightContext
        self.proposes = proposes
    }

    /// As sound comes in: every frame is settled within the look-ahead.
    ///
    /// The less look-ahead there is, the fewer frames lie between two runs, so that most of it is context.
    static func live(_ lookAhead: PitchStreamer.LookAhead, frameRate: Double) -> Pace {
        let exact = Pace(step: 4, core: 16, rightContext: fullContext, proposes: true)
        guard case .seconds(let seconds) = lookAhead else { return exact }
        guard seconds * frameRate < Double(exact.lookAhead) else { return exact }
        let frames = seconds.framesAtMost(rate: frameRate)
        let step = [8, 4, 2].first { 4 * $0 <= frames + 1 } ?? 1
        return Pace(step: step, core: step, rightContext: frames + 1 - step, proposes: true)
    }

    /// The most frames that must come behind a frame before it is settled.
    var lookAhead: Int { rightContext + core - 1 }

    /// Whether all frames are settled with the whole context.
    var isExact: Bool { rightContext >= Self.fullContext }
}
