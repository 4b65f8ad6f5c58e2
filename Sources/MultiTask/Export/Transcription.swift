import Foundation

/// A result as a whole: who plays from when to when, and which notes.
///
/// Its JSON is the documented one of ``JSONExport``.
public struct Transcription: Sendable, Hashable {
    /// The length of what was listened to, in seconds.
    public var duration: Double
    /// The instruments that could have been heard, in the order of the weights' channels.
    public var instruments: [Instrument]
    /// By onset, then pitch.
    public var notes: [Note]
    /// By start.
    public var segments: [InstrumentSegment]

    /// - Precondition: a finite length that is not negative; instruments of different names, among them those of the
    ///   notes and segments.
    public init(duration: Double, instruments: [Instrument], notes: [Note], segments: [InstrumentSegment]) {
        precondition(duration.isFinite && duration >= 0, "Transcription: a length of \(duration) seconds")
        precondition(
            Set(instruments.map(\.name)).count == instruments.count,
            "Transcription: instruments of the same name: \(instruments)")
        let known = Set(instruments)
        precondition(
            notes.allSatisfy { known.contains($0.instrument) } && segments.allSatisfy { known.contains($0.instrument) },
            "Transcription: a note or segment of an instrument that isn't one of \(instruments)")
        self.duration = duration
        self.instruments = instruments
        self.notes = notes.sorted(by: Note.precedes)
        self.segments = segments.sorted(by: InstrumentSegment.precedes)
    }

    /// The notes of one instrument.
    public func notes(of instrument: Instrument) -> [Note] { notes.filter { $0.instrument == instrument } }

    /// The share of the time in which an instrument plays, 0…1, by its segments.
    public func share(of instrument: Instrument) -> Double {
        guard duration > 0 else { return 0 }
        let playing = segments.filter { $0.instrument == instrument }.map(\.duration).reduce(0, +)
        return min(max(playing / duration, 0), 1)
    }

    /// The instruments that have a note or a segment, in order.
    public var heardInstruments: [Instrument] {
        let heard = Set(notes.map(\.instrument)).union(segments.map(\.instrument))
        return instruments.filter(heard.contains)
    }
}
