import ArgumentParser
import Audio
import Foundation
import MultiTask

/// `pitchstreamer transcribe IN -o OUT`: which notes sound, and which instrument plays each one.
struct TranscribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transcribe",
        abstract: "Hear which notes sound in a recording and which instrument plays each one.",
        discussion: """
            Prints what was heard, and writes each -o in the format of its extension: .mid, .musicxml (a score for \
            editors), .json, .jsonl, .csv (the notes), .npz (arrays for NumPy), .rttm (who plays when), .txt (labels for \
            Audacity), .png or .svg (a picture of the pianoroll). With -o - nothing but JSON is printed.
            """)

    @Argument(help: "A recording (WAV, FLAC, Ogg, Opus, MP3, AIFF …); - for standard input.")
    var input: String

    @Option(name: .shortAndLong, help: "A file to write (repeatable); - for JSON on standard output.")
    var output: [String] = []

    @OptionGroup var tempo: TempoOptions

    @OptionGroup var model: ModelOptions
    @OptionGroup var steering: SteeringOptions

    func validate() throws {
        for path in output {
            if let objection = TranscriptionTarget.objection(to: path) { throw ValidationError(objection) }
        }
        guard output.filter({ $0 == "-" }).count < 2 else { throw ValidationError("Give -o - once.") }
    }

    func run() throws {
        let source = InputSource(input)
        let targets = try output.map(TranscriptionTarget.init)
        let streamer = try model.streamer(steering)
        let transcription = try transcribe(source, with: streamer)
        // All bytes are made before the first file is written.
        let files = try targets.map { target in
            (target.destination, try target.data(for: transcription, title: source.title, options: tempo.options))
        }
        for (destination, data) in files { try destination.write(data) }
        guard !output.contains("-") else { return }
        let lines =
            [Self.table(of: transcription, title: source.title)]
            + output.enumerated().map { ($0.offset == 0 ? "\n" : "") + "wrote \($0.element)" }
        try StandardOutput.print(lines.joined(separator: "\n"))
    }

    private func transcribe(_ source: InputSource, with streamer: PitchStreamer) throws -> Transcription {
        let progress = ProgressLine()
        defer { progress.clear() }
        switch source {
        case .standardInput: return try streamer.transcribe(steering.stretch(of: source.sound().readAll()))
        case .file(let url):
            return try streamer.transcribe(
                contentsOf: url, from: steering.from, to: steering.to, progress: progress.show)
        }
    }

    /// What was heard, instrument by instrument.
    private static func table(of transcription: Transcription, title: String) -> String {
        let count = transcription.notes.count
        let head = "\(title): \(transcription.duration.asFineClock), \(count == 0 ? "no" : "\(count)") notes"
        guard !transcription.heardInstruments.isEmpty else { return head }
        var table = TextTable(head: ["instrument", "notes", "share of time", "from", "to"])
        for instrument in transcription.heardInstruments {
            let notes = transcription.notes(of: instrument)
            let pitches = notes.map(\.pitch)
            table.add([
                instrument.name, String(notes.count), transcription.share(of: instrument).asPercent,
                pitches.min().map(Note.name(ofPitch:)) ?? "–", pitches.max().map(Note.name(ofPitch:)) ?? "–",
            ])
        }
        return head + "\n" + table.text
    }
}
