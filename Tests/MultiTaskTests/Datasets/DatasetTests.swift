import Audio
import Foundation
import Testing

@testable import MultiTask

/// Datasets by their names, and what every collection does alike.
@Suite struct DatasetTests {
    @Test func everyDatasetSaysWhatItsFolderShouldHold() throws {
        let empty = try Miniature()
        for dataset in Dataset.allCases {
            expectSentence("is no folder of", empty.folder.path, "which has") {
                _ = try dataset.collection(in: empty.folder, split: .train)
            }
            expectSentence("which has") {
                _ = try dataset.collection(in: empty.url("nowhere"), split: .train)
            }
        }
    }

    private struct Broken: LabelledCollection {
        let folder = URL(fileURLWithPath: "/broken")
        let items = [LabelledItem(name: "a", sounds: [URL(fileURLWithPath: "/broken/a.wav")]) { .init(parts: []) }]
        let skipped = ["b: isn't there."]
    }

    @Test func whereNothingCanBeReadThatIsSaid() {
        let description = ModelDescription(
            network: NetworkSettings(channels: [4, 4, 4, 4], instrumentCount: 9), instruments: Instrument.nine)
        expectSentence("/broken", "none of its recordings", "b: isn't there") {
            _ = try TrainingSet(Broken(), description: description)
        }
    }

    @Test func soundsOfSeveralRatesAreSummedAtTheFirst() throws {
        let miniature = try Miniature()
        let note = [ScoreNote(pitch: 69, onset: 0, offset: 1)]
        try miniature.sound("a.wav", note, seconds: 1)
        try miniature.sound("b.wav", note, seconds: 1.5, rate: 44_100)
        let item = LabelledItem(name: "", sounds: [miniature.url("a.wav"), miniature.url("b.wav")]) { .init(parts: []) }
        let sum = try item.sound()
        #expect(sum.sampleRate == 16_000 && sum.samples.count == 24_000)
        let alone = try AudioFile.read(contentsOf: miniature.url("a.wav")).samples
        // The same tone twice is twice as loud.
        let (twice, once) = (sum.samples[4_000..<8_000].map(abs).max() ?? 0, alone[4_000..<8_000].map(abs).max() ?? 0)
        #expect(abs(twice / once - 2) < 0.05)
    }

    @Test func tables() throws {
        let miniature = try Miniature()
        try miniature.text("a.txt", "\n 1.5\t440  x\r\n\r\n2 , 0\n")
        let rows = try LabelTable(contentsOf: miniature.url("a.txt"), separator: .blank).rows
        #expect(rows.map(\.line) == [2, 4] && rows[0].values == ["1.5", "440", "x"])
        #expect(try rows[0].time(0, "time") == 1.5 && rows[0].pitch(1) == 69 && rows[1].pitch(1) == nil)
        let commas = try LabelTable(contentsOf: miniature.url("a.txt"), separator: .comma).rows
        #expect(commas[1].values == ["2", "0"])
        try Data([0xFF, 0xFE, 0x00]).write(to: miniature.url("b.txt"))
        expectSentence("b.txt", "UTF-8") { _ = try LabelTable(contentsOf: miniature.url("b.txt"), separator: .comma) }
        expectSentence("c.txt", "isn't there") {
            _ = try LabelTable(contentsOf: miniature.url("c.txt"), separator: .comma)
        }
    }
}
