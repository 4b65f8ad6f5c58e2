import Audio
import Foundation

/// URMP: chamber music, each player recorded alone.
///
/// `01_Jupiter_vn_vc/` has `AuMix_01_Jupiter_vn_vc.wav`, and for each player `AuSep_1_vn_01_Jupiter.wav`, `Notes_1_vn_01_Jupiter.txt` (onset,
/// hertz, duration) and `F0s_1_vn_01_Jupiter.txt` (time, hertz; 0 where nothing sounds).
struct URMP: LabelledCollection {
    let folder: URL
    private(set) var items: [LabelledItem] = []
    private(set) var skipped: [String] = []

    /// Of the pitch curves, in seconds.
    static let curveStep = 0.010

    /// Who plays, and the General MIDI program.
    private static let players: [(code: String, program: Int)] = [
        ("vn", 40), ("va", 41), ("vc", 42), ("db", 43), ("fl", 73), ("ob", 68), ("cl", 71), ("sax", 65), ("bn", 70),
        ("tpt", 56), ("hn", 60), ("tbn", 57), ("tba", 58),
    ]

    init(_ folder: URL) throws {
        self.folder = folder
        let dataset = folder.appendingPathComponent("Dataset")
        let pieces = (dataset.exists ? dataset : folder).subfolders.filter { piece in
            piece.contents.contains { $0.hasPrefix("AuMix_") || $0.hasPrefix("AuSep_") }
        }
        guard !pieces.isEmpty else {
            throw DatasetError.layout(
                folder: folder.path, dataset: "URMP",
                expected: "a folder for each piece, such as 01_Jupiter_vn_vc with AuMix_01_Jupiter_vn_vc.wav")
        }
        for piece in pieces {
            do { items.append(try Self.item(piece)) } catch { skipped.append("\(error)") }
        }
    }

    private struct Player: Sendable {
        let program: Int
        let notes: URL?
        let curve: URL?
    }

    private static func item(_ piece: URL) throws -> LabelledItem {
        let name = piece.lastPathComponent
        let files = Set(piece.contents)
        // The players are the codes behind the number and the title, in order.
        let words = name.split(separator: "_").map(String.init)
        guard words.count >= 3 else {
            throw DatasetError.malformed(
                file: piece.path, place: "its name",
                reason: "should be a number, a title and the players: 01_Jupiter_vn_vc")
        }
        let title = words.prefix(2).joined(separator: "_")
        var players: [Player] = []
        var sounds: [URL] = []
        for (index, code) in words.dropFirst(2).enumerated() {
            guard let program = Self.players.first(where: { $0.code == code })?.program else {
                throw DatasetError.malformed(
                    file: piece.path, place: "its name",
                    reason: "\"\(code)\" is none of the players " + Self.players.map(\.code).joined(separator: ", "))
            }
            let ending = "\(index + 1)_\(code)_\(title)"
            func file(_ name: String) -> URL? { files.contains(name) ? piece.appendingPathComponent(name) : nil }
            players.append(
                Player(program: program, notes: file("Notes_\(ending).txt"), curve: file("F0s_\(ending).txt")))
            if let sound = file("AuSep_\(ending).wav") { sounds.append(sound) }
        }
        guard players.contains(where: { $0.notes != nil || $0.curve != nil }) else {
            throw DatasetError.missing(
                file: piece.appendingPathComponent("Notes_1_\(words[2])_\(title).txt").path,
                reason: "and neither are other notes or curves: \(name) has no labels")
        }
        if files.contains("AuMix_\(name).wav") {
            sounds = [piece.appendingPathComponent("AuMix_\(name).wav")]
        } else if sounds.count < players.count {
            throw DatasetError.missing(
                file: piece.appendingPathComponent("AuMix_\(name).wav").path,
                reason: "and neither are the recordings of all players")
        }
        return LabelledItem(name: name, sounds: sounds) { [players] in
            RecordingLabels(parts: try players.map(part))
        }
    }

    private static func part(_ player: Player) throws -> RecordingLabels.Part {
        if let url = player.notes {
            let notes = try LabelTable(contentsOf: url, separator: .blank).rows.compactMap { row -> ScoreNote? in
                guard let pitch = try row.pitch(1) else { return nil }
                let onset = try row.time(0, "onset")
                return ScoreNote(
                    pitch: pitch, onset: onset, offset: onset + (try row.time(2, "duration")), program: player.program)
            }
            return RecordingLabels.Part(programs: [player.program], notes: notes)
        }
        guard let url = player.curve else { return RecordingLabels.Part(programs: [player.program]) }
        var curve = PitchCurve(step: curveStep, program: player.program)
        for row in try LabelTable(contentsOf: url, separator: .blank).rows {
            // A value is that of the sound around its time.
            let time = try row.time(0, "time")
            try curve.add(max(0, time - curveStep / 2), pitch: row.pitch(1))
        }
        return RecordingLabels.Part(programs: [player.program], notes: curve.notes, isCurve: true)
    }
}
