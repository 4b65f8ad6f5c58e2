import Audio
import Foundation

/// A transcription as JSON Lines: an object on each line, in the order of time, for programs that read as they go.
///
/// ```json
/// {"type":"transcription","format":"multitask-transcription","version":1,"duration":20.5,"instruments":[…]}
/// {"type":"segment","instrument":"piano","start":0.5,"end":12.25,"confidence":0.9}
/// {"type":"note","instrument":"piano","pitch":60,"name":"C4","onset":0.5,"offset":1.25,"velocity":90,"confidence":0.8}
/// ```
///
/// The first line says what follows; fields are those of ``JSONExport``. Readers should pass over lines of a type and
/// fields that they don't know.
public enum JSONLinesExport {
    /// The bytes of the file.
    public static func data(for transcription: Transcription) throws -> Data {
        // One schema in one place: the lines are the pieces of the JSON.
        let whole = try JSONSerialization.jsonObject(with: JSONExport.data(for: transcription))
        guard var head = whole as? [String: Any] else { return Data() }
        let rows = ["notes": ("note", "onset"), "segments": ("segment", "start")].flatMap { key, names in
            (head.removeValue(forKey: key) as? [[String: Any]] ?? []).map { row in
                var row = row
                row["type"] = names.0
                return (time: row[names.1] as? Double ?? 0, isNote: key == "notes", row: row)
            }
        }
        head["type"] = "transcription"
        var data = try line(head)
        // A segment comes before the notes that it begins with; the sort is stable by the order of each list.
        let order = rows.indices.sorted {
            (rows[$0].time, rows[$0].isNote ? 1 : 0, $0) < (rows[$1].time, rows[$1].isNote ? 1 : 0, $1)
        }
        for index in order { data += try line(rows[index].row) }
        return data
    }

    /// Reads such a file's bytes.
    ///
    /// - Parameters:
    ///   - data: The bytes of a file.
    ///   - name: What an error calls it.
    /// - Throws: `AudioError.malformed(path:reason:)` or, for a later version, `AudioError.unsupported(path:reason:)`.
    public static func transcription(from data: Data, name: String = "JSON Lines") throws(AudioError) -> Transcription {
        var whole: [String: Any]?
        var rows: [String: [Any]] = ["note": [], "segment": []]
        for (index, text) in data.split(separator: 0x0A).enumerated()
        where !text.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) {
            guard let row = (try? JSONSerialization.jsonObject(with: Data(text))) as? [String: Any] else {
                throw .malformed(path: name, reason: "its line \(index + 1) is no JSON object")
            }
            let type = row["type"] as? String ?? ""
            if whole == nil {
                guard type == "transcription" else {
                    throw .malformed(path: name, reason: "its first line is not of the type \"transcription\"")
                }
                whole = row
            } else {
                rows[type]?.append(row)
            }
        }
        guard var whole else { throw .malformed(path: name, reason: "it is empty") }
        whole["notes"] = rows["note"]
        whole["segments"] = rows["segment"]
        guard let json = try? JSONSerialization.data(withJSONObject: whole) else {
            throw .malformed(path: name, reason: "a number in it can't be")
        }
        return try JSONExport.transcription(from: json, name: name)
    }

    private static func line(_ row: [String: Any]) throws -> Data {
        try JSONSerialization.data(withJSONObject: row, options: [.sortedKeys, .withoutEscapingSlashes])
            + Data("\n".utf8)
    }
}
