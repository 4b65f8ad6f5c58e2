import Audio
import Foundation

/// The files that a transcription can be written as.
public enum TranscriptionFormat: String, Sendable, CaseIterable {
    /// A standard MIDI file, ``MIDIExport``.
    case midi
    /// ``JSONExport``.
    case json
    /// The notes, ``CSVExport``.
    case csv
    /// A picture of the pianoroll, ``SVGExport``.
    case svg

    /// By the end of a file's name, in either case; nil for an unknown one.
    public init?(pathExtension: String) {
        switch pathExtension.lowercased() {
        case "mid", "midi": self = .midi
        case "json": self = .json
        case "csv": self = .csv
        case "svg": self = .svg
        default: return nil
        }
    }

    /// The bytes of a file.
    ///
    /// - Parameter title: What pictures are headed with.
    public func data(for transcription: Transcription, title: String = "") throws -> Data {
        switch self {
        case .midi: MIDIExport.data(for: transcription)
        case .json: try JSONExport.data(for: transcription)
        case .csv: CSVExport.notes(transcription)
        case .svg: SVGExport.data(for: transcription, title: title)
        }
    }
}

extension Transcription {
    /// Writes a file of the format that its name ends in: `.mid`, `.json`, `.csv` or `.svg`.
    ///
    /// - Throws: `AudioError.unsupported(path:reason:)` for another ending, `AudioError.unwritable(path:reason:)`.
    public func write(to url: URL, title: String = "") throws {
        guard let format = TranscriptionFormat(pathExtension: url.pathExtension) else {
            throw AudioError.unsupported(
                path: url.path, reason: "its name must end in .mid, .json, .csv or .svg to say what to write")
        }
        try OutputFile.write(format.data(for: self, title: title), to: url)
    }
}
