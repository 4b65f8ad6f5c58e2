import Audio
import Foundation

/// Slakh2100 and BabySlakh: scores rendered by sampled instruments, with stems.
///
/// `train/Track00001/metadata.yaml`, `mix.flac`, `stems/S00.flac` and `MIDI/S00.mid`, and the same in `validation`, `test` and `omitted`;
/// BabySlakh has tracks alone, in WAV. The labels are the stems' own scores, never `all_src.mid`, which has what wasn't
/// rendered too.
struct Slakh: LabelledCollection {
    let folder: URL
    private(set) var items: [LabelledItem] = []
    private(set) var skipped: [String] = []

    /// - Parameter split: without effect in a folder of tracks alone. `omitted` holds doubles of other tracks, and is no part
    ///   of any split, but can be opened by itself.
    init(_ folder: URL, split: DatasetSplit) throws {
        self.folder = folder
        let parts = ["train", "validation", "test"]
        let isSplit = parts.contains { folder.appendingPathComponent($0).exists }
        let roots =
            !isSplit
            ? [folder]
            : parts.filter { split == .all || $0 == split.rawValue }.map { folder.appendingPathComponent($0) }
        let tracks = roots.flatMap(\.subfolders).filter { $0.lastPathComponent.hasPrefix("Track") }
        guard !tracks.isEmpty else {
            let part = isSplit ? "\(split.rawValue)/" : ""
            throw DatasetError.layout(
                folder: folder.path, dataset: "Slakh",
                expected: "\(part)Track00001 with metadata.yaml, mix.flac, MIDI and stems")
        }
        for track in tracks {
            do { items.append(try Self.item(track)) } catch { skipped.append("\(error)") }
        }
    }

    private struct Stem: Sendable {
        let score: URL?
        let program: Int
    }

    private static func item(_ track: URL) throws -> LabelledItem {
        let url = track.appendingPathComponent("metadata.yaml")
        let described = try PlainYAML(contentsOf: url)
        guard let pairs = described["stems"]?.pairs else {
            throw DatasetError.malformed(file: url.path, place: "stems", reason: "should list the track's stems")
        }
        var stems: [Stem] = []
        var sounds: [URL] = []
        for (key, stem) in pairs {
            // What wasn't rendered isn't in the mix.
            guard stem["audio_rendered"]?.isTrue != false else { continue }
            if let sound = sound("stems/\(key)", in: track) { sounds.append(sound) }
            guard let program = stem["program_num"]?.integer, 0...128 ~= program else {
                throw DatasetError.malformed(
                    file: url.path, place: "stems: \(key)", reason: "program_num should be a number from 0 to 128")
            }
            if stem["is_drum"]?.isTrue == true || program == 128 { continue }
            var score: URL?
            if stem["midi_saved"]?.isTrue != false {
                let file = track.appendingPathComponent("MIDI/\(key).mid")
                guard file.exists else {
                    throw DatasetError.missing(file: file.path, reason: "though metadata.yaml says that it was saved")
                }
                score = file
            }
            stems.append(Stem(score: score, program: program))
        }
        if let mix = sound("mix", in: track) {
            sounds = [mix]
        } else if sounds.isEmpty {
            throw DatasetError.missing(
                file: track.appendingPathComponent("mix.flac").path, reason: "and neither are its stems")
        }
        return LabelledItem(name: track.lastPathComponent, sounds: sounds) { [stems] in
            RecordingLabels(
                parts: try stems.map { stem in
                    // The program is the description's: the score's own is that of the source.
                    let notes = try stem.score.map { try MIDIFile(contentsOf: $0).notes }?.map { note in
                        ScoreNote(
                            pitch: note.pitch, onset: note.onset, offset: note.offset, velocity: note.velocity,
                            program: stem.program)
                    }
                    return RecordingLabels.Part(programs: [stem.program], notes: notes)
                })
        }
    }

    private static func sound(_ base: String, in track: URL) -> URL? {
        ["flac", "wav"].map { track.appendingPathComponent("\(base).\($0)") }.first(where: \.exists)
    }
}
