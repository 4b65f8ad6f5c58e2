import ArgumentParser
import Audio
import Foundation
import MultiTask

/// `pitchstreamer measure-live FOLDER`: what each look-ahead is worth, and what it costs.
struct MeasureLiveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure-live",
        abstract: "Measure how well and how soon notes are heard live, for each look-ahead.",
        discussion: """
            FOLDER holds pairs of an audio file and a .mid of one base name. They are fed in blocks of ten milliseconds, as \
            fast as it goes. Printed are, for each look-ahead: the F1 of final notes and of those with the right instrument \
            (means over the clips), and their agreement with the notes of the exact look-ahead; the median, and what 95 of 100 \
            don't exceed, of the seconds of sound from a note's onset to its first event, to its first event under its right \
            name, and from its end to its final event; the share of proposals that were withdrawn; and the processor time for a \
            second of sound.

            Examples:
              pitchstreamer measure-live pairs/ --look-ahead 0.5 --look-ahead exact
            """)

    @Argument(help: "The folder of pairs to measure on.", completion: .directory)
    var folder: String

    @Option(name: .customLong("look-ahead"), help: "Seconds, or exact (repeatable).", completion: .lookAhead)
    var lookAheads: [LookAheadOption] =
        [0.25, 0.5, 1, 2].map { LookAheadOption(.seconds($0)) }
        + [LookAheadOption(.exact)]

    @Option(help: "Only the first so many pairs.")
    var clips: Int?

    @Option(
        help: "Write all figures as JSON to this file; - for standard output instead of the table.", completion: .json)
    var json: String?

    @Option(help: "Weights as safetensors; by default those that ship with the program.", completion: .weights)
    var weights: String?

    /// The figures of a look-ahead.
    private struct Row: Encodable {
        let lookAhead: String
        let figures: LiveMeasurement.Report
        /// Of processor time, for each second of sound.
        let processorShare: Double
    }

    func validate() throws {
        guard clips ?? 1 > 0 else { throw ValidationError("--clips must be positive.") }
    }

    func run() throws {
        let target = try json.map(Destination.init)
        let streamer = try weights.map { try PitchStreamer(contentsOf: URL(fileURLWithPath: $0)) } ?? PitchStreamer()
        let pairs = try Array(PairedFolder(URL(fileURLWithPath: folder)).pairs.prefix(clips ?? .max))
        var measurements = lookAheads.map { _ in LiveMeasurement(instruments: streamer.instruments) }
        var (processor, sound) = (lookAheads.map { _ in 0.0 }, 0.0)
        let progress = ProgressLine()
        for (number, pair) in pairs.enumerated() {
            progress.show("\(folder): \(number) of \(pairs.count)")
            let audio = try AudioFile.read(contentsOf: pair.audio).mono()
            let score = try MIDIFile(contentsOf: pair.score).notes
            let exact = try streamer.transcribe(audio).notes
            sound += audio.duration
            for (index, option) in lookAheads.enumerated() {
                let start = ProcessUsage.processorSeconds
                let told = try listen(to: audio, with: streamer, lookAhead: option.lookAhead)
                processor[index] += ProcessUsage.processorSeconds - start
                measurements[index].add(told, score: score, exact: exact, duration: audio.duration)
            }
        }
        progress.clear()
        let rows = lookAheads.indices.map { index in
            Row(
                lookAhead: "\(lookAheads[index])", figures: measurements[index].report,
                processorShare: sound > 0 ? processor[index] / sound : 0)
        }
        try target?.write(JSONText.data(of: rows))
        if json != "-" { try StandardOutput.print(Self.table(of: rows)) }
    }

    private func listen(
        to audio: AudioBuffer, with streamer: PitchStreamer, lookAhead: PitchStreamer.LookAhead
    ) throws -> [LiveMeasurement.Told] {
        var session = try streamer.session(sampleRate: audio.sampleRate, lookAhead: lookAhead)
        var told: [LiveMeasurement.Told] = []
        let block = max(1, Int(audio.sampleRate / 100))
        let samples = audio.samples
        for start in stride(from: 0, to: samples.count, by: block) {
            try Task.checkCancellation()
            let events = try session.append(Array(samples[start..<min(samples.count, start + block)]))
            for event in events { told.append(LiveMeasurement.Told(event, heard: session.seconds)) }
        }
        let end = session.seconds
        for event in try session.finish() { told.append(LiveMeasurement.Told(event, heard: end)) }
        return told
    }

    private static func table(of rows: [Row]) -> String {
        var table = TextTable(head: [
            "look-ahead", "note F1", "with instrument", "as exact", "onset to first", "onset to name", "end to final",
            "withdrawn", "processor",
        ])
        func both(_ values: LiveMeasurement.Quantiles) -> String {
            String(format: "%.2f (%.2f)", values.median, values.ninetyFive)
        }
        for row in rows {
            let figures = row.figures
            table.add([
                row.lookAhead, String(format: "%.3f", figures.noteF1), String(format: "%.3f", figures.instrumentNoteF1),
                String(format: "%.3f", figures.agreement), both(figures.toStart), both(figures.toName),
                both(figures.endToFinal),
                (Double(figures.withdrawnCount) / Double(max(1, figures.startedCount))).asPercent,
                row.processorShare.asPercent,
            ])
        }
        return table.text
    }
}
