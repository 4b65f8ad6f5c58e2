import ArgumentParser
import Audio
import Foundation
import MultiTask

/// `pitchstreamer recognize IN`: which instruments play when.
struct RecognizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recognize", abstract: "Hear which instruments play in a recording, and when.",
        discussion: """
            Prints the share of time and the segments of each instrument, and writes the segments to -o in the format \
            of its extension: .csv or .json. With -o - or --json nothing but that is printed.
            """)

    @Argument(help: "A recording (WAV, FLAC, Ogg, Opus, MP3, AIFF …); - for standard input.")
    var input: String

    @Option(name: .shortAndLong, help: "A file to write (repeatable); - for CSV on standard output.")
    var output: [String] = []

    @Flag(help: "Print JSON instead of tables.")
    var json = false

    @OptionGroup var model: ModelOptions
    @OptionGroup var steering: SteeringOptions

    func validate() throws {
        for path in output where Self.format(of: path) == nil {
            throw ValidationError("\(path) must end in .csv or .json to say what to write, or be - for CSV.")
        }
        guard output.filter({ $0 == "-" }).count + (json ? 1 : 0) < 2 else {
            throw ValidationError("Give --json or -o -, once.")
        }
    }

    func run() throws {
        let source = InputSource(input)
        let destinations = try output.map(Destination.init)
        let recognition = try recognize(source, with: model.recognizer(steering))
        let report = try JSONText.data(of: Report(recognition))
        for destination in destinations {
            let isJSON = Self.format(of: destination.path) == .json
            try destination.write(isJSON ? report : CSVExport.segments(recognition))
        }
        if json { return try StandardOutput.write(report) }
        guard !output.contains("-") else { return }
        let lines =
            [Self.tables(of: recognition, title: source.title)]
            + output.enumerated().map { ($0.offset == 0 ? "\n" : "") + "wrote \($0.element)" }
        try StandardOutput.print(lines.joined(separator: "\n"))
    }

    /// Of the library's formats those that hold segments.
    private static func format(of path: String) -> TranscriptionFormat? {
        if path == "-" { return .csv }
        let format = TranscriptionFormat(pathExtension: URL(fileURLWithPath: path).pathExtension)
        return format == .csv || format == .json ? format : nil
    }

    private func recognize(_ source: InputSource, with recognizer: InstrumentRecognizer) throws -> Recognition {
        let progress = ProgressLine()
        defer { progress.clear() }
        switch source {
        case .standardInput: return try recognizer.recognize(steering.stretch(of: source.sound().readAll()))
        case .file(let url):
            return try recognizer.recognize(
                contentsOf: url, from: steering.from, to: steering.to, progress: progress.show)
        }
    }

    private static func tables(of recognition: Recognition, title: String) -> String {
        let head = "\(title): \(recognition.duration.asFineClock)"
        guard !recognition.segments.isEmpty else { return head + ", no instruments" }
        var shares = TextTable(head: ["instrument", "share of time"])
        let byShare = recognition.instruments.map { ($0, recognition.share(of: $0)) }.sorted { $0.1 > $1.1 }
        for (instrument, share) in byShare where share > 0 { shares.add([instrument.name, share.asPercent]) }
        var segments = TextTable(head: ["from", "to", "instrument", "confidence"], left: [2])
        for segment in recognition.segments {
            segments.add([
                segment.start.asFineClock, segment.end.asFineClock, segment.instrument.name,
                String(format: "%.2f", segment.confidence),
            ])
        }
        return [head, shares.text, segments.text].joined(separator: "\n\n")
    }
}

extension RecognizeCommand {
    /// The JSON of a recognition: times in seconds, to the microsecond.
    private struct Report: Encodable {
        struct Share: Encodable {
            let instrument: String
            let share: Double
        }

        struct Segment: Encodable {
            let instrument: String
            let start: Double
            let end: Double
            let confidence: Double
        }

        let duration: Double
        /// Of every instrument that could have been heard.
        let shares: [Share]
        let segments: [Segment]

        init(_ recognition: Recognition) {
            duration = recognition.duration.rounded(places: 6)
            shares = recognition.instruments.map {
                Share(instrument: $0.name, share: recognition.share(of: $0).rounded(places: 6))
            }
            segments = recognition.segments.map {
                Segment(
                    instrument: $0.instrument.name, start: $0.start.rounded(places: 6), end: $0.end.rounded(places: 6),
                    confidence: Double($0.confidence).rounded(places: 6))
            }
        }
    }
}
