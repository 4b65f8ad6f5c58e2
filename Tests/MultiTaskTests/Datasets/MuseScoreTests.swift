import Audio
import Foundation
import Testing

@testable import MultiTask

/// A crawl of scores: sound and MIDI of one name in two folders, without extensions.
@Suite struct MuseScoreTests {
    private let miniature: Miniature

    init() throws {
        miniature = try Miniature()
        let notes = [ScoreNote(pitch: 69, onset: 0.5, offset: 1.5, program: 73)]
        for id in ["1001", "1002", "1003"] {
            try miniature.sound("data/mp3/\(id)", notes, rate: 44_100, format: .mp3)
            try miniature.score("data/mid/\(id)", notes)
            try miniature.text("xml/\(id).xml", "<score-partwise/>")
        }
        try miniature.text("list.txt", "/user/7/scores/1001\n/user/8/scores/1002\n/user/8/scores/5000\n")
    }

    @Test func readsWhatIsListed() throws {
        let dataset = try MuseScore(miniature.folder)
        #expect(dataset.items.map(\.name) == ["1001", "1002"] && dataset.skipped.isEmpty)
        #expect(try dataset.items[0].labels().score(for: Instrument.nine)?.map(\.pitch) == [69])
        try miniature.remove("list.txt")
        #expect(try MuseScore(miniature.folder).items.count == 3)
        #expect(try MuseScore(miniature.url("data")).items.count == 3)
    }

    @Test func extensionsAreFine() throws {
        let files = FileManager.default
        try files.moveItem(at: miniature.url("data/mp3/1001"), to: miniature.url("data/mp3/1001.mp3"))
        try files.moveItem(at: miniature.url("data/mid/1001"), to: miniature.url("data/mid/1001.mid"))
        #expect(try MuseScore(miniature.folder).items.map(\.name) == ["1001", "1002"])
    }

    @Test func whatIsMissingIsSaid() throws {
        try miniature.remove("data/mid/1001")
        let dataset = try MuseScore(miniature.folder)
        #expect(dataset.items.map(\.name) == ["1002"] && dataset.skipped.count == 1)
        #expect(dataset.skipped[0].contains("mid/1001: isn't there"))
        try miniature.remove("data/mid")
        expectSentence("is no folder of scores from MuseScore", "data/mid/ID") { _ = try MuseScore(miniature.folder) }
    }

    @Test func isTrainedOnAndEvaluated() throws {
        try miniature.text("data/mid/1001", "no score")
        let dataset = try MuseScore(miniature.folder)
        // A damaged score is skipped, the other trained on.
        let set = try TrainingSet(
            dataset,
            description: ModelDescription(
                network: NetworkSettings(channels: [4, 4, 4, 4], instrumentCount: 9), instruments: Instrument.nine))
        #expect(set.items.map(\.name) == ["1002"] && set.items[0].partial == nil)
        #expect(set.skipped.count == 1 && set.skipped[0].contains("1001"))
        try miniature.remove("data/mid/1001")
        let report = try miniature.trainAndEvaluate(MuseScore(miniature.folder))
        #expect(report.clips.map(\.name) == ["1002"] && report.clips[0].noteF1 != nil)
    }
}
