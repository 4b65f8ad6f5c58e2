import Audio
import Foundation
import Testing

@testable import MultiTask

/// MusicNet: times in samples, instruments counted from 1.
@Suite struct MusicNetTests {
    private let miniature: Miniature
    private let head = "start_time,end_time,instrument,note,start_beat,end_beat,note_value\n"

    init() throws {
        miniature = try Miniature()
        for (part, id) in [("train", "1727"), ("train", "1728"), ("test", "2303")] {
            let notes = [
                ScoreNote(pitch: 60, onset: 0.1, offset: 1, program: 0),
                ScoreNote(pitch: 72, onset: 0.5, offset: 1.5, program: 40),
                ScoreNote(pitch: 55, onset: 0.5, offset: 1.5, program: 41),
            ]
            try miniature.sound("musicnet/\(part)_data/\(id).wav", notes, rate: 44_100)
            let rows = notes.map { note in
                "\(Int(note.onset * 44_100)),\(Int(note.offset * 44_100)),\(note.program + 1),\(note.pitch),0.0,1.0,Quarter"
            }
            try miniature.text("musicnet/\(part)_labels/\(id).csv", head + rows.joined(separator: "\n") + "\n")
        }
    }

    @Test func readsNotes() throws {
        let dataset = try MusicNet(miniature.folder, split: .train)
        #expect(dataset.items.map(\.name) == ["1727", "1728"] && dataset.skipped.isEmpty)
        let score = try #require(try dataset.items[0].labels().score(for: [.piano, .violin]))
        #expect(score.map(\.program) == [0, 40] && score.map(\.pitch) == [60, 72])
        #expect(abs(score[1].onset - 0.5) < 1e-3 && abs(score[1].offset - 1.5) < 1e-3)
        // With or without the archive's own folder.
        #expect(try MusicNet(miniature.url("musicnet"), split: .test).items.map(\.name) == ["2303"])
        #expect(try MusicNet(miniature.folder, split: .all).items.count == 3)
    }

    @Test func whatIsMissingIsSaid() throws {
        try miniature.remove("musicnet/train_labels/1728.csv")
        let dataset = try MusicNet(miniature.folder, split: .train)
        #expect(dataset.items.count == 1 && dataset.skipped.count == 1)
        #expect(dataset.skipped[0].contains("1728.csv: isn't there"))
        try miniature.remove("musicnet/test_labels")
        expectSentence("is no folder of MusicNet", "test_labels") { _ = try MusicNet(miniature.folder, split: .test) }
        expectSentence("train and test alone") { _ = try MusicNet(miniature.folder, split: .validation) }
    }

    @Test func damagedRowsAreSaid() throws {
        let url = miniature.url("musicnet/train_labels/1727.csv")
        for (text, words) in [
            ("start_time,end_time,note\n", "instrument among them"),
            (head + "0,44100,0,60,0,1,Half\n", "from 1 to 128"),
            (head + "0,44100,1,128,0,1,Half\n", "from 0 to 127"), (head + "0,44100,1\n", "value 4"),
            (head + "-5,44100,1,60,0,1,Half\n", "no time"), (head + "0,nan,1,60,0,1,Half\n", "number"),
        ] {
            try Data(text.utf8).write(to: url)
            expectSentence("1727.csv", words) { _ = try MusicNet.notes(url) }
        }
    }

    @Test func isTrainedOnAndEvaluated() throws {
        let report = try miniature.trainAndEvaluate(
            MusicNet(miniature.folder, split: .train), validation: MusicNet(miniature.folder, split: .test))
        #expect(report.clips.allSatisfy { $0.noteF1 != nil && $0.pitchAccuracy != nil })
        #expect(report.undefinedInstruments == ["cello", "flute"])
    }
}
