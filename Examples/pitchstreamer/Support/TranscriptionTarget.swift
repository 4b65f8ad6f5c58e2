import Foundation
import MultiTask

/// A file that a transcription is to be written to, in the format of its extension; JSON on standard output.
struct TranscriptionTarget {
    /// The library's formats, and the one that needs Cairo.
    private enum Format {
        case library(TranscriptionFormat)
        case png
    }

    let destination: Destination
    private let format: Format

    /// - Throws: `AudioError.unwritable` for a file that can't be written.
    /// - Precondition: ``objection(to:)`` has none.
    init(_ path: String) throws {
        destination = try Destination(path)
        format = Self.format(of: path) ?? .library(.json)
    }

    /// Why a path says no format; nil where it says one.
    static func objection(to path: String) -> String? {
        guard format(of: path) == nil else { return nil }
        return
            "\(path) must end in \(TranscriptionFormat.endings(and: ["png"])) to say what to write, or be - for JSON."
    }

    private static func format(of path: String) -> Format? {
        if path == "-" { return .library(.json) }
        let ending = URL(fileURLWithPath: path).pathExtension
        return ending.lowercased() == "png" ? .png : TranscriptionFormat(pathExtension: ending).map { .library($0) }
    }

    /// What names of files of each format end in, in lower case: the usual ones.
    static let endings = TranscriptionFormat.allCases.compactMap(\.pathExtensions.first) + ["png"]

    /// The usual ending of the format that an ending means; nil for none.
    static func usualEnding(for ending: String) -> String? {
        if ending.lowercased() == "png" { return "png" }
        return TranscriptionFormat(pathExtension: ending)?.pathExtensions.first
    }

    /// The bytes of the file.
    func data(
        for transcription: Transcription, title: String, options: ExportOptions = ExportOptions()
    ) throws -> Data {
        switch format {
        case .library(let format): try format.data(for: transcription, title: title, options: options)
        case .png: try PianorollPicture.png(of: transcription, title: title)
        }
    }
}
