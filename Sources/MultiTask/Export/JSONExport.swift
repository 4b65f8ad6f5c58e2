import Audio
import Foundation

/// A transcription as JSON, of format "multitask-transcription", version 1:
///
/// ```json
/// {
///   "format": "multitask-transcription",
///   "version": 1,
///   "duration": 20.5,
///   "instruments": [{ "name": "piano", "programs": [0, 1, 2] }],
///   "notes": [{ "instrument": "piano", "pitch": 60, "name": "C4", "onset": 0.5, "offset": 1.25,
///               "velocity": 90, "confidence": 0.8 }],
///   "segments": [{ "instrument": "piano", "start": 0.5, "end": 12.25, "confidence": 0.9 }]
/// }
/// ```
///
/// Times are seconds from the beginning, to the microsecond. `pitch` is the MIDI number, `name` the same for people.
/// `instrument` is a name of the list, which has all that could have been heard. Readers should pass over fields that
/// they don't know; a change that breaks them will raise the version.
public enum JSONExport {
    static let format = "multitask-transcription"
    static let version = 1

    /// The bytes of the file.
    public static func data(for transcription: Transcription) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(transcription) + Data("\n".utf8)
    }

    /// A recognition, of format "multitask-recognition", version 1: the share of time of every instrument that could
    /// have been heard, and the segments.
    ///
    /// ```json
    /// {
    ///   "format": "multitask-recognition",
    ///   "version": 1,
    ///   "duration": 20.5,
    ///   "shares": [{ "instrument": "piano", "share": 0.6 }],
    ///   "segments": [{ "instrument": "piano", "start": 0.5, "end": 12.25, "confidence": 0.9 }]
    /// }
    /// ```
    public static func data(for recognition: Recognition) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(RecognitionReport(recognition)) + Data("\n".utf8)
    }

    /// Reads the bytes of a transcription's file.
    ///
    /// - Parameters:
    ///   - data: The bytes of a file.
    ///   - name: What an error calls it.
    /// - Throws: `AudioError.malformed(path:reason:)` or, for a later version, `AudioError.unsupported(path:reason:)`.
    public static func transcription(from data: Data, name: String = "JSON") throws(AudioError) -> Transcription {
        do {
            return try JSONDecoder().decode(Transcription.self, from: data)
        } catch let error as UnknownVersion {
            throw .unsupported(path: name, reason: "it is of version \(error.version), version \(version) can be read")
        } catch let error as DecodingError {
            throw .malformed(path: name, reason: sentence(error))
        } catch {
            throw .malformed(path: name, reason: "\(error)")
        }
    }

    private static func sentence(_ error: DecodingError) -> String {
        func place(_ context: DecodingError.Context) -> String {
            context.codingPath.isEmpty
                ? ""
                : " at "
                    + context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context): return "\"\(key.stringValue)\" is missing" + place(context)
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "a value of another kind" + place(context)
        case .dataCorrupted(let context): return context.debugDescription + place(context)
        @unknown default: return "it is no transcription"
        }
    }
}

/// A file of a later version than this.
private struct UnknownVersion: Error {
    let version: Int
}

extension Transcription: Codable {
    /// Seconds, three years; a file that is longer is taken for damaged.
    private static let longest = 1e8

    private enum Key: String, CodingKey {
        case format, version, duration, instruments, notes, segments
    }

    private struct NoteRow: Codable {
        var instrument: String
        var pitch: Int
        var name: String?
        var onset: Double
        var offset: Double
        var velocity: Int
        var confidence: Double
    }

    /// As the documented JSON of ``JSONExport``, times to the microsecond.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(JSONExport.format, forKey: .format)
        try container.encode(JSONExport.version, forKey: .version)
        try container.encode(duration.toMicroseconds, forKey: .duration)
        try container.encode(instruments, forKey: .instruments)
        let noteRows = notes.map { note in
            NoteRow(
                instrument: note.instrument.name, pitch: note.pitch, name: note.pitchName,
                onset: note.onset.toMicroseconds, offset: note.offset.toMicroseconds, velocity: note.velocity,
                confidence: Double(note.confidence).toMicroseconds)
        }
        try container.encode(noteRows, forKey: .notes)
        try container.encode(segments.map(SegmentRow.init), forKey: .segments)
    }

    /// Reads the schema of ``JSONExport``, and checks what it says.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func refuse(_ reason: String) -> DecodingError {
            .dataCorrupted(.init(codingPath: container.codingPath, debugDescription: reason))
        }
        guard try container.decode(String.self, forKey: .format) == JSONExport.format else {
            throw refuse("its format is not \"\(JSONExport.format)\"")
        }
        let version = try container.decode(Int.self, forKey: .version)
        guard version == JSONExport.version else { throw UnknownVersion(version: version) }
        let duration = try container.decode(Double.self, forKey: .duration)
        guard 0...Self.longest ~= duration else { throw refuse("its length is \(duration) seconds") }
        let instruments = try container.decode([Instrument].self, forKey: .instruments)
        let byName = Dictionary(instruments.map { ($0.name, $0) }) { first, _ in first }
        guard byName.count == instruments.count else { throw refuse("two instruments have the same name") }
        func instrument(_ name: String) throws -> Instrument {
            guard let found = byName[name] else { throw refuse("\"\(name)\" is not among its instruments") }
            return found
        }
        let notes = try container.decode([NoteRow].self, forKey: .notes).map { row in
            guard 0..<128 ~= row.pitch, 1..<128 ~= row.velocity, 0 <= row.onset, row.onset <= row.offset,
                row.offset <= Self.longest, 0...1 ~= row.confidence
            else { throw refuse("a note of pitch \(row.pitch) at \(row.onset) s is out of bounds") }
            return Note(
                instrument: try instrument(row.instrument), pitch: row.pitch, onset: row.onset, offset: row.offset,
                velocity: row.velocity, confidence: Float(row.confidence))
        }
        let segments = try container.decode([SegmentRow].self, forKey: .segments).map { row in
            guard 0 <= row.start, row.start <= row.end, row.end <= Self.longest, 0...1 ~= row.confidence else {
                throw refuse("a segment at \(row.start) s is out of bounds")
            }
            return InstrumentSegment(
                instrument: try instrument(row.instrument), start: row.start, end: row.end,
                confidence: Float(row.confidence))
        }
        self.init(duration: duration, instruments: instruments, notes: notes, segments: segments)
    }
}

private struct SegmentRow: Codable {
    var instrument: String
    var start: Double
    var end: Double
    var confidence: Double

    init(_ segment: InstrumentSegment) {
        instrument = segment.instrument.name
        start = segment.start.toMicroseconds
        end = segment.end.toMicroseconds
        confidence = Double(segment.confidence).toMicroseconds
    }
}

private struct RecognitionReport: Encodable {
    struct Share: Encodable {
        let instrument: String
        let share: Double
    }

    let format = "multitask-recognition"
    let version = 1
    let duration: Double
    let shares: [Share]
    let segments: [SegmentRow]

    init(_ recognition: Recognition) {
        duration = recognition.duration.toMicroseconds
        shares = recognition.instruments.map {
            Share(instrument: $0.name, share: recognition.share(of: $0).toMicroseconds)
        }
        segments = recognition.segments.map(SegmentRow.init)
    }
}

extension Double {
    /// Rounded to six places, so that no file carries digits that mean nothing.
    fileprivate var toMicroseconds: Double { (self * 1e6).rounded() / 1e6 }
}
