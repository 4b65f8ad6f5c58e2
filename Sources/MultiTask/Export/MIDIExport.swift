import Audio
import Foundation

/// A transcription as a standard MIDI file: one named track and channel for each instrument that was heard.
///
/// Times are those of the notes, to half a tick (a 960th of a quarter), whatever the tempo. Tempo changes and time
/// signatures put the bar lines that an editor shows where the beats are.
public enum MIDIExport {
    /// The score: each instrument on a track of its own, with the first of its programs.
    ///
    /// - Parameters:
    ///   - transcription: What was heard.
    ///   - beats: What becomes the tempo map; nil for none, which is 120 quarters a minute.
    public static func file(for transcription: Transcription, beats: BeatGrid? = nil) -> MIDIFile {
        let heard = transcription.instruments.filter { !transcription.notes(of: $0).isEmpty }
        let notes = heard.enumerated().flatMap { track, instrument in
            transcription.notes(of: instrument).map { note in
                ScoreNote(
                    pitch: note.pitch, onset: max(note.onset, 0), offset: max(note.offset, note.onset, 0),
                    velocity: min(max(note.velocity, 1), 127), program: instrument.programs[0],
                    // The writer gives each track its channel; here it only says that it is no drum.
                    channel: 0, track: track)
            }
        }
        return MIDIFile(
            notes: notes, trackNames: heard.map(\.name), tempoChanges: beats?.tempoChanges() ?? [],
            timeSignatures: beats?.timeSignatures ?? [])
    }

    /// The bytes of the file.
    ///
    /// - Parameters:
    ///   - transcription: What was heard.
    ///   - beatsPerMinute: Sets the bar lines that an editor shows, not the times.
    public static func data(for transcription: Transcription, beatsPerMinute: Double = 120) -> Data {
        Data(file(for: transcription).bytes(beatsPerMinute: beatsPerMinute))
    }

    /// The bytes of the file, with the beats that the options ask for.
    public static func data(for transcription: Transcription, options: ExportOptions) -> Data {
        Data(file(for: transcription, beats: options.beats(of: transcription)).bytes())
    }
}
