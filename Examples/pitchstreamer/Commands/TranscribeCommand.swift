import ArgumentParser
import Audio
import Foundation
import MultiTask

/// `pitchstreamer transcribe IN -o OUT`: which notes sound, and which instrument plays each one.
struct TranscribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transcribe",
        abstract: "Hear which notes sound in a recording and which instrument plays each one.",
        discussion: """
            Prints what was heard, and writes each -o in the format of its extension: .mid, .musicxml (a score for \
            editors), .json, .jsonl, .csv (the notes), .npz (arrays for NumPy), .rttm (who plays when), .txt (labels for \
            Audacity), .png or .svg (a picture of the pianoroll). With -o - nothing but JSON is printed.

            Of several recordings, some are heard at a time. A folder stands for the sound files in it and in the folders \
            within it, save hidden ones. Results go to --output-folder under the recordings' names, in each --format. \
            A table at the end says what was heard; a recording that fails is told of, the others go on, and the exit \
            status is 1.

            Examples:
              pitchstreamer transcribe song.flac -o song.mid -o song.png
              pitchstreamer transcribe song.flac --players "flute, cello" --from 30 --to 60
              pitchstreamer transcribe album/ --output-folder out --format mid --format json
            """)

    @Argument(
        help: ArgumentHelp(
            "Recordings (WAV, FLAC, Ogg, Opus, MP3, AIFF …), or folders of them; - for standard input.",
            valueName: "input"), completion: .recording)
    var inputs: [String]

    @Option(
        name: .shortAndLong, help: "A file to write (repeatable); - for JSON on standard output.",
        completion: .transcription)
    var output: [String] = []

    @Option(
        help: "The folder for the results of several recordings; it is made if it isn't there.", completion: .directory)
    var outputFolder: String?

    @Option(help: ArgumentHelp("A format for --output-folder (repeatable); mid by default.", valueName: "ending"))
    var format: [FormatName] = []

    @Option(help: "How many recordings are heard at a time; by default as many as there are processors, 4 at most.")
    var jobs: Int?

    @OptionGroup var tempo: TempoOptions

    @OptionGroup var model: ModelOptions
    @OptionGroup var steering: SteeringOptions

    func validate() throws {
        for path in output {
            if let objection = TranscriptionTarget.objection(to: path) { throw ValidationError(objection) }
        }
        guard output.filter({ $0 == "-" }).count < 2 else { throw ValidationError("Give -o - once.") }
        guard 1...64 ~= jobs ?? 1 else { throw ValidationError("--jobs takes 1 to 64, not \(jobs ?? 0).") }
        guard format.isEmpty || outputFolder != nil else {
            throw ValidationError("--format belongs to --output-folder; -o says its format by its extension.")
        }
        guard output.isEmpty || (inputs.count == 1 && outputFolder == nil) else {
            throw ValidationError("-o is for one recording: give --output-folder, and --format, for several.")
        }
        guard !inputs.contains("-") || (inputs.count == 1 && outputFolder == nil) else {
            throw ValidationError("Standard input has no name for its results, and is heard alone: - with -o.")
        }
    }

    func run() async throws {
        if inputs.count > 1 || outputFolder != nil || Recordings.isFolder(inputs[0]) {
            try await transcribeMany()
        } else {
            try transcribeOne(InputSource(inputs[0]))
        }
    }

    private func transcribeMany() async throws {
        guard output.isEmpty else {
            throw AudioError.unreadable(
                path: inputs[0], reason: "it is a folder, and -o is for one recording; give --output-folder")
        }
        let recordings = try Recordings(inputs).entries
        let results = outputFolder.map { ResultFolder($0, formats: format.isEmpty ? [.midi] : format) }
        try results?.check(recordings)
        let streamer = try model.streamer(steering)
        try results?.make()
        let work = TranscriptionRun(
            streamer: streamer, recordings: recordings, results: results, options: tempo.options,
            stretch: (steering.from, steering.to), jobs: jobs ?? min(ProcessInfo.processInfo.activeProcessorCount, 4))
        let progress = BatchProgress(recordings.map(\.url))
        let outcomes = try await work.outcomes(progress)
        var lines = work.summary(of: outcomes, seconds: progress.seconds)
        let written = outcomes.compactMap { $0?.written }.reduce(0, +)
        if let outputFolder { lines += "\nwrote \(written) \(written == 1 ? "file" : "files") to \(outputFolder)" }
        try StandardOutput.print(lines)
        if outcomes.contains(where: { $0 == nil }) { throw SomeFailed() }
    }

    private func transcribeOne(_ source: InputSource) throws {
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
