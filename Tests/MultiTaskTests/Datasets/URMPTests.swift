import Audio
import Foundation
import Testing

@testable import MultiTask

/// URMP: a folder for each piece, its players in its name.
@Suite struct URMPTests {
    private let miniature: Miniature

    init() throws {
        miniature = try Miniature()
        try piece()
    }

    private func piece(_ number: String = "01") throws {
        let (name, title) = ("\(number)_Jupiter_vn_vc", "\(number)_Jupiter")
        let violin = [ScoreNote(pitch: 69, onset: 0.5, offset: 1.5, program: 40)]
        let cello = [ScoreNote(pitch: 45, onset: 0.25, offset: 1.25, program: 42)]
        try miniature.sound("\(name)/AuMix_\(name).wav", violin + cello)
        try miniature.sound("\(name)/AuSep_1_vn_\(title).wav", violin)
        try miniature.sound("\(name)/AuSep_2_vc_\(title).wav", cello)
        try miniature.text("\(name)/Notes_1_vn_\(title).txt", "0.500\t441.2\t1.000\n")
        try miniature.text("\(name)/Notes_2_vc_\(title).txt", "0.250   110.0   1.000\r\n")
        let frames = (0..<200).map { frame -> String in
            let time = 0.023 + 0.010 * Double(frame)
            let frequency: Double = 0.5..<1.5 ~= time ? 440 : 0
            return String(format: "%.3f\t%.3f", time, frequency)
        }
        try miniature.text("\(name)/F0s_1_vn_\(title).txt", frames.joined(separator: "\n"))
        try miniature.score("\(name)/Sco_\(name).mid", violin + cello)
    }

    private func open() throws -> URMP { try URMP(miniature.folder) }

    @Test func readsNotes() throws {
        let item = try open().items[0]
        #expect(item.name == "01_Jupiter_vn_vc")
        #expect(item.sounds.map(\.lastPathComponent) == ["AuMix_01_Jupiter_vn_vc.wav"])
        let score = try #require(try item.labels().score(for: Instrument.nine))
        #expect(score.map(\.program) == [42, 40] && score.map(\.pitch) == [45, 69])
        #expect(score[1].onset == 0.5 && score[1].offset == 1.5)
    }

    @Test func curvesStandInForNotes() throws {
        try miniature.remove("01_Jupiter_vn_vc/Notes_1_vn_01_Jupiter.txt")
        let part = try open().items[0].labels().parts[0]
        #expect(part.isCurve && part.notes?.map(\.pitch) == [69])
        let note = try #require(part.notes?.first)
        #expect(abs(note.onset - 0.5) < 0.01 && abs(note.offset - 1.5) < 0.01)
    }

    @Test func aPlayerWithoutLabelsIsNotKnown() throws {
        try miniature.remove("01_Jupiter_vn_vc/Notes_2_vc_01_Jupiter.txt")
        let labels = try open().items[0].labels()
        #expect(labels.parts[1] == RecordingLabels.Part(programs: [42]))
        let report = try miniature.trainAndEvaluate(open())
        // Of the violin all is known, of the cello nothing.
        #expect(report.undefinedInstruments == ["piano", "cello", "flute"])
        #expect(report.clips[0].pitchAccuracy == nil && report.clips[0].noteF1 == nil)
    }

    @Test func partsAreSummedWhereThereIsNoMix() throws {
        try miniature.remove("01_Jupiter_vn_vc/AuMix_01_Jupiter_vn_vc.wav")
        let item = try open().items[0]
        #expect(item.sounds.count == 2)
        let (sum, violin) = (try item.sound().samples, try AudioFile.read(contentsOf: item.sounds[0]).samples)
        let cello = try AudioFile.read(contentsOf: item.sounds[1]).samples
        #expect(sum == zip(violin, cello).map { $0 + $1 })
    }

    @Test func whatIsMissingIsSaid() throws {
        for number in ["02", "03"] { try piece(number) }
        try miniature.remove("02_Jupiter_vn_vc/AuMix_02_Jupiter_vn_vc.wav")
        try miniature.remove("02_Jupiter_vn_vc/AuSep_2_vc_02_Jupiter.wav")
        for file in ["Notes_1_vn_03_Jupiter", "Notes_2_vc_03_Jupiter", "F0s_1_vn_03_Jupiter"] {
            try miniature.remove("03_Jupiter_vn_vc/\(file).txt")
        }
        try miniature.sound("04_Sonata_vn_kazoo/AuMix_04_Sonata_vn_kazoo.wav")
        let dataset = try open()
        #expect(dataset.items.count == 1 && dataset.skipped.count == 3)
        for (sentence, words) in zip(
            dataset.skipped,
            ["AuMix_02_Jupiter_vn_vc.wav: isn't there", "Notes_1_vn_03_Jupiter.txt: isn't there", "\"kazoo\" is none"])
        { #expect(sentence.contains(words), "\(sentence)") }
        expectSentence("is no folder of URMP", "01_Jupiter_vn_vc") {
            _ = try URMP(miniature.url("01_Jupiter_vn_vc"))
        }
    }

    @Test func damagedNotesAreSaid() throws {
        for (text, words) in [("0.5 440\n", "duration"), ("0.5 x 1\n", "number"), ("0.5 440000 1\n", "no pitch")] {
            try miniature.text("01_Jupiter_vn_vc/Notes_1_vn_01_Jupiter.txt", text)
            let item = try open().items[0]
            expectSentence("Notes_1_vn_01_Jupiter.txt, line 1", words) { _ = try item.labels() }
        }
    }

    @Test func isTrainedOnAndEvaluated() throws {
        let report = try miniature.trainAndEvaluate(open())
        #expect(report.clips[0].noteF1 != nil && report.undefinedInstruments == ["piano", "flute"])
    }
}
