internal import Audio
package import Foundation

/// A folder of stems: single instruments, each with its score, in groups that were cut from one place of one piece, so
/// that they sound together. `pitchstreamer render` makes one.
///
/// A stem is two files, `GROUP-NUMBER.wav` (one channel) and `GROUP-NUMBER.mid`, beside `stems.json`, which says that this
/// is such a folder and how it was made. Stems of one group begin together.
package struct StemFolder: Sendable {
    /// One instrument of one place.
    package struct Stem: Sendable {
        package let audio: URL
        package let frameCount: Int
        /// What sounds: notes of instruments that the model knows.
        let notes: [TrainingSet.LabelledNote]
        /// Whether it is percussion: in the background of a mix, never in its foreground.
        let isPercussion: Bool
        /// Whether it plays what the model has labels for.
        var isLabelled: Bool { !notes.isEmpty }
    }

    /// Stems by group.
    package let groups: [[Stem]]
    let percussion: [Stem]
    let unlabelled: [Stem]
    /// Stems that could not be read, each with its sentence.
    package let skipped: [String]

    /// The file that marks a folder of stems.
    package static let marker = "stems.json"

    package static func isOne(_ folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent(marker).path)
    }

    /// Reads the scores and the sounds' lengths; the sounds themselves are read when they are mixed.
    ///
    /// - Throws: ``TrainingError/noMaterial(folder:reason:)``.
    package init(_ folder: URL, instruments: [Instrument], frameRate: Double) throws {
        let pairs = try PairedFolder(folder).pairs
        let stems = Slots<Result<Stem, any Error>>(count: pairs.count)
        DispatchQueue.concurrentPerform(iterations: pairs.count) { index in
            stems.put(
                Result { try Self.stem(pairs[index], instruments: instruments, frameRate: frameRate) }, at: index)
        }
        var groups: [String: [Stem]] = [:]
        var (percussion, unlabelled, skipped) = ([Stem](), [Stem](), [String]())
        for (pair, result) in zip(pairs, stems.values) {
            switch result {
            case .success(let stem) where stem.isPercussion: percussion.append(stem)
            case .success(let stem) where !stem.isLabelled: unlabelled.append(stem)
            case .success(let stem):
                let group = pair.name.split(separator: "-").dropLast().joined(separator: "-")
                groups[group, default: []].append(stem)
            case .failure(let error): skipped.append("\(pair.name): \(error)")
            case nil: skipped.append("\(pair.name): not read")
            }
        }
        guard !groups.isEmpty else {
            throw TrainingError.noMaterial(
                folder: folder.path, reason: skipped.first ?? "no stem plays an instrument of this network")
        }
        self.groups = groups.keys.sorted().map { groups[$0] ?? [] }
        self.percussion = percussion
        self.unlabelled = unlabelled
        self.skipped = skipped
    }

    package var stemCount: Int { groups.reduce(percussion.count + unlabelled.count) { $0 + $1.count } }

    private static func stem(_ pair: PairedFolder.Pair, instruments: [Instrument], frameRate: Double) throws -> Stem {
        let reader = try AudioFileReader(contentsOf: pair.audio)
        let notes = try MIDIFile(contentsOf: pair.score).notes
        return Stem(
            audio: pair.audio, frameCount: reader.info.frameCount ?? 0,
            notes: TrainingSet.labels(notes, instruments: instruments, frameRate: frameRate),
            isPercussion: notes.contains { $0.isPercussion })
    }
}
