import Audio
import Foundation

/// A crawl of scores as the paper's authors made one: sound and MIDI of one name in two folders.
///
/// `data/mp3/ID` and `data/mid/ID`, with or without an extension, in the folder or in `data` in it; `list.txt`, where there is one,
/// names those that count: `/user/UID/scores/ID`, one a line.
struct MuseScore: LabelledCollection {
    let folder: URL
    private(set) var items: [LabelledItem] = []
    private(set) var skipped: [String] = []

    init(_ folder: URL) throws {
        self.folder = folder
        let inner = folder.appendingPathComponent("data")
        let root = inner.exists ? inner : folder
        let (sounds, scores) = (root.appendingPathComponent("mp3"), root.appendingPathComponent("mid"))
        guard sounds.exists, scores.exists else {
            throw DatasetError.layout(
                folder: folder.path, dataset: "scores from MuseScore", expected: "data/mp3/ID and data/mid/ID")
        }
        let list = folder.appendingPathComponent("list.txt")
        let listed = list.exists ? try Self.identifiers(list) : nil
        let scoresByName = Self.byName(scores)
        for (name, sound) in Self.byName(sounds).sorted(by: { $0.key < $1.key }) {
            if let listed, !listed.contains(name) { continue }
            guard let score = scoresByName[name] else {
                let file = scores.appendingPathComponent(name).path
                skipped.append("\(DatasetError.missing(file: file, reason: "so \(name) has no labels"))")
                continue
            }
            items.append(
                LabelledItem(name: name, sounds: [sound]) {
                    RecordingLabels(score: try MIDIFile(contentsOf: score).notes)
                })
        }
    }

    private static func byName(_ folder: URL) -> [String: URL] {
        Dictionary(
            folder.contents.map { (($0 as NSString).deletingPathExtension, folder.appendingPathComponent($0)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The last part of each line's path.
    private static func identifiers(_ url: URL) throws -> Set<String> {
        let lines = try LabelTable(contentsOf: url, separator: .comma).rows
        return Set(lines.compactMap { $0.values.first?.split(separator: "/").last.map(String.init) })
    }
}
