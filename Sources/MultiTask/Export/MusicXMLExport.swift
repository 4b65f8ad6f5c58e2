import Audio
import Foundation

/// A transcription as a score in MusicXML 4.0, for MuseScore and other editors.
///
/// Notes are put on a grid of beats, which are found by ``BeatTracker`` or given: onsets to sixteenths, or to triplets of
/// eighths and thirty-seconds where a beat has them; ends to the same. Each instrument is a part with its name, clef and
/// General MIDI program at concert pitch, keyboards on two staves; a staff has at most two voices. The key is estimated,
/// and spells the black keys. Tempos follow the beats. What the reader of a score doesn't need, exact times and
/// confidence, is in the other formats.
public enum MusicXMLExport {
    /// The bytes of the file.
    ///
    /// - Parameters:
    ///   - transcription: What was heard.
    ///   - title: Of the work; empty for none.
    ///   - options: Beats and bars.
    /// - Throws: `AudioError.unsupported(path:reason:)` for a score of more than 262,144 beats, some days.
    public static func data(
        for transcription: Transcription, title: String = "", options: ExportOptions = ExportOptions()
    ) throws(AudioError) -> Data {
        let beats = options.beats(of: transcription)
        let end = transcription.notes.map(\.offset).max() ?? 0
        let length = beats.position(atSeconds: end)
        guard length < Double(1 << 18) else {
            throw .unsupported(path: "MusicXML", reason: "a score of \(length) beats, 262144 are the most")
        }
        let writer = MusicXMLWriter(
            score: QuantizedScore(transcription, beats: beats), beats: beats, key: KeyEstimate(of: transcription.notes))
        return Data(writer.text(title: title).utf8)
    }
}
