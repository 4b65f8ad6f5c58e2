import Audio
import Foundation
import MultiTask

/// Bach10: ten chorales for violin, clarinet, saxophone and bassoon, each part recorded alone.
///
/// `01-AchGottundHerr/` has `01-AchGottundHerr.wav`, `01-AchGottundHerr-violin.wav` and so on (the saxophone's is spelt `saxphone`), and the labels as
/// MATLAB's files: `…-GTNotes.mat`, for each part its notes, each a row of frames and a row of MIDI pitches, and `…-GTF0s.mat`, for each
/// part the pitch of each frame, 0 where it is silent. A frame's middle lies at 23 ms and every 10 ms from there.
struct Bach10: LabelledCollection {
    let folder: URL
    private(set) var items: [LabelledItem] = []
    private(set) var skipped: [String] = []

    /// In the order of the labels: the file's ending, and the General MIDI program. The saxophone is a tenor.
    private static let players: [(names: [String], program: Int)] = [
        (["violin"], 40), (["clarinet"], 71), (["saxphone", "saxophone"], 66), (["bassoon"], 70),
    ]
    /// Seconds between two frames, and to the middle of the first.
    private static let (step, first) = (0.010, 0.023)

    init(_ folder: URL) throws {
        self.folder = folder
        let contents = try? FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil, options: [.skipsHiddenFiles])
        let pieces = (contents ?? []).filter { Self.file($0, ".wav") != nil || Self.file($0, "-violin.wav") != nil }
            .sorted { $0.path < $1.path }
        guard !pieces.isEmpty else {
            throw DatasetError.layout(
                folder: folder.path, dataset: "Bach10",
                expected: "a folder for each piece, such as 01-AchGottundHerr with 01-AchGottundHerr.wav")
        }
        for piece in pieces {
            do { items.append(try Self.item(piece)) } catch { skipped.append("\(error)") }
        }
    }

    /// A piece's file, which has the piece's name in front; nil where there is none.
    private static func file(_ piece: URL, _ ending: String) -> URL? {
        let url = piece.appendingPathComponent(piece.lastPathComponent + ending)
        return FileManager.default.fileExists(atPath: url.path) ? url : nil
    }

    private static func item(_ piece: URL) throws -> LabelledItem {
        let name = piece.lastPathComponent
        var sounds = file(piece, ".wav").map { [$0] } ?? []
        if sounds.isEmpty {
            sounds = try players.map { player in
                guard let sound = player.names.lazy.compactMap({ file(piece, "-\($0).wav") }).first else {
                    throw DatasetError.missing(
                        file: piece.appendingPathComponent("\(name)-\(player.names[0]).wav").path,
                        reason: "and neither is the mix \(name).wav")
                }
                return sound
            }
        }
        let (notes, curves) = (file(piece, "-GTNotes.mat"), file(piece, "-GTF0s.mat"))
        guard let labels = notes ?? curves else {
            throw DatasetError.missing(
                file: piece.appendingPathComponent("\(name)-GTNotes.mat").path,
                reason: "and neither is \(name)-GTF0s.mat: the piece has no labels")
        }
        return LabelledItem(name: name, sounds: sounds) {
            let file = try MATFile(contentsOf: labels)
            return RecordingLabels(
                parts: notes == nil
                    ? try curveParts(file.value("GTF0s"), path: labels.path)
                    : try noteParts(file.value("GTNotes"), path: labels.path))
        }
    }

    /// - Parameter frame: from 0.
    private static func onset(_ frame: Double) -> Double { max(0, first + step * (frame - 0.5)) }

    private static func pitch(_ value: Double, path: String, place: String) throws -> Int? {
        guard value.isFinite, value.rounded() <= 127 else {
            throw DatasetError.malformed(file: path, place: place, reason: "\(value) is no MIDI pitch")
        }
        return value > 0 ? Int(value.rounded()) : nil
    }

    static func noteParts(_ value: MATFile.Value, path: String) throws -> [RecordingLabels.Part] {
        guard case .cells(let parts) = value, parts.count == players.count else {
            throw DatasetError.malformed(
                file: path, place: "GTNotes", reason: "should be \(players.count) cells, one for each part")
        }
        return try zip(parts, players).map { part, player in
            let place = "GTNotes, \(player.names[0])"
            guard case .cells(let cells) = part else {
                throw DatasetError.malformed(file: path, place: place, reason: "should be a cell for each note")
            }
            let notes = try cells.compactMap { cell -> ScoreNote? in
                guard case .matrix(rows: 2, let columns, let values) = cell else {
                    throw DatasetError.malformed(
                        file: path, place: place, reason: "a note should be a row of frames and a row of pitches")
                }
                guard columns > 0 else { return nil }
                // Frames are counted from 1. Column by column: a frame, its pitch, the next frame.
                let frames = stride(from: 0, to: 2 * columns, by: 2).map { values[$0] - 1 }
                let pitches = stride(from: 1, to: 2 * columns, by: 2).map { values[$0] }.filter { $0 > 0 }.sorted()
                guard let begin = frames.min(), let end = frames.max(), 0...1e8 ~= begin, 0...1e8 ~= end else {
                    throw DatasetError.malformed(
                        file: path, place: place, reason: "a note's frames should be from 1 on")
                }
                // A note sways about its pitch: the median.
                guard !pitches.isEmpty,
                    let pitch = try pitch(pitches[pitches.count / 2], path: path, place: place)
                else { return nil }
                return ScoreNote(pitch: pitch, onset: onset(begin), offset: onset(end + 1), program: player.program)
            }
            return RecordingLabels.Part(programs: [player.program], notes: notes)
        }
    }

    static func curveParts(_ value: MATFile.Value, path: String) throws -> [RecordingLabels.Part] {
        guard case .matrix(let rows, let columns, let values) = value, rows == players.count else {
            throw DatasetError.malformed(
                file: path, place: "GTF0s", reason: "should have \(players.count) rows, one for each part")
        }
        return try players.enumerated().map { index, player in
            var curve = PitchCurve(step: step, program: player.program)
            for frame in 0..<columns {
                let pitch = try pitch(
                    values[frame * rows + index], path: path, place: "GTF0s(\(index + 1), \(frame + 1))")
                curve.add(onset(Double(frame)), pitch: pitch)
            }
            return RecordingLabels.Part(programs: [player.program], notes: curve.notes, isCurve: true)
        }
    }
}
