import ArgumentParser
import Audio
import Foundation
import MultiTask

/// `pitchstreamer compare ESTIMATE.mid REFERENCE.mid`: how near a transcription is to a score.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare the notes of a MIDI file with those of another, as mir_eval.transcription does.",
        discussion: """
            A note counts as found where one of the same pitch begins within 50 ms of it; with offsets, where it also \
            ends within 50 ms or a fifth of its length. By instrument, it must also be played by the same one: programs \
            are taken together as the nine instruments have them, others stand for themselves, and as in MT3's score \
            notes are matched within each. Percussion is left out.
            """)

    @Argument(help: "The MIDI file to judge.")
    var estimate: String

    @Argument(help: "The MIDI file that is right.")
    var reference: String

    @Flag(help: "Print JSON instead of a table.")
    var json = false

    func run() throws {
        let estimate = try Self.items(estimate)
        let reference = try Self.items(reference)
        let rows = Self.rows(estimate: estimate, reference: reference)
        if json { return try StandardOutput.write(JSONText.data(of: rows)) }
        var table = TextTable(head: ["notes", "reference", "estimate", "matched", "precision", "recall", "F1"])
        for row in rows {
            table.add(
                [row.notes, String(row.reference), String(row.estimate), String(row.matched)]
                    + [row.precision, row.recall, row.f1].map { String(format: "%.3f", $0) })
        }
        try StandardOutput.print(table.text)
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

    private static func rows(estimate: [NoteMetrics.Item], reference: [NoteMetrics.Item]) -> [Row] {
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
                return Row("onsets of " + name(ofLabel: label), metrics)
            }
    }

    private static func items(_ path: String) throws -> [NoteMetrics.Item] {
        try MIDIFile(contentsOf: URL(fileURLWithPath: path)).notes
            .filter { !$0.isPercussion }
            .map { note in
                NoteMetrics.Item(
                    onset: note.onset, offset: note.offset, pitch: Double(note.pitch), label: label(of: note.program))
            }
    }

    /// The place among the nine instruments; behind them the programs that belong to none.
    private static func label(of program: Int) -> Int {
        Instrument.nine.firstIndex { $0.programs.contains(program) } ?? Instrument.nine.count + program
    }

    private static func name(ofLabel label: Int) -> String {
        let nine = Instrument.nine
        return label < nine.count ? nine[label].name : GeneralMIDI.name(ofProgram: label - nine.count)
    }
}
