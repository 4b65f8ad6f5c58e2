import Audio
import Foundation

/// The files that a recognition can be written as.
public enum RecognitionFormat: String, Sendable, CaseIterable {
    /// Shares of time and segments, ``JSONExport``: `.json`.
    case json
    /// The segments, ``CSVExport``: `.csv`.
    case csv
    /// Activations and segments as arrays for NumPy, ``NPZExport``: `.npz`.
    case npz
    /// The segments, ``SegmentExport``: `.rttm`.
    case rttm
    /// The segments as labels for Audacity, ``SegmentExport``: `.txt`.
    case audacityLabels
    /// A picture of who plays when, ``SVGExport``: `.svg`.
    case svg

    /// By the end of a file's name, in either case; nil for an unknown one.
    public init?(pathExtension: String) {
        let ending = pathExtension.lowercased()
        guard let format = Self.allCases.first(where: { $0.pathExtension == ending }) else { return nil }
        self = format
    }

    /// What names of its files end in, in lower case.
    public var pathExtension: String { self == .audacityLabels ? "txt" : rawValue }

    /// The endings of all formats for a sentence: ".json, .csv or .svg".
    ///
    /// - Parameter others: Endings of formats that the caller has besides.
    public static func endings(and others: [String] = []) -> String {
        let all = (allCases.map(\.pathExtension) + others).map { "." + $0 }
        return all.dropLast().joined(separator: ", ") + " or " + (all.last ?? "")
    }

    /// The bytes of a file.
    ///
    /// - Parameters:
    ///   - recognition: What was heard.
    ///   - title: What a picture is headed with, and what RTTM calls the recording.
    public func data(for recognition: Recognition, title: String = "") throws -> Data {
        switch self {
        case .json: try JSONExport.data(for: recognition)
        case .csv: CSVExport.segments(recognition)
        case .npz: try NPZExport.data(for: recognition)
        case .rttm: SegmentExport.rttm(recognition.segments, recording: title)
        case .audacityLabels: SegmentExport.audacityLabels(recognition.segments)
        case .svg: SVGExport.data(for: recognition, title: title)
        }
    }
}

extension Recognition {
    /// Writes a file of the format that its name ends in, see ``RecognitionFormat``: whole, or not at all.
    ///
    /// - Parameters:
    ///   - url: The file.
    ///   - title: What a picture is headed with.
    /// - Throws: `AudioError.unsupported(path:reason:)` for another ending, `AudioError.unwritable(path:reason:)`.
    public func write(to url: URL, title: String = "") throws {
        guard let format = RecognitionFormat(pathExtension: url.pathExtension) else {
            throw AudioError.unsupported(
                path: url.path, reason: "its name must end in \(RecognitionFormat.endings()) to say what to write")
        }
        try OutputFile.write(format.data(for: self, title: title), to: url)
    }
}
