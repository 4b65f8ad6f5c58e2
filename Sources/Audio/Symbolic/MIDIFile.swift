import Foundation

/// A standard MIDI file as a score: notes in seconds, the names of its tracks, its tempo map and signatures.
///
/// Reads formats 0, 1 and 2 (Standard MIDI Files 1.0, RP-001), also in a RIFF file, with running status, tempo changes in any
/// track, SMPTE time, system exclusive and meta events. Writes format 1, one named track and one channel for each instrument.
/// <doc:Scores> has the rules for whatever the standard leaves open and for what is found in the wild.
///
/// ```swift
/// let score = try MIDIFile(contentsOf: url)
/// let violins = score.notes.filter { $0.program == 40 && !$0.isPercussion }
/// try MIDIFile(notes: violins, trackNames: ["Violin"], tempoChanges: score.tempoChanges).write(to: other)
/// ```
public struct MIDIFile: Sendable, Equatable {
    /// What the sustain pedal (controller 64) does.
    public enum Pedal: String, Sendable, CaseIterable {
        /// Nothing: a note ends where its key is released.
        case ignored
        /// A key that is released while the pedal of its channel is down (64 or more) sounds on until the pedal is lifted, the
        /// key is struck again, or the file ends.
        case extendsNotes
    }

    /// What a note-off ends, where a key was struck again while it sounded. The standard leaves it to the receiver.
    public enum Overlaps: String, Sendable, CaseIterable {
        /// All notes of its key and channel that began before it.
        case endTogether
        /// The one that began first.
        case firstEndsFirst
    }

    /// Seconds; a file that is longer is taken for damaged.
    static let longest = 1e8

    /// The notes, by onset, then pitch. Times are seconds from the beginning of the file.
    ///
    /// A note's program is the last one set on its channel before it in its own track, else in any track of its port,
    /// else 0. A note that never ends, ends with its track; one without any length is dropped. Controllers do not act on
    /// the notes, except the pedal where it is asked for.
    public let notes: [ScoreNote]
    /// One name for each track, in the order of the file; empty where it has none.
    public let trackNames: [String]
    /// When the last event of any track stands, in seconds; at least the last note's end.
    public let duration: Double
    /// Ticks a quarter of the file that was read; nil for SMPTE time and for what was made by hand.
    public let ticksPerQuarter: Int?
    /// The tempo map, in order; before its first change, a minute has 120 quarters. Empty for SMPTE time.
    public let tempoChanges: [TempoChange]
    /// In order.
    public let timeSignatures: [TimeSignature]
    /// In order.
    public let keySignatures: [KeySignature]
    /// Lyrics, markers and other words, in order.
    public let texts: [TextEvent]
    /// What was read although it isn't as it should be: a sentence for each kind of fault.
    public let remarks: [String]

    /// Wraps notes for writing.
    ///
    /// - Parameters:
    ///   - notes: In any order.
    ///   - trackNames: A name for each value of ``ScoreNote/track``; missing or empty ones become the General MIDI name
    ///     of the program.
    ///   - tempoChanges: The tempo map to write; none is 120 quarters a minute. It sets the bar lines that an editor
    ///     shows, not the times.
    ///   - timeSignatures: What else an editor shows; none is read as 4/4.
    ///   - keySignatures: None is read as C major.
    ///   - texts: Lyrics, markers and other words.
    /// - Precondition: pitches, velocities, programs and channels within MIDI's bounds, tracks not negative, and
    ///   0 ≤ onset ≤ offset ≤ 10⁸ seconds.
    public init(
        notes: [ScoreNote], trackNames: [String] = [], tempoChanges: [TempoChange] = [],
        timeSignatures: [TimeSignature] = [], keySignatures: [KeySignature] = [], texts: [TextEvent] = []
    ) {
        for note in notes {
            precondition(
                0..<128 ~= note.pitch && 1..<128 ~= note.velocity && 0..<128 ~= note.program && 0..<16 ~= note.channel
                    && note.track >= 0 && 0 <= note.onset && note.onset <= note.offset
                    && note.offset <= MIDIFile.longest,
                "MIDIFile: \(note) is out of MIDI's bounds")
        }
        self.notes = notes.sorted(by: MIDIFile.precedes)
        self.trackNames = trackNames
        self.duration = notes.map(\.offset).max() ?? 0
        self.ticksPerQuarter = nil
        self.tempoChanges = tempoChanges.sorted { $0.seconds < $1.seconds }
        self.timeSignatures = timeSignatures.sorted { $0.seconds < $1.seconds }
        self.keySignatures = keySignatures.sorted { $0.seconds < $1.seconds }
        self.texts = texts.sorted { $0.seconds < $1.seconds }
        self.remarks = []
    }

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - url: The file.
    ///   - pedal: What the sustain pedal does.
    ///   - overlaps: What a note-off ends, where a key was struck twice.
    /// - Throws: ``AudioError/notFound(path:)``, ``AudioError/unreadable(path:reason:)``,
    ///   ``AudioError/malformed(path:reason:)`` with the byte where it went wrong,
    ///   ``AudioError/unsupported(path:reason:)`` for a format above 2.
    public init(
        contentsOf url: URL, pedal: Pedal = .ignored, overlaps: Overlaps = .endTogether
    ) throws(AudioError) {
        try self.init(bytes: MIDIFile.read(url), name: url.path, pedal: pedal, overlaps: overlaps)
    }

    /// Reads a file that is already in memory.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - name: What errors call it.
    ///   - pedal: What the sustain pedal does.
    ///   - overlaps: What a note-off ends, where a key was struck twice.
    /// - Throws: As ``init(contentsOf:pedal:overlaps:)``.
    public init(
        bytes: [UInt8], name: String = "MIDI", pedal: Pedal = .ignored, overlaps: Overlaps = .endTogether
    ) throws(AudioError) {
        var reader = MIDIReader(bytes: bytes, name: name, overlaps: overlaps)
        let (header, tracks) = try reader.read()
        let score = try MIDIAssembly(header: header, tracks: tracks, pedal: pedal, name: name)
        notes = score.notes
        trackNames = score.trackNames
        duration = score.duration
        ticksPerQuarter = score.ticksPerQuarter
        tempoChanges = score.tempoChanges
        timeSignatures = score.timeSignatures
        keySignatures = score.keySignatures
        texts = score.texts
        remarks = reader.remarks
    }

    static func precedes(_ a: ScoreNote, _ b: ScoreNote) -> Bool {
        (a.onset, a.pitch, a.offset, a.track, a.channel) < (b.onset, b.pitch, b.offset, b.track, b.channel)
    }

    /// The bytes of a file, of which the first twelve are looked at before the rest is taken into memory.
    private static func read(_ url: URL) throws(AudioError) -> [UInt8] {
        let file = try InputFile.open(url)
        defer { file.close() }
        let head = MIDIBytes(file.bytes(at: 0, count: 12), name: url.path)
        // The reader says what is wrong with a stranger's first bytes.
        let isMIDI = head.has("MThd", at: 0) || (head.has("RIFF", at: 0) && head.has("RMID", at: 8))
        let bytes = isMIDI ? file.bytes(at: 0, count: file.length) : head.bytes
        if let failure = file.failure { throw .unreadable(path: url.path, reason: systemReason(failure)) }
        return bytes
    }
}
