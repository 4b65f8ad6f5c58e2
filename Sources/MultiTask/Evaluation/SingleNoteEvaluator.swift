import Audio
import Foundation

/// Hears recordings of one held note each, and counts how many are named right.
///
/// The name of a recording is the instrument that the decoded notes sound longest with, its pitch the one that they
/// sound longest at; where no note is decoded it has neither.
public struct SingleNoteEvaluator: Sendable {
    private let instruments: [Instrument]
    private let noteDecoder: NoteDecoder
    private var clips: [SingleNoteReport.Clip] = []

    /// - Parameters:
    ///   - instruments: Of the predictions, in the order of their channels.
    ///   - thresholds: When nil, one half for everything.
    ///   - noteSettings: How they are decoded.
    /// - Precondition: the thresholds fit the instruments.
    public init(
        instruments: [Instrument], thresholds: Thresholds? = nil, noteSettings: NoteDecoder.Settings = .init()
    ) {
        self.instruments = instruments
        noteDecoder = NoteDecoder(instruments: instruments, thresholds: thresholds, settings: noteSettings)
    }

    /// Adds a recording and its score. One whose score hasn't just one note of one of the instruments is passed over.
    ///
    /// - Returns: Whether it was counted.
    @discardableResult
    public mutating func add(_ prediction: Prediction, notes: [ScoreNote], name: String = "") -> Bool {
        let labelled = notes.filter { !$0.isPercussion && instruments.index(ofProgram: $0.program) != nil }
        guard labelled.count == 1, let note = labelled.first,
            let index = instruments.index(ofProgram: note.program)
        else { return false }
        let decoded = noteDecoder.decode(prediction)
        let byInstrument = Self.longest(decoded) { $0.instrument.name }
        let byPitch = Self.longest(decoded) { $0.pitch }
        clips.append(
            SingleNoteReport.Clip(
                name: name, instrument: instruments[index].name, pitch: note.pitch, heardInstrument: byInstrument,
                heardPitch: byPitch, decodedNotes: decoded.count))
        return true
    }

    /// The figures of the recordings so far, with their 95 % intervals.
    public func report(seed: UInt64 = 1) -> SingleNoteReport {
        let bootstrap = Bootstrap(clipCount: clips.count, seed: seed)
        func figure(_ value: (SingleNoteReport.Clip) -> Double) -> SingleNoteReport.Figure? {
            let values = clips.map { Optional(value($0)) }
            let ones = [Double](repeating: 1, count: clips.count)
            guard let mean = weightedMean(values, ones) else { return nil }
            let interval = bootstrap.interval { weightedMean(values, $0) }
            return SingleNoteReport.Figure(value: mean, interval: interval ?? Interval(low: mean, high: mean))
        }
        return SingleNoteReport(
            namedRight: figure { $0.isNamedRight ? 1 : 0 }, pitchRight: figure { $0.isPitchRight ? 1 : 0 },
            decodedNotes: figure { Double($0.decodedNotes) }, decodedAsOne: figure { $0.decodedNotes == 1 ? 1 : 0 },
            clips: clips)
    }

    private static func longest<Key: Hashable & Comparable>(_ notes: [Note], by key: (Note) -> Key) -> Key? {
        var lengths: [Key: Double] = [:]
        for note in notes { lengths[key(note), default: 0] += note.duration }
        // Of equals the first in order, so that equal input gives equal figures.
        return lengths.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key
    }
}

/// What a ``SingleNoteEvaluator`` found.
public struct SingleNoteReport: Sendable, Hashable, Codable {
    /// A mean over the recordings.
    public struct Figure: Sendable, Hashable, Codable {
        /// The mean.
        public var value: Double
        /// Where it lies with a certainty of 95 %.
        public var interval: Interval
    }

    /// A recording.
    public struct Clip: Sendable, Hashable, Codable {
        /// As it was given.
        public var name: String
        /// The name of what plays it.
        public var instrument: String
        /// The MIDI pitch that is played.
        public var pitch: Int
        /// Nil where no note was decoded.
        public var heardInstrument: String?
        /// The MIDI pitch that was heard longest; nil where no note was decoded.
        public var heardPitch: Int?
        /// How many notes were decoded; one is right.
        public var decodedNotes: Int

        /// Whether it was given to what plays it.
        public var isNamedRight: Bool { heardInstrument == instrument }
        /// Whether its pitch is right.
        public var isPitchRight: Bool { heardPitch == pitch }
    }

    /// The share that is given to the right instrument. All are nil where there are no recordings.
    public var namedRight: Figure?
    /// The share whose pitch is right.
    public var pitchRight: Figure?
    /// Decoded notes for each held one; one is right.
    public var decodedNotes: Figure?
    /// The share that is decoded as just one note.
    public var decodedAsOne: Figure?
    /// One for each recording, in the order in which they were added.
    public var clips: [Clip]
}

extension SingleNoteReport: CustomStringConvertible {
    /// A table for a person: all recordings, then those of each instrument.
    public var description: String {
        var lines: [String] = []
        let titles = ["named right", "pitch right", "decoded notes", "decoded as one"]
        for (title, figure) in zip(titles, [namedRight, pitchRight, decodedNotes, decodedAsOne]) {
            guard let figure else { continue }
            let range = figure.interval
            lines.append(
                title.padding(toLength: 18, withPad: " ", startingAt: 0)
                    + String(format: "%6.3f   %.3f … %.3f", figure.value, range.low, range.high))
        }
        lines.append("")
        lines.append("instrument         clips   named   pitch   notes  heard as")
        var names: [String] = []
        for clip in clips where !names.contains(clip.instrument) { names.append(clip.instrument) }
        for name in names {
            let own = clips.filter { $0.instrument == name }
            func mean(_ value: (Clip) -> Double) -> Double { own.map(value).reduce(0, +) / Double(own.count) }
            let heard = Dictionary(grouping: own.compactMap(\.heardInstrument), by: { $0 }).mapValues(\.count)
            let others = heard.filter { $0.key != name }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            lines.append(
                name.padding(toLength: 18, withPad: " ", startingAt: 0)
                    + String(
                        format: "%6d  %6.3f  %6.3f  %6.2f  ", own.count, mean { $0.isNamedRight ? 1 : 0 },
                        mean { $0.isPitchRight ? 1 : 0 }, mean { Double($0.decodedNotes) })
                    + others.prefix(3).map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        }
        return lines.joined(separator: "\n")
    }
}
