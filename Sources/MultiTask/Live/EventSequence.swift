public import Audio

extension PitchStreamer {
    /// The events of sound that comes block by block, of one channel.
    ///
    /// ```swift
    /// for try await event in streamer.events(of: blocks, sampleRate: 48_000) { … }
    /// ```
    ///
    /// A block is asked for only when all events of those before were taken, and is worked on within that call. So a slow
    /// consumer slows the source, nothing is lost, and nothing piles up here; a source that can't wait, such as a
    /// microphone, belongs behind a ``LiveInput``.
    ///
    /// The loop throws what the source throws; `AudioError` for a rate out of range or a sample that is no number; and
    /// `CancellationError` where its task is cancelled.
    ///
    /// - Parameters:
    ///   - blocks: samples, as they come.
    ///   - sampleRate: of the blocks, in hertz.
    ///   - lookAhead: see ``session(sampleRate:lookAhead:)``.
    /// - Precondition: a look-ahead of 0 seconds or more, and less than an hour.
    public func events<Blocks: AsyncSequence>(
        of blocks: Blocks, sampleRate: Double, lookAhead: LookAhead = .standard
    ) -> EventSequence<Blocks> where Blocks.Element == [Float] {
        EventSequence(blocks, streamer: self, lookAhead: lookAhead) { Delivery(samples: $0, sampleRate: sampleRate) }
    }

    /// The events of sound that comes block by block; several channels are mixed. All blocks have the rate of the first.
    ///
    /// See ``events(of:sampleRate:lookAhead:)``. A block of another rate is an `AudioError.unsupported`.
    ///
    /// - Parameters:
    ///   - blocks: sound, as it comes.
    ///   - lookAhead: see ``session(sampleRate:lookAhead:)``.
    /// - Precondition: a look-ahead of 0 seconds or more, and less than an hour.
    public func events<Blocks: AsyncSequence>(
        of blocks: Blocks, lookAhead: LookAhead = .standard
    ) -> EventSequence<Blocks> where Blocks.Element == AudioBuffer {
        EventSequence(blocks, streamer: self, lookAhead: lookAhead) {
            Delivery(samples: $0.mono().samples, sampleRate: $0.sampleRate)
        }
    }

    /// The events of a live input. What didn't come, or came faster than it was taken, is an ``Event/gap(_:)``.
    ///
    /// - Parameters:
    ///   - input: where a callback puts its blocks.
    ///   - lookAhead: see ``session(sampleRate:lookAhead:)``.
    /// - Precondition: a look-ahead of 0 seconds or more, and less than an hour.
    public func events(of input: LiveInput, lookAhead: LookAhead = .standard) -> EventSequence<LiveInput> {
        let sampleRate = input.sampleRate
        return EventSequence(input, streamer: self, lookAhead: lookAhead) { element in
            switch element {
            case .samples(let samples): Delivery(samples: samples, sampleRate: sampleRate)
            case .gap(let count, let cause): Delivery(gap: count, cause: cause, sampleRate: sampleRate)
            }
        }
    }

    /// A block, or a gap, of a source.
    struct Delivery: Sendable {
        var samples: [Float] = []
        var gap = 0
        var cause = Gap.Cause.missing
        var sampleRate: Double
    }

    /// The events of a sequence of blocks, see ``events(of:sampleRate:lookAhead:)``.
    public struct EventSequence<Blocks: AsyncSequence>: AsyncSequence {
        /// What is told.
        public typealias Element = Event
        /// What the source throws, and what listening does.
        public typealias Failure = any Error

        private let blocks: Blocks
        private let streamer: PitchStreamer
        private let lookAhead: LookAhead
        private let delivery: @Sendable (Blocks.Element) -> Delivery

        init(
            _ blocks: Blocks, streamer: PitchStreamer, lookAhead: LookAhead,
            delivery: @escaping @Sendable (Blocks.Element) -> Delivery
        ) {
            precondition(lookAhead.isValid, "PitchStreamer.events: a look-ahead of \(lookAhead)")
            self.blocks = blocks
            self.streamer = streamer
            self.lookAhead = lookAhead
            self.delivery = delivery
        }

        /// Begins to listen, with a session of its own.
        public func makeAsyncIterator() -> Iterator {
            Iterator(
                blocks: blocks.makeAsyncIterator(), delivery: delivery,
                ear: Ear(streamer: streamer, lookAhead: lookAhead))
        }

        /// Gives event after event.
        public struct Iterator: AsyncIteratorProtocol {
            var blocks: Blocks.AsyncIterator
            let delivery: @Sendable (Blocks.Element) -> Delivery
            let ear: Ear

            /// The next event; nil once the blocks have ended and all is told.
            public mutating func next() async throws -> Event? {
                while true {
                    if let event = ear.nextEvent() { return event }
                    guard !ear.isFinished else { return nil }
                    if let block = try await blocks.next() {
                        try ear.take(delivery(block))
                    } else {
                        try Task.checkCancellation()
                        try ear.finish()
                    }
                }
            }
        }
    }

    /// A session behind a reference, as an iterator may be copied.
    final class Ear {
        private let streamer: PitchStreamer
        private let lookAhead: LookAhead
        private var session: Session?
        /// Events that wait, from `next` on.
        private var events: [Event] = []
        private var next = 0
        private(set) var isFinished = false

        init(streamer: PitchStreamer, lookAhead: LookAhead) {
            self.streamer = streamer
            self.lookAhead = lookAhead
        }

        func nextEvent() -> Event? {
            guard next < events.count else { return nil }
            defer { next += 1 }
            return events[next]
        }

        func take(_ delivery: Delivery) throws {
            if session == nil {
                session = try Session(streamer, sampleRate: delivery.sampleRate, lookAhead: lookAhead)
            }
            if let rate = session?.sampleRate, rate != delivery.sampleRate {
                throw AudioError.unsupported(
                    path: "audio", reason: "a block at \(delivery.sampleRate) Hz comes after others at \(rate) Hz")
            }
            next = 0
            events =
                try
                (delivery.gap > 0
                ? session?.gap(samples: delivery.gap, cause: delivery.cause) : session?.append(delivery.samples)) ?? []
        }

        func finish() throws {
            next = 0
            events = try session?.finish() ?? []
            isFinished = true
        }
    }
}

extension PitchStreamer.EventSequence: Sendable where Blocks: Sendable {}
