public import Audio
import Foundation

/// A result as a whole: who plays from when to when, and which notes.
///
/// `Codable` as the documented JSON of ``JSONExport``: notes and segments, to the microsecond. What grows with every frame isn't in
/// it; ``activations`` and ``posteriors`` can be kept beside it.
public struct Transcription: Sendable, Hashable {
    /// The length of what was listened to, in seconds.
    public var duration: Double
    /// The instruments that could have been heard, in the order of the weights' channels.
    public var instruments: [Instrument]
    /// By onset, then pitch.
    public var notes: [Note]
    /// By start.
    public var segments: [InstrumentSegment]
    /// T × M probabilities, frame by frame: that this instrument plays. Empty where nobody listened: in a result made by hand.
    public var activations: [Float] = []
    /// Frames per second of the activations; frame `t` is centred on the time `t / frameRate`.
    public var frameRate = Prediction.standardFrameRate
    /// The network's own output, as far as it was asked for.
    public var posteriors: Posteriors?

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
}

/// What one may ask of a result.
extension Transcription {
    /// The notes of one instrument.
    public func notes(of instrument: Instrument) -> [Note] { notes.filter { $0.instrument == instrument } }

    /// The notes that sound at some time in a range of seconds, those that only touch it left out.
    public func notes(in range: Range<Double>) -> [Note] {
        notes.filter { $0.onset < range.upperBound && $0.offset > range.lowerBound }
    }

    /// Who plays at a time in seconds, by the segments.
    public func instruments(at time: Double) -> [Instrument] {
        let playing = Set(segments.filter { $0.start <= time && time < $0.end }.map(\.instrument))
        return instruments.filter(playing.contains)
    }

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

    /// The probabilities of one instrument, T values; empty for one that the weights don't know.
    public func activations(of instrument: Instrument) -> [Float] {
        guard let index = instruments.firstIndex(of: instrument) else { return [] }
        return stride(from: index, to: activations.count, by: instruments.count).map { activations[$0] }
    }

    /// The notes as a pianoroll.
    ///
    /// - Parameters:
    ///   - instrument: whose notes; nil: everybody's.
    ///   - frameRate: frames per second.
    public func pianoroll(of instrument: Instrument? = nil, frameRate: Double) -> Pianoroll {
        let mine = instrument.map(notes(of:)) ?? notes
        return Pianoroll(
            notes: mine.map { ScoreNote(pitch: $0.pitch, onset: $0.onset, offset: $0.offset) }, frameRate: frameRate,
            frameCount: Int((duration * frameRate).rounded(.up)))
    }
}
