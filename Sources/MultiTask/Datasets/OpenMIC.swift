import Foundation

/// OpenMIC-2018: clips of ten seconds of which it is known whether some instruments play in them, but not when.
///
/// `audio/000/000046_3840.ogg`, `openmic-2018-aggregated-labels.csv` (`sample_key,instrument,relevance,num_responses`) and
/// `partitions/split01_train.csv` and `_test.csv`, one key a line. An instrument without a row was never asked for, so nothing is known
/// of it. One that plays is labelled as playing all through the clip, for want of better.
struct OpenMIC: LabelledCollection {
    let folder: URL
    private(set) var items: [LabelledItem] = []
    private(set) var skipped: [String] = []

    /// The relevance from which an instrument plays.
    static let threshold = 0.5

    /// - Parameter split: there is none for validation.
    init(_ folder: URL, split: DatasetSplit) throws {
        self.folder = folder
        let inner = folder.appendingPathComponent("openmic-2018")
        let root = inner.exists ? inner : folder
        let table = root.appendingPathComponent("openmic-2018-aggregated-labels.csv")
        let audio = root.appendingPathComponent("audio")
        guard table.exists, audio.exists else {
            throw DatasetError.layout(
                folder: folder.path, dataset: "OpenMIC",
                expected: "openmic-2018-aggregated-labels.csv and audio/000/KEY.ogg")
        }
        var keys: Set<String>?
        switch split {
        case .all: break
        case .validation:
            throw DatasetError.layout(
                folder: folder.path, dataset: "OpenMIC with a part for validation", expected: "train and test alone")
        case .train, .test:
            let list = root.appendingPathComponent("partitions/split01_\(split.rawValue).csv")
            keys = Set(
                try LabelTable(contentsOf: list, separator: .comma).rows.compactMap { $0.values.first.map(String.init) }
            )
        }
        for (key, parts) in try Self.parts(table).sorted(by: { $0.key < $1.key }) {
            if let keys, !keys.contains(key) { continue }
            let sound = audio.appendingPathComponent("\(key.prefix(3))/\(key).ogg")
            guard sound.exists else {
                skipped.append("\(DatasetError.missing(file: sound.path, reason: "though it has labels"))")
                continue
            }
            items.append(
                LabelledItem(name: key, sounds: [sound]) {
                    RecordingLabels(parts: parts, isComplete: false, isWeak: true)
                })
        }
    }

    /// By clip: a part for each instrument that was asked for.
    static func parts(_ url: URL) throws -> [String: [RecordingLabels.Part]] {
        let rows = try LabelTable(contentsOf: url, separator: .comma).rows
        guard let head = rows.first, head.values.prefix(3).elementsEqual(["sample_key", "instrument", "relevance"])
        else {
            throw DatasetError.malformed(
                file: url.path, place: "line 1", reason: "should be sample_key,instrument,relevance,num_responses")
        }
        var parts: [String: [RecordingLabels.Part]] = [:]
        for row in rows.dropFirst() {
            let key = String(try row.text(0, "sample_key"))
            let relevance = try row.number(2, "relevance")
            guard 0...1 ~= relevance else { throw row.error("the relevance should be 0 to 1, not \(relevance)") }
            let programs = InstrumentVocabulary.programs(of: String(try row.text(1, "instrument")))
            guard !programs.isEmpty else { continue }
            parts[key, default: []].append(
                RecordingLabels.Part(
                    programs: programs, activity: relevance >= threshold ? [0..<Double.infinity] : []))
        }
        return parts
    }
}
