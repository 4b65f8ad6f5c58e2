extension PitchStreamer {
    /// What a session tells of the sound that it was given.
    ///
    /// A note first comes as a proposal, ``started(_:)``, which may be ``changed(_:)`` or ``withdrawn(_:)`` while more is
    /// heard of it, and at the latest a look-ahead after it ended as ``final(_:)``. A note that was found late comes as
    /// ``final(_:)`` alone. Every note has one ``LiveNote/id``, by which it can be followed; what is final never changes.
    ///
    /// ```swift
    /// for event in try session.append(block) {
    ///     switch event {
    ///     case .started(let note), .changed(let note): show(note)
    ///     case .withdrawn(let note): hide(note.id)
    ///     case .final(let note): keep(note.note)
    ///     default: break
    ///     }
    /// }
    /// ```
    public enum Event: Sendable, Hashable, Codable {
        /// A note that is proposed: it sounds, or did until just now.
        case started(LiveNote)
        /// A note that is proposed isn't what was said: someone else plays it, it began elsewhere, or it has ended.
        case changed(LiveNote)
        /// A note that was proposed wasn't one. Its ``LiveNote/id`` doesn't come again.
        case withdrawn(LiveNote)
        /// A note that nothing can change any more. Final notes come in the order in which they are settled, about that of
        /// their ends.
        case final(LiveNote)
        /// Who plays now, in the order of the weights' instruments: told whenever it changes. A proposal.
        case playing([Instrument])
        /// Who played from when to when: final.
        case segment(InstrumentSegment)
        /// Sound that didn't come, in whose place silence was heard: final.
        case gap(Gap)

        /// The note that the event is about, if it is about one.
        public var liveNote: LiveNote? {
            switch self {
            case .started(let note), .changed(let note), .withdrawn(let note), .final(let note): note
            case .playing, .segment, .gap: nil
            }
        }
    }

    /// A note that a session follows.
    public struct LiveNote: Sendable, Hashable, Codable, Identifiable {
        /// The same in all events of one note, and of no other note of the session.
        public let id: Int
        /// What is known of it: times in seconds from the session's beginning, its offset so far while it sounds.
        public var note: Note
        /// Whether it hasn't ended, as far as is known.
        public var isSounding: Bool

        /// Wraps a note.
        ///
        /// - Parameters:
        ///   - id: The same in all events of the note.
        ///   - note: What is known of it.
        ///   - isSounding: Whether it hasn't ended.
        public init(id: Int, note: Note, isSounding: Bool) {
            self.id = id
            self.note = note
            self.isSounding = isSounding
        }
    }

    /// A stretch of the input that wasn't heard.
    public struct Gap: Sendable, Hashable, Codable {
        /// Why it wasn't.
        public enum Cause: String, Sendable, Hashable, Codable {
            /// It never came.
            case missing
            /// It came faster than it was taken: see ``LiveInput``.
            case overrun
        }

        /// When it began, in seconds from the session's beginning.
        public var start: Double
        /// Seconds.
        public var duration: Double
        /// Why it wasn't heard.
        public var cause: Cause

        /// A gap.
        ///
        /// - Parameters:
        ///   - start: Seconds from the session's beginning.
        ///   - duration: Seconds.
        ///   - cause: Why it wasn't heard.
        public init(start: Double, duration: Double, cause: Cause) {
            self.start = start
            self.duration = duration
            self.cause = cause
        }
    }
}

extension Sequence<PitchStreamer.Event> {
    /// The notes that became final, in the order of the events.
    public var notes: [Note] {
        compactMap { event in
            if case .final(let note) = event { note.note } else { nil }
        }
    }
}
