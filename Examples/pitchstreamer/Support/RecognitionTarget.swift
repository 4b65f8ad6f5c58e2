import Foundation
import MultiTask

/// A file that a recognition is to be written to, in the format of its extension; CSV on standard output.
struct RecognitionTarget {
    /// The library's formats, and the one that needs Cairo.
    private enum Format {
        case library(RecognitionFormat)
        case png
    }

    let destination: Destination
    private let format: Format

    /// - Throws: `AudioError.unwritable` for a file that can't be written.
    /// - Precondition: ``objection(to:)`` has none.
    init(_ path: String) throws {
        destination = try Destination(path)
        format = Self.format(of: path) ?? .library(.csv)
    }

    /// Why a path says no format; nil where it says one.
    static func objection(to path: String) -> String? {
        guard format(of: path) == nil else { return nil }
        return "\(path) must end in \(RecognitionFormat.endings(and: ["png"])) to say what to write, or be - for CSV."
    }

    private static func format(of path: String) -> Format? {
        if path == "-" { return .library(.csv) }
        let ending = URL(fileURLWithPath: path).pathExtension
        return ending.lowercased() == "png" ? .png : RecognitionFormat(pathExtension: ending).map { .library($0) }
    }

    /// The bytes of the file.
    func data(for recognition: Recognition, title: String) throws -> Data {
        switch format {
        case .library(let format): try format.data(for: recognition, title: title)
        case .png: try PianorollPicture.png(of: ActivityLayout(recognition, title: title).picture)
        }
    }
}
