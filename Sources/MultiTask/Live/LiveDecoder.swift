/// Makes events of predictions as they come: settled ones make notes and segments, proposed ones what is told meanwhile.
struct LiveDecoder: Sendable {
    private let noteDecoder: NoteDecoder
    private let segmentDecoder: SegmentDecoder
    private let frameRate: Double
    private var notes: NoteDecoder.Stream
    private var segments: SegmentDecoder.Stream
    private var follower = NoteFollower()
    private var playing: [Instrument] = []
    /// Seconds from the session's beginning to the first frame.
    private var origin = 0.0

    init(notes: NoteDecoder, segments: SegmentDecoder, frameRate: Double) {
        noteDecoder = notes
        segmentDecoder = segments
        self.frameRate = frameRate
        self.notes = notes.stream(frameRate: frameRate)
        self.segments = segments.stream(frameRate: frameRate)
    }

    /// The notes that are proposed at the moment.
    var proposals: [PitchStreamer.LiveNote] { follower.proposals }

    /// Takes the next frames, and what is thought of those behind them.
    mutating func take(_ settled: Prediction, proposed: Prediction?, into events: inout [PitchStreamer.Event]) {
        settle(notes.append(settled), segments.append(settled), into: &events)
        guard let proposed else { return }
        let (ended, sounding) = notes.proposals(for: proposed)
        events += follower.propose(ended: ended.map(placed), sounding: sounding.map(placed))
        var ahead = segments
        _ = ahead.append(proposed)
        tell(ahead.sounding.map(\.instrument), into: &events)
    }

    /// Ends the input; the next frame is the first of one that begins at `origin`, in seconds.
    mutating func finish(nextOrigin origin: Double, into events: inout [PitchStreamer.Event]) {
        settle(notes.finish(), segments.finish(), into: &events)
        begin(at: origin, into: &events)
    }

    /// Forgets what was heard; the next frame is the first of an input that begins at `origin`, in seconds.
    mutating func begin(at origin: Double, into events: inout [PitchStreamer.Event]) {
        events += follower.withdrawAll()
        tell([], into: &events)
        notes = noteDecoder.stream(frameRate: frameRate)
        segments = segmentDecoder.stream(frameRate: frameRate)
        self.origin = origin
    }

    private mutating func settle(
        _ notes: [Note], _ segments: [InstrumentSegment], into events: inout [PitchStreamer.Event]
    ) {
        events += follower.settle(notes.map(placed))
        for segment in segments {
            var segment = segment
            segment.start += origin
            segment.end += origin
            events.append(.segment(segment))
        }
    }

    private mutating func tell(_ instruments: [Instrument], into events: inout [PitchStreamer.Event]) {
        guard instruments != playing else { return }
        playing = instruments
        events.append(.playing(instruments))
    }

    private func placed(_ note: Note) -> Note {
        var note = note
        note.onset += origin
        note.offset += origin
        return note
    }
}
