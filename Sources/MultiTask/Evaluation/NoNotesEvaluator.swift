import Foundation

/// Hears sounds in which nothing plays, and counts the frames in which no note is decoded.
public struct NoNotesEvaluator: Sendable {
    private let noteDecoder: NoteDecoder
    private var clips: [NoNotesReport.Clip] = []

    /// - Parameters:
    ///   - instruments: Of the predictions, in the order of their channels.
    ///   - thresholds: When nil, one half for everything.
    ///   - noteSettings: How they are decoded.
    /// - Precondition: the thresholds fit the instruments.
    public init(
        instruments: [Instrument], thresholds: Thresholds? = nil, noteSettings: NoteDecoder.Settings = .init()
    ) {
        noteDecoder = NoteDecoder(instruments: instruments, thresholds: thresholds, settings: noteSettings)
    }

    /// Adds a sound.
    ///
    /// - Parameters:
    ///   - prediction: Of a sound in which no note is.
    ///   - kind: What it is, for a row of its own: "white noise".
    public mutating func add(_ prediction: Prediction, kind: String) {
        let notes = noteDecoder.decode(prediction)
        let silent = (0..<prediction.frameCount).count { frame in
            let time = prediction.time(ofFrame: frame)
            return !notes.contains { $0.onset <= time && time < $0.offset }
        }
        clips.append(
            NoNotesReport.Clip(
                kind: kind, frames: prediction.frameCount, framesWithoutNotes: silent, decodedNotes: notes.count))
    }

    /// The figures of the sounds so far, with their 95 % intervals.
    public func report(seed: UInt64 = 1) -> NoNotesReport {
        var kinds: [String] = []
        for clip in clips where !kinds.contains(clip.kind) { kinds.append(clip.kind) }
        let rows = kinds.map { kind in
            let own = clips.filter { $0.kind == kind }
            func share(_ weights: [Double]) -> Double? {
                let frames = zip(own, weights).map { Double($0.frames) * $1 }.reduce(0, +)
                let silent = zip(own, weights).map { Double($0.framesWithoutNotes) * $1 }.reduce(0, +)
                return frames > 0 ? silent / frames : nil
            }
            return NoNotesReport.Row(
                kind: kind, share: share([Double](repeating: 1, count: own.count)),
                interval: Bootstrap(clipCount: own.count, seed: seed).interval(of: share),
                decodedNotes: own.map(\.decodedNotes).reduce(0, +))
        }
        return NoNotesReport(rows: rows, clips: clips)
    }
}

/// What a ``NoNotesEvaluator`` found.
public struct NoNotesReport: Sendable, Hashable, Codable {
    /// The sounds of a kind together.
    public struct Row: Sendable, Hashable, Codable {
        /// What the sounds are: "noise", "speech".
        public var kind: String
        /// The share of frames in which no note is decoded; nil where there are no frames.
        public var share: Double?
        /// Of the share; nil where there are no frames.
        public var interval: Interval?
        /// Notes that were decoded in all of them.
        public var decodedNotes: Int
    }

    /// A sound.
    public struct Clip: Sendable, Hashable, Codable {
        /// What it is.
        public var kind: String
        /// Its length in frames.
        public var frames: Int
        /// Frames in which no note is decoded.
        public var framesWithoutNotes: Int
        /// Notes that were decoded in it.
        public var decodedNotes: Int
    }

    /// One for each kind.
    public var rows: [Row]
    /// One for each sound, in the order in which they were added.
    public var clips: [Clip]
}

extension NoNotesReport: CustomStringConvertible {
    /// A table for a person.
    public var description: String {
        let width = max(6, rows.map(\.kind.count).max() ?? 0) + 2
        let head = "sounds".padding(toLength: width, withPad: " ", startingAt: 0) + "frames without notes"
        return
            ([head]
            + rows.map { row in
                row.kind.padding(toLength: width, withPad: " ", startingAt: 0)
                    + (row.share.map { String(format: "%.4f", $0) } ?? "–")
                    + (row.interval.map { String(format: "   %.4f … %.4f", $0.low, $0.high) } ?? "")
                    + "   \(row.decodedNotes) notes"
            }).joined(separator: "\n")
    }
}
