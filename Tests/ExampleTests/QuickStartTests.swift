import Foundation
import MultiTask
import Testing

/// The program of the README, run on the recording that ships with the project.
@Suite struct QuickStartTests {
    @Test func itPrintsSegmentsAndNotes() throws {
        let outcome = try Tool.run([Repository.recording.path], program: "QuickStart")
        outcome.expectGood()

        let recording = Repository.recording
        let segments = try InstrumentRecognizer().recognize(contentsOf: recording).segments
        let notes = try PitchStreamer().transcribe(contentsOf: recording).notes
        #expect(!segments.isEmpty && !notes.isEmpty)
        let lines =
            segments.map { "\($0.instrument) \($0.start) \($0.end)" }
            + notes.map { "\($0.instrument) \($0.pitchName) \($0.onset) \($0.offset)" }
        #expect(outcome.text.split(separator: "\n").map(String.init) == lines)
    }
}
