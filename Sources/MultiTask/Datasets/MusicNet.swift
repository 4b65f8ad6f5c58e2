import Audio
import Foundation

/// MusicNet: recordings of classical music, each with a table of its notes.
///
/// `train_data/ID.wav` with `train_labels/ID.csv`, and the same for `test`, in the folder or in `musicnet` in it. Times are samples at
/// 44.1 kHz; instruments are programs counted from 1. The older release, one file of pickled objects, becomes this by
/// `scripts/musicnet.py`.
struct MusicNet: LabelledCollection {
    let folder: URL
    private(set) var items: [LabelledItem] = []
    private(set) var skipped: [String] = []

    static let sampleRate = 44_100.0

    /// - Parameter split: there is none for validation.
    init(_ folder: URL, split: DatasetSplit) throws {
        self.folder = folder
        let inner = folder.appendingPathComponent("musicnet")
        let root = inner.exists ? inner : folder
        let names: [String]
        switch split {
        case .train: names = ["train"]
        case .test: names = ["test"]
        case .all: names = ["train", "test"]
        case .validation:
            throw DatasetError.layout(
                folder: folder.path, dataset: "MusicNet with a part for validation", expected: "train and test alone")
        }
        for name in names {
            let (sounds, tables) = (
                root.appendingPathComponent("\(name)_data"), root.appendingPathComponent("\(name)_labels")
            )
            guard sounds.exists, tables.exists else {
                throw DatasetError.layout(
                    folder: folder.path, dataset: "MusicNet",
                    expected: "\(name)_data with ID.wav and \(name)_labels with ID.csv")
            }
            for file in sounds.contents where file.hasSuffix(".wav") {
                let id = String(file.dropLast(4))
                let table = tables.appendingPathComponent("\(id).csv")
                guard table.exists else {
                    skipped.append("\(DatasetError.missing(file: table.path, reason: "so \(file) has no labels"))")
                    continue
                }
                items.append(
                    LabelledItem(name: id, sounds: [sounds.appendingPathComponent(file)]) {
                        RecordingLabels(score: try Self.notes(table))
                    })
            }
        }
    }

    /// Columns by their names: `start_time`, `end_time`, `instrument`, `note`; the others tell of the score.
    static func notes(_ url: URL) throws -> [ScoreNote] {
        let rows = try LabelTable(contentsOf: url, separator: .comma).rows
        let head = rows.first?.values.map(String.init) ?? []
        func column(_ name: String) throws -> Int {
            guard let index = head.firstIndex(of: name) else {
                throw DatasetError.malformed(
                    file: url.path, place: "line 1", reason: "should name the columns, \(name) among them")
            }
            return index
        }
        let (start, end) = (try column("start_time"), try column("end_time"))
        let (instrument, note) = (try column("instrument"), try column("note"))
        return try rows.dropFirst().map { row in
            let program = try row.number(instrument, "instrument")
            let pitch = try row.number(note, "note")
            guard 1...128 ~= program, program == program.rounded() else {
                throw row.error("the instrument should be a program of General MIDI from 1 to 128, not \(program)")
            }
            guard 0...127 ~= pitch, pitch == pitch.rounded() else {
                throw row.error("the note should be a MIDI pitch from 0 to 127, not \(pitch)")
            }
            return ScoreNote(
                pitch: Int(pitch), onset: try row.time(start, "start_time") / sampleRate,
                offset: try row.time(end, "end_time") / sampleRate, program: Int(program) - 1)
        }
    }
}
