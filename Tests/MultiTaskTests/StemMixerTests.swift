import Audio
import Foundation
import Testing

@testable import MultiTask
@testable import Tensor

/// Stems of a folder become clips: labels lie where the sound is, each stem's own, whatever plays beside it.
@Suite struct StemMixerTests {
    private static let hop = 512
    private let features = FeatureSettings()

    /// Two groups: a flute's tone from 1 to 2 s beside a cello's from 2 to 3 s, and a violin's alone; with drums and a viola,
    /// which have no label.
    private func folder() throws -> URL {
        let folder = try TestSounds.temporaryFolder()
        try write("00000-0", pitch: 84, program: 73, from: 1, to: 2, in: folder)
        try write("00000-1", pitch: 48, program: 42, from: 2, to: 3, in: folder)
        try write("00001-0", pitch: 69, program: 40, from: 0.5, to: 3.5, in: folder)
        try write("00001-1", pitch: 62, program: 41, from: 0, to: 4, in: folder)
        try write("00001-2", pitch: 40, program: 0, channel: 9, from: 0, to: 4, in: folder)
        try Data("{}".utf8).write(to: folder.appendingPathComponent(StemFolder.marker))
        return folder
    }

    private func write(
        _ name: String, pitch: Int, program: Int, channel: Int = 0, from onset: Double, to offset: Double,
        in folder: URL
    ) throws {
        let rate = 16_000.0
        let samples = (0..<Int(4 * rate)).map { index -> Float in
            let time = Double(index) / rate
            let frequency = 440 * exp2(Double(pitch - 69) / 12)
            return onset..<offset ~= time ? Float(0.5 * sin(2 * .pi * frequency * time)) : 0
        }
        try AudioFile.write(
            AudioBuffer(samples: samples, sampleRate: rate), to: folder.appendingPathComponent("\(name).wav"))
        let note = ScoreNote(pitch: pitch, onset: onset, offset: offset, program: program, channel: channel)
        try MIDIFile(notes: [note]).write(to: folder.appendingPathComponent("\(name).mid"))
    }

    /// Everything dry and plain, so that the sound says where the notes are.
    private var plain: MixSettings {
        var settings = MixSettings()
        (settings.percussionShare, settings.unlabelledShare, settings.emptyShare) = (0, 0, 0)
        (settings.roomShare, settings.compressionShare, settings.bandLimitShare, settings.noiseShare) = (0, 0, 0, 0)
        (settings.equalizer, settings.gain) = (0, 0...0)
        return settings
    }

    private func stems(_ folder: URL) throws -> StemFolder {
        try StemFolder(folder, instruments: Instrument.nine, frameRate: features.constantQ.frameRate)
    }

    @Test func stemsOfOneNameAreAGroup() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("no sound".utf8).write(to: folder.appendingPathComponent("00002-0.wav"))
        try MIDIFile(notes: []).write(to: folder.appendingPathComponent("00002-0.mid"))
        let stems = try stems(folder)
        #expect(StemFolder.isOne(folder))
        #expect(stems.groups.map(\.count) == [2, 1])
        #expect(stems.percussion.count == 1 && stems.unlabelled.count == 1 && stems.stemCount == 5)
        #expect(stems.skipped.count == 1 && stems.skipped[0].contains("00002-0"))
    }

    @Test func aFolderWithoutLabelledStemsSaysSo() throws {
        let folder = try TestSounds.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try write("00000-0", pitch: 62, program: 41, from: 0, to: 4, in: folder)
        #expect(!StemFolder.isOne(folder))
        #expect(throws: TrainingError.self) { try stems(folder) }
    }

    /// Every labelled frame sounds at its key, and every frame that sounds there is labelled, whichever stems were drawn
    /// and from wherever; the frames on either side of an onset or offset are left to the window's length.
    @Test func labelsLieWhereTheSoundIs() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let mixer = StemMixer(folder: try stems(folder), features: features, settings: plain)
        var generator = SeededGenerator(seed: 1)
        var seen: Set<Int> = []
        for _ in 0..<30 {
            let (item, start) = try mixer.clip(frames: 40, using: &generator)
            #expect(item.frameCount >= start + 40)
            for note in item.notes {
                seen.insert(note.instrument)
                let margin = note.key > 50 ? 2 : 8
                let loudest = item.levels.max() ?? 0
                func level(_ frame: Int) -> Int { Int(item.levels[frame * 88 + note.key]) - Int(loudest) }
                let frames = 0..<item.frameCount - 1
                for frame in frames where note.frames.lowerBound + margin..<note.frames.upperBound - margin ~= frame {
                    #expect(level(frame) > -2_500, "key \(note.key), frame \(frame) of \(note.frames)")
                }
                for frame in [note.frames.lowerBound - margin - 1, note.frames.upperBound + margin]
                where frames ~= frame && !item.notes.contains(where: { $0.key == note.key && $0.frames ~= frame }) {
                    #expect(level(frame) < -1_500, "key \(note.key), frame \(frame) beside \(note.frames)")
                }
            }
        }
        let flute = Instrument.nine.firstIndex(of: .flute)
        let cello = Instrument.nine.firstIndex(of: .cello)
        let violin = Instrument.nine.firstIndex(of: .violin)
        #expect(seen == Set([flute, cello, violin].compactMap { $0 }))
    }

    /// With everything that may happen to a mix: the same clip from the same generator, another from the next.
    @Test func clipsDependOnTheGeneratorAlone() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let mixer = StemMixer(folder: try stems(folder), features: features)
        for seed in 0..<6 {
            var (one, two) = (SeededGenerator(seed: UInt64(seed)), SeededGenerator(seed: UInt64(seed)))
            let (first, second) = (try mixer.clip(frames: 40, using: &one), try mixer.clip(frames: 40, using: &two))
            #expect(first.item.levels == second.item.levels && first.start == second.start)
            #expect(try mixer.clip(frames: 40, using: &one).item.levels != first.item.levels)
        }
    }

    /// Nothing labelled plays in an empty clip.
    @Test func emptyClipsHaveNoLabels() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var settings = MixSettings()
        settings.emptyShare = 1
        let mixer = StemMixer(folder: try stems(folder), features: features, settings: settings)
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<10 { #expect(try mixer.clip(frames: 40, using: &generator).item.notes.isEmpty) }
    }

    @Test func notesAreCutToTheClip() {
        let note = TrainingSet.LabelledNote(instrument: 3, key: 40, frames: 10..<20)
        #expect(note.moved(by: -15, within: 100)?.frames == 0..<5)
        #expect(note.moved(by: 5, within: 18)?.frames == 15..<18)
        #expect(note.moved(by: -20, within: 100) == nil)
        #expect(note.moved(by: 0, within: 10) == nil)
    }
}
