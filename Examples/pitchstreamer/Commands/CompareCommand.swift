import ArgumentParser
import Audio
import Foundation
import MultiTask

/// `pitchstreamer compare ESTIMATE REFERENCE`: how near a transcription is to a score or another transcription.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare two results or scores note by note, as mir_eval.transcription does.",
        discussion: """
            Either may be .mid, .json or .jsonl. A note counts as found where one of the same pitch begins within 50 ms \
            of it; with offsets, where it also ends within 50 ms or a fifth of its length. By instrument, it must also be \
            played by the same one: programs are taken together as the nine instruments have them, others stand for \
            themselves, and as in MT3's score notes are matched within each. Percussion is left out.

            With -o the differences themselves are written, note by note, what was found, missed, added, and given to \
            another instrument: as .json, or as a picture on one pianoroll, .png or .svg.

            Examples:
              pitchstreamer compare song.json score.mid
              pitchstreamer diff old.json new.json -o changes.svg
            """,
        aliases: ["diff"])

    @Argument(help: "What to judge.", completion: .result)
    var estimate: String

    @Argument(help: "What is right.", completion: .result)
    var reference: String

    @Option(
        name: .shortAndLong, help: "A .json, .png or .svg of the differences to write (repeatable).",
        completion: .file(extensions: ["json", "png", "svg"]))
    var output: [String] = []

    @Flag(help: "Print JSON instead of a table.")
    var json = false

    func validate() throws {
        for path in output where !["json", "png", "svg"].contains(Self.ending(of: path)) {
            throw ValidationError("\(path) must end in .json, .png or .svg to say what to write.")
        }
    }

    private static func ending(of path: String) -> String { URL(fileURLWithPath: path).pathExtension.lowercased() }

    func run() throws {
        let destinations = try output.map(Destination.init)
        let estimate = try Transcription(contentsOf: URL(fileURLWithPath: estimate))
        let reference = try Transcription(contentsOf: URL(fileURLWithPath: reference))
        let difference = TranscriptionDifference(reference: reference, estimate: estimate)
        try Task.checkCancellation()
        let files = try destinations.map { ($0, try data(of: difference, for: $0)) }
        for (destination, data) in files { try destination.write(data) }
        let labels = difference.instruments.map(\.name)
        let rows = Self.rows(
            estimate: Self.items(estimate, labels), reference: Self.items(reference, labels), labels)
        if json { return try StandardOutput.write(JSONText.data(of: rows)) }
        var table = TextTable(head: ["notes", "reference", "estimate", "matched", "precision", "recall", "F1"])
        for row in rows {
            table.add(
                [row.notes, String(row.reference), String(row.estimate), String(row.matched)]
                    + [row.precision, row.recall, row.f1].map { String(format: "%.3f", $0) })
        }
        let lines =
            [table.text, Self.summary(of: difference)]
            + output.enumerated().map { ($0.offset == 0 ? "\n" : "") + "wrote \($0.element)" }
        try StandardOutput.print(lines.joined(separator: "\n"))
    }

    private func data(of difference: TranscriptionDifference, for destination: Destination) throws -> Data {
        let title = [estimate, reference].map { URL(fileURLWithPath: $0).lastPathComponent }.joined(
            separator: " beside ")
        switch Self.ending(of: destination.path) {
        case "png": return try PianorollPicture.png(of: DifferenceLayout(difference, title: title).picture)
        case "svg": return SVGExport.data(for: difference, title: title)
        default: return try DifferenceExport.data(for: difference)
        }
    }

    private static func summary(of difference: TranscriptionDifference) -> String {
        """
        found \(difference.matched.count), other instrument \(difference.otherInstrument.count), \
        missed \(difference.missed.count), extra \(difference.extra.count)
        """
    }

    /// A line of the table.
    private struct Row: Encodable {
        let notes: String
        let reference: Int
        let estimate: Int
        let matched: Int
        let precision: Double
        let recall: Double
        let f1: Double

        init(_ notes: String, _ metrics: NoteMetrics) {
            self.notes = notes
            reference = metrics.referenceCount
            estimate = metrics.estimateCount
            matched = metrics.matched
            precision = metrics.precision.rounded(places: 6)
            recall = metrics.recall.rounded(places: 6)
            f1 = metrics.f1.rounded(places: 6)
        }
    }

    private static func rows(
        estimate: [NoteMetrics.Item], reference: [NoteMetrics.Item], _ names: [String]
    ) -> [Row] {
        let (onsets, offsets) = (NoteMetrics.Tolerance.withoutOffset, NoteMetrics.Tolerance.withOffset)
        func byLabel(_ tolerance: NoteMetrics.Tolerance) -> NoteMetrics {
            .matchingLabels(reference: reference, estimate: estimate, tolerance: tolerance)
        }
        let labels = Set((reference + estimate).map(\.label)).sorted()
        return [
            Row("onsets", NoteMetrics(reference: reference, estimate: estimate, tolerance: onsets)),
            Row("onsets and offsets", NoteMetrics(reference: reference, estimate: estimate, tolerance: offsets)),
            Row("onsets by instrument", byLabel(onsets)),
            Row("onsets and offsets by instrument", byLabel(offsets)),
        ]
            + labels.map { label in
                let metrics = NoteMetrics(
                    reference: reference.filter { $0.label == label }, estimate: estimate.filter { $0.label == label },
                    tolerance: onsets)
                return Row("onsets of " + names[label], metrics)
            }
    }

    /// The label is the place of the instrument's name.
    private static func items(_ transcription: Transcription, _ names: [String]) -> [NoteMetrics.Item] {
        transcription.notes.map { note in
            NoteMetrics.Item(
                onset: note.onset, offset: max(note.offset, note.onset), pitch: Double(note.pitch),
                label: names.firstIndex(of: note.instrument.name) ?? 0)
        }
    }
}
