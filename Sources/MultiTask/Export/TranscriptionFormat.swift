import Audio
import Foundation

/// The files that a transcription can be written as.
public enum TranscriptionFormat: String, Sendable, CaseIterable {
    /// A standard MIDI file, ``MIDIExport``: `.mid` or `.midi`.
    case midi
    /// A score for editors, ``MusicXMLExport``: `.musicxml`.
    case musicXML
    /// ``JSONExport``: `.json`.
    case json
    /// ``JSONLinesExport``: `.jsonl`.
    case jsonLines
    /// The notes, ``CSVExport``: `.csv`.
    case csv
    /// Arrays for NumPy, ``NPZExport``: `.npz`.
    case npz
    /// The segments, ``SegmentExport``: `.rttm`.
    case rttm
    /// The notes as labels for Audacity, ``SegmentExport``: `.txt`.
    case audacityLabels
    /// A picture of the pianoroll, ``SVGExport``: `.svg`.
    case svg

    /// By the end of a file's name, in either case; nil for an unknown one.
    public init?(pathExtension: String) {
        let ending = pathExtension.lowercased()
        guard let format = Self.allCases.first(where: { $0.pathExtensions.contains(ending) }) else { return nil }
        self = format
    }

    /// What names of its files end in, the usual one first, in lower case.
    public var pathExtensions: [String] {
        switch self {
        case .midi: ["mid", "midi"]
        case .musicXML: ["musicxml", "xml"]
        case .json: ["json"]
        case .jsonLines: ["jsonl", "ndjson"]
        case .csv: ["csv"]
        case .npz: ["npz"]
        case .rttm: ["rttm"]
        case .audacityLabels: ["txt"]
        case .svg: ["svg"]
        }
    }

    /// The usual endings of all formats for a sentence: ".mid, .json or .svg".
    ///
    /// - Parameter others: Endings of formats that the caller has besides.
    public static func endings(and others: [String] = []) -> String {
        let all = (allCases.compactMap(\.pathExtensions.first) + others).map { "." + $0 }
        return all.dropLast().joined(separator: ", ") + " or " + (all.last ?? "")
    }

    /// The bytes of a file.
    ///
    /// - Parameters:
    ///   - transcription: What was heard.
    ///   - title: What pictures and scores are headed with, and what RTTM calls the recording.
    ///   - options: Beats and frame rates, where a format has any.
    /// - Throws: `AudioError.unsupported(path:reason:)` for a result that is too long for the format.
    public func data(
        for transcription: Transcription, title: String = "", options: ExportOptions = ExportOptions()
    ) throws -> Data {
        switch self {
        case .midi: MIDIExport.data(for: transcription, options: options)
        case .musicXML: try MusicXMLExport.data(for: transcription, title: title, options: options)
        case .json: try JSONExport.data(for: transcription)
        case .jsonLines: try JSONLinesExport.data(for: transcription)
        case .csv: CSVExport.notes(transcription)
        case .npz: try NPZExport.data(for: transcription, frameRate: options.frameRate ?? 31.25)
        case .rttm: SegmentExport.rttm(transcription.segments, recording: title)
        case .audacityLabels: SegmentExport.audacityLabels(transcription.notes)
        case .svg: SVGExport.data(for: transcription, title: title)
        }
    }
}

extension Transcription {
    /// Writes a file of the format that its name ends in, see ``TranscriptionFormat``: whole, or not at all.
    ///
    /// - Parameters:
    ///   - url: The file.
    ///   - title: What pictures and scores are headed with.
    ///   - options: Beats and frame rates, where a format has any.
    /// - Throws: `AudioError.unsupported(path:reason:)` for another ending or too long a result,
    ///   `AudioError.unwritable(path:reason:)`.
    public func write(to url: URL, title: String = "", options: ExportOptions = ExportOptions()) throws {
        guard let format = TranscriptionFormat(pathExtension: url.pathExtension) else {
            throw AudioError.unsupported(
                path: url.path, reason: "its name must end in \(TranscriptionFormat.endings()) to say what to write")
        }
        try OutputFile.write(format.data(for: self, title: title, options: options), to: url)
    }
}
