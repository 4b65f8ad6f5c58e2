import Foundation

/// A standard MIDI file as a score: notes in seconds, and the names of its tracks.
///
/// Reads formats 0 and 1 (Standard MIDI Files 1.0, RP-001) with running status, tempo changes in any track, SMPTE time,
/// system exclusive and meta events. Writes format 1, one named track and one channel for each instrument.
///
/// ```swift
/// let score = try MIDIFile(contentsOf: url)
/// let violins = score.notes.filter { $0.program == 40 && !$0.isPercussion }
/// try MIDIFile(notes: violins, trackNames: ["Violin"]).write(to: other)
/// ```
public struct MIDIFile: Sendable, Equatable {
    /// The notes, by onset, then pitch. Times are seconds from the beginning of the file.
    ///
    /// A note's program is the last one set on its channel in its own track, else in any track, else 0.
    /// A note-off ends every note of its key and channel that began before it. A note that never ends, ends with its
    /// track; one without any length is dropped. Pedals and other controllers do not act on the notes.
    public let notes: [ScoreNote]
    /// One name for each track, in the order of the file; empty where it has none.
    public let trackNames: [String]
    /// When the last event of any track stands, in seconds; at least the last note's end.
    public let duration: Double

    /// Wraps notes for writing.
    ///
    /// - Parameters:
    ///   - notes: In any order.
    ///   - trackNames: A name for each value of ``ScoreNote/track``; missing or empty ones become the General MIDI name
    ///     of the program.
    /// - Precondition: pitches, velocities, programs and channels within MIDI's bounds, tracks not negative, and
    ///   0 ≤ onset ≤ offset ≤ 10⁸ seconds.
    public init(notes: [ScoreNote], trackNames: [String] = []) {
        for note in notes {
            precondition(
                0..<128 ~= note.pitch && 1..<128 ~= note.velocity && 0..<128 ~= note.program && 0..<16 ~= note.channel
                    && note.track >= 0 && 0 <= note.onset && note.onset <= note.offset && note.offset <= 1e8,
                "MIDIFile: \(note) is out of MIDI's bounds")
        }
        self.notes = notes.sorted(by: MIDIFile.precedes)
        self.trackNames = trackNames
        self.duration = notes.map(\.offset).max() ?? 0
    }

    /// Reads a file.
    ///
    /// - Throws: ``AudioError/notFound(path:)``, ``AudioError/unreadable(path:reason:)``,
    ///   ``AudioError/malformed(path:reason:)`` with the byte where it went wrong,
    ///   ``AudioError/unsupported(path:reason:)`` for format 2.
    public init(contentsOf url: URL) throws(AudioError) {
        try self.init(bytes: MIDIFile.read(url), name: url.path)
    }

    /// Reads a file that is already in memory.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - name: What errors call it.
    /// - Throws: As ``init(contentsOf:)``.
    public init(bytes: [UInt8], name: String = "MIDI") throws(AudioError) {
        var reader = MIDIReader(bytes: bytes, name: name)
        let score = try reader.read()
        notes = score.notes.sorted(by: MIDIFile.precedes)
        trackNames = score.trackNames
        duration = max(score.duration, notes.map(\.offset).max() ?? 0)
    }

    /// The file's bytes: format 1, 960 ticks a quarter.
    ///
    /// A first track holds the tempo; then follows one track for each track and program of the notes, each on a
    /// channel of its own (the tenth is for percussion; from the sixteenth pitched track on, channels are used again).
    /// Seconds are kept within half a tick, whatever the tempo. Where a key is struck again while it sounds, the earlier
    /// note ends there and the later lasts as long as either.
    ///
    /// - Parameter beatsPerMinute: Quarters a minute, 4…1000; it sets the bar lines that an editor shows, not the times.
    public func bytes(beatsPerMinute: Double = 120) -> [UInt8] {
        precondition(4...1000 ~= beatsPerMinute, "MIDIFile: a tempo of \(beatsPerMinute) quarters a minute")
        return MIDIWriter(notes: notes, trackNames: trackNames, beatsPerMinute: beatsPerMinute).bytes()
    }

    /// Writes ``bytes(beatsPerMinute:)`` to a temporary name beside the target, then renames it.
    ///
    /// - Throws: ``AudioError/unwritable(path:reason:)``.
    public func write(to url: URL, beatsPerMinute: Double = 120) throws(AudioError) {
        try OutputFile.write(Data(bytes(beatsPerMinute: beatsPerMinute)), to: url)
    }

    private static func precedes(_ a: ScoreNote, _ b: ScoreNote) -> Bool {
        (a.onset, a.pitch, a.offset, a.track, a.channel) < (b.onset, b.pitch, b.offset, b.track, b.channel)
    }

    /// The bytes of a file, of which the first four are looked at before the rest is taken into memory.
    private static func read(_ url: URL) throws(AudioError) -> [UInt8] {
        let file = try InputFile.open(url)
        defer { file.close() }
        let magic = file.bytes(at: 0, count: 4)
        // The reader says what is wrong with a stranger's first bytes.
        let bytes = magic.elementsEqual("MThd".utf8) ? file.bytes(at: 0, count: file.length) : magic
        if let failure = file.failure { throw .unreadable(path: url.path, reason: systemReason(failure)) }
        return bytes
    }
}
