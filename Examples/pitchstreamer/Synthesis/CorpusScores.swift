import ArgumentParser
import Audio
import Foundation
import MultiTask

/// The side that a score belongs to: what is trained on is never tested on.
enum CorpusSplit: String, CaseIterable, Sendable, ExpressibleByArgument {
    case train, validation, test

    /// By a stable hash of the file's name without folders: 5 % validation, 5 % test. A file holds a whole piece, all of its movements.
    init(fileName: String) {
        switch stableHash(fileName) % 100 {
        case 0..<5: self = .validation
        case 5..<10: self = .test
        default: self = .train
        }
    }
}

/// A part of a score: what one player plays.
struct ScorePart: Sendable {
    let notes: [ScoreNote]
    let isPercussion: Bool

    /// Sounding notes on average, where any sound.
    var polyphony: Double {
        var covered = 0.0
        var total = 0.0
        var end = -Double.infinity
        for note in notes {
            total += note.offset - note.onset
            covered += max(0, note.offset - max(note.onset, end))
            end = max(end, note.offset)
        }
        return covered > 0 ? total / covered : 1
    }

    var meanPitch: Double { Double(notes.reduce(0) { $0 + $1.pitch }) / Double(max(1, notes.count)) }
}

/// The scores of one side of the split, read once.
struct ScoreLibrary: Sendable {
    struct Score: Sendable {
        let parts: [ScorePart]
        let duration: Double
        let hasDrums: Bool
    }

    /// Scores by folder, each with the weight of being drawn.
    private let folders: [[Score]]
    private let folderWeights: [Double]
    private let scoreWeights: [[Double]]
    private let drummed: [Score]

    var count: Int { folders.reduce(0) { $0 + $1.count } }

    /// Reads every `.mid` below a folder; files that can't be read are passed over and told.
    init(folder: URL, split: CorpusSplit, excluding excluded: Set<String>, warn: (String) -> Void) throws {
        guard let walker = FileManager.default.enumerator(atPath: folder.path) else {
            throw AudioError.notFound(path: folder.path)
        }
        let names = walker.compactMap { $0 as? String }.filter { $0.hasSuffix(".mid") }.sorted()
        var byFolder: [String: [Score]] = [:]
        for name in names {
            let url = folder.appendingPathComponent(name)
            let base = url.lastPathComponent
            guard CorpusSplit(fileName: base) == split, !excluded.contains(base) else { continue }
            do {
                let file = try MIDIFile(contentsOf: url)
                let score = Score(file)
                guard !score.parts.isEmpty, score.duration > 1 else { continue }
                byFolder[url.deletingLastPathComponent().path, default: []].append(score)
            } catch {
                warn("\(error)")
            }
        }
        guard !byFolder.isEmpty else {
            throw AudioError.malformed(path: folder.path, reason: "it holds no readable .mid file of this split")
        }
        // Long pieces have more to give, but no folder should drown the others.
        folders = byFolder.keys.sorted().map { byFolder[$0] ?? [] }
        scoreWeights = folders.map { $0.map { min($0.duration, 600) } }
        folderWeights = folders.map { $0.reduce(0) { $0 + $1.duration }.squareRoot() }
        drummed = folders.flatMap { $0 }.filter(\.hasDrums)
    }

    func score(_ random: inout CorpusRandom) -> Score {
        let folder = random.index(weights: folderWeights)
        return folders[folder][random.index(weights: scoreWeights[folder])]
    }

    func drummedScore(_ random: inout CorpusRandom) -> Score? {
        drummed.isEmpty ? nil : random.element(drummed)
    }
}

extension ScoreLibrary.Score {
    fileprivate init(_ file: MIDIFile) {
        struct Player: Hashable {
            let track: Int
            let program: Int
            let isPercussion: Bool
        }
        let players = Dictionary(grouping: file.notes) {
            Player(track: $0.track, program: $0.isPercussion ? 0 : $0.program, isPercussion: $0.isPercussion)
        }
        let order = players.keys.sorted { ($0.track, $0.program) < ($1.track, $1.program) }
        parts = order.map { ScorePart(notes: players[$0] ?? [], isPercussion: $0.isPercussion) }
        duration = file.duration
        hasDrums = order.contains { $0.isPercussion }
    }

    /// The parts that play in a window of `length` seconds of the score, times from its beginning and stretched.
    ///
    /// - Parameters:
    ///   - tempo: 1 plays as written, 2 twice as fast; the window then is twice as long in the score.
    ///   - atLeast: Parts with fewer notes are left out.
    func excerpt(
        length: Double, tempo: Double, atLeast: Int, _ random: inout CorpusRandom
    ) -> [ScorePart] {
        let start = random.unit() * max(0, duration - length * tempo)
        return parts.compactMap { part in
            var notes: [ScoreNote] = []
            for note in part.notes {
                var note = note
                note.onset = (note.onset - start) / tempo
                note.offset = min(length, (note.offset - start) / tempo)
                // Notes under way when the window opens are left out; the last must be long enough to be heard.
                if note.onset >= 0, note.onset < length - 0.1 { notes.append(note) }
            }
            return notes.count < atLeast ? nil : ScorePart(notes: notes, isPercussion: part.isPercussion)
        }
    }
}
