/// What writers can be told; the defaults suit most.
public struct ExportOptions: Sendable, Hashable {
    /// Where the beats lie in what has beats: MIDI and MusicXML.
    public enum Tempo: Sendable, Hashable {
        /// ``BeatTracker`` looks for them; 120 beats a minute where it finds none.
        case tracked
        /// So many quarters a minute from the beginning on, 4…1000.
        case beatsPerMinute(Double)
        /// These.
        case grid(BeatGrid)
    }

    /// Where the beats lie.
    public var tempo: Tempo
    /// How many beats, which are quarters, make a bar: 1…32. The bars of a ``Tempo/grid(_:)`` are its own.
    public var beatsPerBar: Int
    /// Frames a second of the roll in NPZ; nil: 31.25, that of the network.
    public var frameRate: Double?

    /// All that can be told.
    ///
    /// - Precondition: a tempo of 4…1000 quarters a minute, 1…32 beats in a bar, a positive frame rate.
    public init(tempo: Tempo = .tracked, beatsPerBar: Int = 4, frameRate: Double? = nil) {
        if case .beatsPerMinute(let rate) = tempo {
            precondition(4...1000 ~= rate, "ExportOptions: \(rate) quarters a minute are not in 4…1000")
        }
        precondition(1...32 ~= beatsPerBar, "ExportOptions: \(beatsPerBar) beats in a bar are not in 1…32")
        precondition(frameRate.map { $0 > 0 && $0.isFinite } ?? true, "ExportOptions: a frame rate that isn't positive")
        self.tempo = tempo
        self.beatsPerBar = beatsPerBar
        self.frameRate = frameRate
    }

    /// The beats of a transcription.
    public func beats(of transcription: Transcription) -> BeatGrid {
        let end = max(transcription.duration, transcription.notes.map(\.offset).max() ?? 0)
        switch tempo {
        case .grid(let grid): return grid
        case .beatsPerMinute(let rate):
            return BeatGrid(beatsPerMinute: rate, beatsPerBar: beatsPerBar, duration: end)
        case .tracked:
            return BeatTracker(beatsPerBar: beatsPerBar).grid(of: transcription)
                ?? BeatGrid(beatsPerMinute: 120, beatsPerBar: beatsPerBar, duration: end)
        }
    }
}
