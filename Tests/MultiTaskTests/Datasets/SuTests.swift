import Audio
import Foundation
import Testing

@testable import MultiTask

/// Su's: notes of whoever plays them.
@Suite struct SuTests {
    private let miniature: Miniature

    init() throws {
        miniature = try Miniature()
        let notes = [ScoreNote(pitch: 69, onset: 0.5, offset: 1.5, program: 40)]
        for name in ["PQ01_Dvorak", "SQ02_Janacek"] {
            try miniature.sound("Audio/\(name).wav", notes)
            try miniature.text("gt_Note/\(name)_note.txt", "0.5000 1.5000 440.0\n0.1 0.2 0\n")
        }
    }

    @Test func readsNotes() throws {
        let dataset = try Su(miniature.folder)
        #expect(dataset.items.map(\.name) == ["PQ01_Dvorak", "SQ02_Janacek"] && dataset.skipped.isEmpty)
        let part = try dataset.items[0].labels().parts[0]
        #expect(part.programs == RecordingLabels.anyProgram)
        #expect(part.notes == [ScoreNote(pitch: 69, onset: 0.5, offset: 1.5)])
    }

    @Test func whatIsMissingIsSaid() throws {
        try miniature.remove("Audio/PQ01_Dvorak.wav")
        let dataset = try Su(miniature.folder)
        #expect(dataset.items.count == 1 && dataset.skipped.count == 1)
        #expect(dataset.skipped[0].contains("PQ01_Dvorak.wav: isn't there"))
        for (text, words) in [("0.5 1.5\n", "value 3"), ("1.5 0.5 440\n", "before the onset"), ("a b c\n", "number")] {
            try miniature.text("gt_Note/SQ02_Janacek_note.txt", text)
            expectSentence("SQ02_Janacek_note.txt, line 1", words) { _ = try dataset.items[0].labels() }
        }
        expectSentence("is no folder of Su", "gt_Note/NAME_note.txt") { _ = try Su(miniature.url("Audio")) }
    }

    @Test func isTrainedOnAndEvaluated() throws {
        let report = try miniature.trainAndEvaluate(Su(miniature.folder))
        // Who plays isn't known, what sounds is.
        #expect(report.instrumentF1 == nil && report.clips.allSatisfy { $0.pitchAccuracy != nil })
    }
}
