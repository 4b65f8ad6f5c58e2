import Audio
import Foundation
import Testing

@testable import MultiTask

/// Slakh2100 and BabySlakh: each stem's own score, under the program that the description gives.
@Suite struct SlakhTests {
    private let miniature: Miniature

    init() throws {
        miniature = try Miniature()
        try track("train/Track00001")
        try track("validation/Track01501")
        try track("test/Track01876")
        try track("omitted/Track00049")
    }

    private func track(_ path: String, format: String = "flac") throws {
        try miniature.text(
            "\(path)/metadata.yaml",
            """
            UUID: 1b8e5a
            audio_dir: stems
            midi_dir: MIDI
            normalized: true
            overall_gain: 0.18
            stems:
              S00:
                audio_rendered: true
                inst_class: Strings
                is_drum: false
                midi_program_name: Cello
                midi_saved: true
                plugin_name: nicks.nkm
                program_num: 42
              S01:
                audio_rendered: true
                inst_class: Drums
                is_drum: true
                midi_saved: true
                program_num: 128
              S02:
                audio_rendered: false
                inst_class: Piano
                is_drum: false
                midi_saved: true
                program_num: 0
            """)
        // The source's program isn't the stem's.
        let cello = [ScoreNote(pitch: 48, onset: 0.2, offset: 1.2, velocity: 70, program: 43)]
        try miniature.score("\(path)/MIDI/S00.mid", cello)
        try miniature.score("\(path)/MIDI/S01.mid", [ScoreNote(pitch: 38, onset: 0, offset: 1, channel: 9)])
        try miniature.score("\(path)/MIDI/S02.mid", [ScoreNote(pitch: 60, onset: 0, offset: 1)])
        try miniature.score("\(path)/all_src.mid", cello)
        try miniature.sound("\(path)/mix.\(format)", cello)
        try miniature.sound("\(path)/stems/S00.\(format)", cello)
        try miniature.sound("\(path)/stems/S01.\(format)")
    }

    private func open(_ split: DatasetSplit = .train) throws -> Slakh { try Slakh(miniature.folder, split: split) }

    @Test func readsStems() throws {
        let item = try open().items[0]
        #expect(item.name == "Track00001" && item.sounds.map(\.lastPathComponent) == ["mix.flac"])
        let score = try #require(try item.labels().score(for: Instrument.nine))
        // Neither drums nor what wasn't rendered.
        #expect(score.map(\.program) == [42] && score.map(\.pitch) == [48] && score.map(\.velocity) == [70])
    }

    @Test func partsOfTheMakers() throws {
        #expect(try open(.validation).items.map(\.name) == ["Track01501"])
        #expect(try open(.all).items.map(\.name) == ["Track00001", "Track01501", "Track01876"])
        // Doubles are opened by themselves alone.
        #expect(try Slakh(miniature.url("omitted"), split: .train).items.map(\.name) == ["Track00049"])
    }

    @Test func babySlakhIsTracksInWAV() throws {
        let baby = try Miniature()
        try Miniature.copy(miniature.url("train/Track00001"), to: baby.url("Track00001"))
        for name in ["mix", "stems/S00", "stems/S01"] {
            try baby.remove("Track00001/\(name).flac")
            try baby.sound("Track00001/\(name).wav")
        }
        #expect(try Slakh(baby.folder, split: .test).items[0].sounds.map(\.lastPathComponent) == ["mix.wav"])
    }

    @Test func stemsAreSummedWhereThereIsNoMix() throws {
        try miniature.remove("train/Track00001/mix.flac")
        let item = try open().items[0]
        #expect(item.sounds.map(\.lastPathComponent) == ["S00.flac", "S01.flac"])
        #expect(try item.sound().samples.count == 32_000)
    }

    @Test func aScoreThatWasNotSavedIsNotKnown() throws {
        let url = miniature.url("train/Track00001/metadata.yaml")
        let text = try String(contentsOf: url, encoding: .utf8)
        let first = try #require(text.range(of: "midi_saved: true"))
        try Data(text.replacingCharacters(in: first, with: "midi_saved: false").utf8).write(to: url)
        try miniature.remove("train/Track00001/MIDI/S00.mid")
        let labels = try open().items[0].labels()
        #expect(labels.parts == [RecordingLabels.Part(programs: [42])])
        // The cello is masked, all others are silent.
        #expect(labels.score(for: Instrument.nine) == nil && labels.score(for: [.piano]) == [])
        let report = try miniature.trainAndEvaluate(open())
        #expect(report.instrumentF1 == nil && report.clips[0].pitchAccuracy == nil)
    }

    @Test func whatIsMissingIsSaid() throws {
        try track("train/Track00002")
        try miniature.remove("train/Track00002/MIDI/S00.mid")
        try track("train/Track00003")
        try miniature.remove("train/Track00003/metadata.yaml")
        try track("train/Track00004")
        try miniature.remove("train/Track00004/mix.flac")
        try miniature.remove("train/Track00004/stems")
        try track("train/Track00005")
        try miniature.text("train/Track00005/metadata.yaml", "stems:\n  S00:\n    program_num: 200\n")
        let dataset = try open()
        #expect(dataset.items.map(\.name) == ["Track00001"] && dataset.skipped.count == 4)
        for (sentence, words) in zip(
            dataset.skipped,
            ["S00.mid: isn't there", "metadata.yaml: isn't there", "mix.flac: isn't there", "0 to 128"])
        { #expect(sentence.contains(words), "\(sentence)") }
        expectSentence("is no folder of Slakh", "Track00001 with metadata.yaml") {
            _ = try Slakh(miniature.url("train/Track00001"), split: .train)
        }
        try miniature.remove("validation/Track01501")
        expectSentence("validation/Track00001") { _ = try open(.validation) }
    }

    @Test func isTrainedOnAndEvaluated() throws {
        let report = try miniature.trainAndEvaluate(open(), validation: open(.validation))
        #expect(report.undefinedInstruments == ["piano", "violin", "flute"])
        #expect(report.clips[0].noteF1 != nil)
    }
}

extension Miniature {
    static func copy(_ source: URL, to target: URL) throws {
        try FileManager.default.copyItem(at: source, to: target)
    }
}
