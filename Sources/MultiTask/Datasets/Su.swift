import Audio
import Foundation

/// The dataset of Su and Yang: ten pieces whose notes were written down by musicians, without saying who plays them.
///
/// `gt_Note/NAME_note.txt` (onset, offset, hertz), and a sound file NAME somewhere in the folder.
struct Su: LabelledCollection {
    let folder: URL
    private(set) var items: [LabelledItem] = []
    private(set) var skipped: [String] = []

    init(_ folder: URL) throws {
        self.folder = folder
        let tree = FileTree(folder)
        let ending = "_note.txt"
        let tables = tree.files(ending: ending)
        guard !tables.isEmpty else {
            throw DatasetError.layout(
                folder: folder.path, dataset: "Su", expected: "gt_Note/NAME_note.txt for each piece, and its sound")
        }
        for table in tables {
            let name = String(table.lastPathComponent.dropLast(ending.count))
            guard let sound = tree.sound(name) else {
                skipped.append("\(DatasetError.missing(file: "\(name).wav", reason: "though \(name)_note.txt is"))")
                continue
            }
            items.append(
                LabelledItem(name: name, sounds: [sound]) {
                    RecordingLabels(
                        parts: [
                            RecordingLabels.Part(programs: RecordingLabels.anyProgram, notes: try Self.notes(table))
                        ])
                })
        }
    }

    static func notes(_ url: URL) throws -> [ScoreNote] {
        try LabelTable(contentsOf: url, separator: .blank).rows.compactMap { row in
            guard let pitch = try row.pitch(2) else { return nil }
            let (onset, offset) = (try row.time(0, "onset"), try row.time(1, "offset"))
            guard offset >= onset else { throw row.error("the offset \(offset) lies before the onset \(onset)") }
            return ScoreNote(pitch: pitch, onset: onset, offset: offset)
        }
    }
}
