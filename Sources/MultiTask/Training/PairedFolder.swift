package import Foundation

/// A folder of recordings with their scores: two files of one base name, `song.flac` (or .wav, .ogg, .mp3 …) and
/// `song.mid`. Files without a partner are passed over.
package struct PairedFolder: Sendable {
    /// A recording and its score.
    package struct Pair: Sendable {
        package let name: String
        package let audio: URL
        package let score: URL
    }

    /// By name.
    package let pairs: [Pair]

    /// - Throws: ``TrainingError/noMaterial(folder:reason:)`` where the folder can't be listed or has no pair.
    package init(_ folder: URL) throws {
        let files: [URL]
        do {
            files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        } catch {
            throw TrainingError.noMaterial(folder: folder.path, reason: "the folder can't be listed")
        }
        let sounds: Set<String> = ["wav", "flac", "ogg", "opus", "mp3", "aiff", "aif"]
        let scores = Dictionary(
            files.filter { ["mid", "midi"].contains($0.pathExtension.lowercased()) }
                .map { ($0.deletingPathExtension().lastPathComponent, $0) }, uniquingKeysWith: { first, _ in first })
        pairs = files.filter { sounds.contains($0.pathExtension.lowercased()) }
            .compactMap { audio in
                let name = audio.deletingPathExtension().lastPathComponent
                return scores[name].map { Pair(name: name, audio: audio, score: $0) }
            }
            .sorted { $0.name < $1.name }
        guard !pairs.isEmpty else {
            throw TrainingError.noMaterial(
                folder: folder.path, reason: "it has no pair of an audio file and a .mid of one name")
        }
    }
}
