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
            of its extension: \(RecognitionFormat.endings(and: ["png"])) (pictures of who plays when; .txt is for \
            Audacity). With -o - or --json nothing but that is printed.

            Examples:
              pitchstreamer recognize song.flac
              pitchstreamer recognize song.flac -o song.csv -o song.png
              pitchstreamer recognize song.flac --from 60 --to 90 --json
            """)

    @Argument(help: "A recording (WAV, FLAC, Ogg, Opus, MP3, AIFF …); - for standard input.", completion: .recording)
    var input: String

    @Option(
        name: .shortAndLong, help: "A file to write (repeatable); - for CSV on standard output.",
        completion: .recognition)
    var output: [String] = []

    @Flag(help: "Print JSON instead of tables.")
    var json = false

    @OptionGroup var model: ModelOptions
    @OptionGroup var steering: SteeringOptions

    func validate() throws {
        for path in output {
            if let objection = RecognitionTarget.objection(to: path) { throw ValidationError(objection) }
        }
        guard output.filter({ $0 == "-" }).count + (json ? 1 : 0) < 2 else {
            throw ValidationError("Give --json or -o -, once.")
        }
    }

    func run() throws {
        let source = InputSource(input)
        let targets = try output.map(RecognitionTarget.init)
        let recognition = try recognize(source, with: model.recognizer(steering))
        // All bytes are made before the first file is written.
        let files = try targets.map { ($0.destination, try $0.data(for: recognition, title: source.title)) }
        for (destination, data) in files { try destination.write(data) }
        if json { return try StandardOutput.write(JSONExport.data(for: recognition)) }
        guard !output.contains("-") else { return }
        let lines =
            [Self.tables(of: recognition, title: source.title)]
            + output.enumerated().map { ($0.offset == 0 ? "\n" : "") + "wrote \($0.element)" }
        try StandardOutput.print(lines.joined(separator: "\n"))
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
