public import Audio
public import Foundation

extension Transcription {
    /// Reads a result: JSON (`.json`), JSON Lines (`.jsonl`) or a score (`.mid`), by the end of the file's name.
    ///
    /// - Throws: `AudioError.unsupported(path:reason:)` for another ending, `AudioError.notFound(path:)`,
    ///   `AudioError.unreadable(path:reason:)`, `AudioError.malformed(path:reason:)`.
    public init(contentsOf url: URL) throws(AudioError) {
        switch TranscriptionFormat(pathExtension: url.pathExtension) {
        case .json: self = try JSONExport.transcription(from: InputFile.bytes(of: url), name: url.path)
        case .jsonLines: self = try JSONLinesExport.transcription(from: InputFile.bytes(of: url), name: url.path)
        case .midi: self.init(try MIDIFile(contentsOf: url))
        default:
            throw .unsupported(path: url.path, reason: "results are read from .json, .jsonl and .mid")
        }
    }

    /// The pitched notes of a score as a result. Each is given to the instrument that has its program; programs that none
    /// has become instruments of their own, by their General MIDI names. A segment ends where an instrument rests for more
    /// than a second.
    ///
    /// - Parameters:
    ///   - score: Of any length.
    ///   - instruments: All that could be there, of different names; empty: each program stands for itself.
    public init(_ score: MIDIFile, instruments: [Instrument] = Instrument.nine) {
        let notes = score.notes.filter { !$0.isPercussion }
        var byProgram: [Int: Instrument] = [:]
        for instrument in instruments.reversed() {
            for program in instrument.programs { byProgram[program] = instrument }
        }
        var all = instruments
        for program in Set(notes.map(\.program)).subtracting(byProgram.keys).sorted() {
            let instrument = Instrument(name: GeneralMIDI.name(ofProgram: program), programs: [program])
            // A given one of this name has other programs: it takes this one too.
            byProgram[program] = all.first { $0.name == instrument.name } ?? instrument
            if !all.contains(where: { $0.name == instrument.name }) { all.append(instrument) }
        }
        var segments: [Instrument: [InstrumentSegment]] = [:]
        var result: [Note] = []
        for note in notes {
            guard let instrument = byProgram[note.program] else { continue }
            result.append(
                Note(
                    instrument: instrument, pitch: note.pitch, onset: note.onset, offset: note.offset,
                    velocity: note.velocity))
            var own = segments[instrument] ?? []
            if let last = own.last, note.onset <= last.end + 1 {
                own[own.count - 1].end = max(last.end, note.offset)
            } else {
                own.append(InstrumentSegment(instrument: instrument, start: note.onset, end: note.offset))
            }
            segments[instrument] = own
        }
        self.init(duration: score.duration, instruments: all, notes: result, segments: segments.values.flatMap { $0 })
    }
}
