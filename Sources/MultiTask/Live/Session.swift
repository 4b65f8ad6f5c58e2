public import Audio

extension PitchStreamer {
    /// Begins to listen to sound as it comes.
    ///
    /// - Parameters:
    ///   - sampleRate: of the blocks, in hertz.
    ///   - lookAhead: how much of what comes after a moment is listened to before it is decided what sounded in it.
    /// - Throws: `AudioError.unsupported` for a rate out of range.
    /// - Precondition: a look-ahead of 0 seconds or more, and less than an hour.
    public func session(sampleRate: Double, lookAhead: LookAhead = .standard) throws -> Session {
        precondition(lookAhead.isValid, "PitchStreamer.session: a look-ahead of \(lookAhead)")
        return try Session(self, sampleRate: sampleRate, lookAhead: lookAhead)
    }

    /// One live input. Blocks of any size give the same events, in order.
    ///
    /// ```swift
    /// var session = try streamer.session(sampleRate: 48_000)
    /// while let block = microphone.next() { play(try session.append(block).notes) }
    /// play(try session.finish().notes)
    /// ```
    ///
    /// With ``LookAhead/exact`` the final notes are those of the offline call (with the running reference). Positions are
    /// counted in samples: nothing drifts, however long it listens; nor does its memory grow. A session can't be
    /// copied, as an ear can't; it can be sent to another task.
    public struct Session: ~Copyable, Sendable {
        /// Of the blocks, in hertz.
        public let sampleRate: Double
        /// As it was asked for.
        public let lookAhead: LookAhead
        /// Samples of a channel taken since the beginning, gaps included.
        public private(set) var position = 0

        private var stream: ListeningStream
        private var decoder: LiveDecoder
        /// What was found by a call that then was cancelled: the next one gives it.
        private var events: [Event] = []

        /// Where the input after this one begins, in seconds, once this one is to end.
        private var nextOrigin: Double?

        /// Longer gaps, in seconds, aren't listened to whole.
        private static let longestGap = 10.0

        init(_ streamer: PitchStreamer, sampleRate: Double, lookAhead: LookAhead) throws {
            self.sampleRate = sampleRate
            self.lookAhead = lookAhead
            let frameRate = streamer.listener.frameRate
            stream = try streamer.listener.stream(
                sampleRate: sampleRate, pace: .live(lookAhead, frameRate: frameRate))
            decoder = LiveDecoder(
                notes: streamer.noteDecoder, segments: streamer.segmentDecoder, frameRate: frameRate)
        }

        /// Seconds taken since the beginning, gaps included.
        public var seconds: Double { Double(position) / sampleRate }

        /// The notes that are proposed at the moment: those that were ``Event/started(_:)`` and are neither
        /// ``Event/final(_:)`` nor ``Event/withdrawn(_:)``.
        public var proposals: [LiveNote] { decoder.proposals }

        /// Takes the next samples of one channel; gives what they tell.
        ///
        /// - Throws: `AudioError.nonFinite` where a sample is no number: the block is then not taken. `CancellationError`
        ///   where the task is cancelled: go on from ``position``; what was found until then comes with the next call.
        public mutating func append(_ samples: [Float]) throws -> [Event] {
            try take(samples)
            return handedOut()
        }

        /// Takes the next block; several channels are mixed.
        ///
        /// - Throws: as ``append(_:)-([Float])``.
        /// - Precondition: the block has the session's rate.
        public mutating func append(_ block: AudioBuffer) throws -> [Event] {
            precondition(
                block.sampleRate == sampleRate,
                "PitchStreamer.Session.append: a block at \(block.sampleRate) Hz, the session has \(sampleRate) Hz")
            return try append(block.mono().samples)
        }

        /// Takes the next block, one array for each channel; they are mixed.
        ///
        /// - Throws: as ``append(_:)-([Float])``.
        /// - Precondition: at least one channel, all of equal length.
        public mutating func append(planar channels: [[Float]]) throws -> [Event] {
            try append(AudioBuffer(channels: channels, sampleRate: sampleRate))
        }

        /// Takes the next block of samples that lie frame by frame (left, right, left, right …); the channels are mixed.
        ///
        /// - Throws: as ``append(_:)-([Float])``.
        /// - Precondition: at least one channel, whole frames.
        public mutating func append(interleaved samples: [Float], channelCount: Int) throws -> [Event] {
            try append(AudioBuffer(interleaved: samples, channelCount: channelCount, sampleRate: sampleRate))
        }

        /// Takes samples of one channel that begin at a known position; what lies between is a gap.
        ///
        /// - Parameters:
        ///   - samples: of one channel.
        ///   - start: in samples since the beginning. Where it lies before ``position``, that much of the block was heard
        ///     already and is passed over.
        /// - Throws: as ``append(_:)-([Float])``.
        public mutating func append(_ samples: [Float], at start: Int) throws -> [Event] {
            if start > position { try leaveOut(start - position, cause: .missing) }
            try take(start < position ? Array(samples.dropFirst(position - start)) : samples)
            return handedOut()
        }

        /// Puts in silence for sound that didn't come.
        ///
        /// A gap of more than ten seconds ends all that sounded, and behind it the session hears as if it began anew, only
        /// that times and ids go on.
        ///
        /// - Parameters:
        ///   - sampleCount: its length in samples.
        ///   - cause: why it didn't come.
        /// - Throws: `CancellationError`, as ``append(_:)-([Float])``.
        /// - Precondition: no negative length.
        public mutating func gap(samples sampleCount: Int, cause: Gap.Cause = .missing) throws -> [Event] {
            precondition(sampleCount >= 0, "PitchStreamer.Session.gap: \(sampleCount) samples")
            try leaveOut(sampleCount, cause: cause)
            return handedOut()
        }

        /// Puts in silence for so many seconds of sound that didn't come, to the nearest sample; see
        /// ``gap(samples:cause:)``.
        ///
        /// - Parameters:
        ///   - seconds: its length.
        ///   - cause: why it didn't come.
        /// - Throws: `CancellationError`.
        /// - Precondition: a finite number, not negative.
        public mutating func gap(seconds: Double, cause: Gap.Cause = .missing) throws -> [Event] {
            precondition(seconds >= 0 && seconds < 1e9, "PitchStreamer.Session.gap: \(seconds) seconds")
            return try gap(samples: Int((seconds * sampleRate).rounded()), cause: cause)
        }

        /// Ends the input: gives what was still open. What comes next is a new input, from position 0.
        ///
        /// - Throws: `CancellationError`: call it again then.
        public mutating func finish() throws -> [Event] {
            try completeEnd()
            nextOrigin = 0
            position = 0
            try completeEnd()
            return handedOut()
        }

        /// Forgets all that was heard: what comes next is a new input, from position 0.
        ///
        /// - Returns: that what was proposed is withdrawn; nothing of it becomes final.
        @discardableResult
        public mutating func reset() -> [Event] {
            stream.reset()
            nextOrigin = nil
            events = []
            decoder.begin(at: 0, into: &events)
            position = 0
            return handedOut()
        }
    }
}

extension PitchStreamer.Session {
    private mutating func take(_ samples: [Float]) throws {
        // What isn't a sound is refused before anything is done.
        try stream.check(samples)
        try completeEnd()
        position += samples.count
        try listen(samples)
    }

    private mutating func listen(_ samples: [Float]) throws {
        try stream.append(samples) { decoder.take($0, proposed: $1, into: &events) }
    }

    private mutating func leaveOut(_ count: Int, cause: PitchStreamer.Gap.Cause) throws {
        guard count > 0 else { return }
        try completeEnd()
        let longest = Int(Self.longestGap * sampleRate)
        events.append(
            .gap(PitchStreamer.Gap(start: seconds, duration: Double(count) / sampleRate, cause: cause)))
        position += count
        if count > longest { nextOrigin = seconds }
        try listen([Float](repeating: 0, count: min(count, longest)))
        try completeEnd()
    }

    /// Ends the input where that is due; goes on with it where it was cancelled.
    private mutating func completeEnd() throws {
        guard let origin = nextOrigin else { return }
        try stream.finish { decoder.take($0, proposed: $1, into: &events) }
        stream.reset()
        decoder.finish(nextOrigin: origin, into: &events)
        nextOrigin = nil
    }

    private mutating func handedOut() -> [PitchStreamer.Event] {
        defer { events = [] }
        return events
    }
}
