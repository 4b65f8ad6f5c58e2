import Foundation

/// A transcription as comma-separated values (RFC 4180), one line for each note or segment, with a head line.
public enum CSVExport {
    /// `onset,offset,pitch,name,instrument,velocity,confidence`: seconds to the microsecond, MIDI number, its name.
    public static func notes(_ transcription: Transcription) -> Data {
        let rows = transcription.notes.map { note in
            [
                seconds(note.onset), seconds(note.offset), String(note.pitch), note.pitchName, note.instrument.name,
                String(note.velocity), String(format: "%.4f", note.confidence),
            ]
        }
        return data(head: ["onset", "offset", "pitch", "name", "instrument", "velocity", "confidence"], rows: rows)
    }

    /// `start,end,instrument,confidence`: seconds to the microsecond.
    public static func segments(_ transcription: Transcription) -> Data { segments(transcription.segments) }

    /// The same of a recognition.
    public static func segments(_ recognition: Recognition) -> Data { segments(recognition.segments) }

    private static func segments(_ segments: [InstrumentSegment]) -> Data {
        let rows = segments.map { segment in
            [
                seconds(segment.start), seconds(segment.end), segment.instrument.name,
                String(format: "%.4f", segment.confidence),
            ]
        }
        return data(head: ["start", "end", "instrument", "confidence"], rows: rows)
    }

    private static func seconds(_ value: Double) -> String { String(format: "%.6f", value) }

    private static func data(head: [String], rows: [[String]]) -> Data {
        let lines = ([head] + rows).map { $0.map(field).joined(separator: ",") + "\r\n" }
        return Data(lines.joined().utf8)
    }

    /// In quotes where it must be; quotes within are doubled.
    private static func field(_ text: String) -> String {
        let needsQuotes = text.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0 == "\r" || $0 == "\n" }
        return needsQuotes ? "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : text
    }
}
