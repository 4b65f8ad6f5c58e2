import Audio
import Foundation

/// MedleyDB and Mixing Secrets: songs with their stems, described in one way.
///
/// A song `ID` has `ID_METADATA.yaml` with its stems, their instruments and files; `ID_ACTIVATION_CONF.lab`, how sure it is
/// that each stem sounds, every 46 ms; in MedleyDB for some stems a pitch curve, `Pitch/STEM.csv`. Files are found by their names,
/// wherever in the folder they lie: sound and annotations are had apart.
struct StemDataset: LabelledCollection {
    let folder: URL
    private(set) var items: [LabelledItem] = []
    private(set) var skipped: [String] = []

    /// The confidence from which a stem sounds.
    static let threshold = 0.5
    /// Of a pitch curve, in seconds; a gap of more ends a note.
    static let curveStep = 256.0 / 44_100

    init(medleyDB folder: URL) throws {
        try self.init(folder, dataset: "MedleyDB", layout: "Audio/ID/ID_MIX.wav and ID_METADATA.yaml for each song")
    }

    init(mixingSecrets folder: URL) throws {
        try self.init(
            folder, dataset: "Mixing Secrets",
            layout:
                "metadata/ID_METADATA.yaml and annotations/ID_ACTIVATION_CONF.lab for each song, with the stems beside")
    }

    private init(_ folder: URL, dataset: String, layout: String) throws {
        self.folder = folder
        let tree = FileTree(folder)
        let ending = "_METADATA.yaml"
        let descriptions = tree.files(ending: ending)
        guard !descriptions.isEmpty else {
            throw DatasetError.layout(folder: folder.path, dataset: dataset, expected: layout)
        }
        var seen: Set<String> = []
        for url in descriptions {
            let id = String(url.lastPathComponent.dropLast(ending.count))
            // The same description stands in two places where two releases were unpacked into one folder.
            guard seen.insert(id).inserted else { continue }
            do { items.append(try Self.item(id, described: url, in: tree)) } catch { skipped.append("\(error)") }
        }
        items.sort { $0.name < $1.name }
    }

    private struct Stem: Sendable {
        /// The column of the activations: S01.
        let key: String
        let programs: [Int]
        let curve: URL?
    }

    private static func item(_ id: String, described url: URL, in tree: FileTree) throws -> LabelledItem {
        let song = try PlainYAML(contentsOf: url)
        let described = song["stems"]?.pairs ?? []
        guard !described.isEmpty else {
            throw DatasetError.malformed(file: url.path, place: "stems", reason: "should name the song's stems")
        }
        var stems: [Stem] = []
        var files: [(name: String, url: URL?)] = []
        for (key, value) in described {
            guard let instruments = value["instrument"]?.texts, !instruments.isEmpty else {
                throw DatasetError.malformed(
                    file: url.path, place: "stems: \(key)", reason: "should name an instrument")
            }
            let name = value["filename"]?.text ?? "\(id)_STEM_\(key.drop { !$0.isNumber }).wav"
            files.append((name, tree.file(name, hint: id)))
            let base = (name as NSString).deletingPathExtension
            // `Pitch_Pyin` has curves too, which a program found: those are no truth.
            let curve = tree.file("\(base).csv", hint: "/Pitch")
                .flatMap { $0.deletingLastPathComponent().lastPathComponent == "Pitch" ? $0 : nil }
            stems.append(
                Stem(
                    key: key, programs: Set(instruments.flatMap(InstrumentVocabulary.programs)).sorted(), curve: curve))
        }
        let mix = tree.file(song["mix_filename"]?.text ?? "\(id)_MIX.wav", hint: id)
        if mix == nil, let missing = files.first(where: { $0.url == nil }) {
            throw DatasetError.missing(
                file: missing.name, reason: "and neither is a mix of \(id): the mix or all stems are needed")
        }
        let activations = tree.files(ending: "\(id)_ACTIVATION_CONF.lab")
            .filter { $0.lastPathComponent == "\(id)_ACTIVATION_CONF.lab" }
        // Of two versions the later one.
        let activation = activations.first { $0.path.contains("/v2/") } ?? activations.first
        guard activation != nil || stems.contains(where: { $0.curve != nil }) else {
            throw DatasetError.missing(
                file: "\(id)_ACTIVATION_CONF.lab", reason: "and neither is a pitch curve: \(id) has no labels")
        }
        return LabelledItem(name: id, sounds: mix.map { [$0] } ?? files.compactMap(\.url)) { [stems] in
            try labels(of: stems, activation: activation)
        }
    }

    private static func labels(of stems: [Stem], activation: URL?) throws -> RecordingLabels {
        let activities = try activation.map(activities) ?? [:]
        return RecordingLabels(
            parts: try stems.map { stem in
                RecordingLabels.Part(
                    programs: stem.programs, activity: activities[stem.key],
                    notes: try stem.curve.map { try curve($0, program: stem.programs.first ?? 0) }, isCurve: true)
            })
    }

    /// By the names of the columns: where the confidence is at least one half. A value holds until the next row.
    static func activities(_ url: URL) throws -> [String: [Range<Double>]] {
        let rows = try LabelTable(contentsOf: url, separator: .comma).rows
        guard let head = rows.first, head.values.first?.lowercased() == "time", head.values.count > 1 else {
            throw DatasetError.malformed(
                file: url.path, place: "line 1", reason: "should be \"time\" and the names of the stems")
        }
        let names = head.values.dropFirst().map(String.init)
        var open = [Double?](repeating: nil, count: names.count)
        var result = [[Range<Double>]](repeating: [], count: names.count)
        var (last, step) = (0.0, 2_048.0 / 44_100)
        for (number, row) in rows.dropFirst().enumerated() {
            let time = try row.time(0, "time")
            guard number == 0 || time > last else { throw row.error("the time \(time) should come after \(last)") }
            if number > 0 { step = time - last }
            last = time
            for index in names.indices {
                let isActive = try row.number(index + 1, "confidence of \(names[index])") >= threshold
                if isActive, open[index] == nil { open[index] = time }
                if !isActive, let begin = open[index] {
                    result[index].append(begin..<time)
                    open[index] = nil
                }
            }
        }
        for (index, begin) in open.enumerated() {
            if let begin { result[index].append(begin..<last + step) }
        }
        return Dictionary(zip(names, result), uniquingKeysWith: { first, _ in first })
    }

    /// A curve of times and hertz as notes: one for each stretch of one semitone.
    static func curve(_ url: URL, program: Int) throws -> [ScoreNote] {
        let rows = try LabelTable(contentsOf: url, separator: .comma).rows
        var curve = PitchCurve(step: curveStep, program: program)
        for row in rows { try curve.add(row.time(0, "time"), pitch: row.pitch(1)) }
        return curve.notes
    }
}
