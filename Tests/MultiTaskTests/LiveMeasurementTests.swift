import Audio
import Testing

@testable import MultiTask

/// What is counted of a session's events.
@Suite struct LiveMeasurementTests {
    private func live(
        _ id: Int, _ pitch: Int, _ onset: Double, _ offset: Double, by instrument: Instrument = .flute
    ) -> PitchStreamer.LiveNote {
        PitchStreamer.LiveNote(
            id: id, note: Note(instrument: instrument, pitch: pitch, onset: onset, offset: offset), isSounding: false)
    }

    @Test func countsAndDelays() {
        let score = [72, 74].enumerated().map { index, pitch in
            ScoreNote(
                pitch: pitch, onset: Double(index), offset: Double(index) + 0.9, program: 73, channel: 0)
        }
        let told: [(PitchStreamer.Event, Double)] = [
            (.started(live(0, 72, 0.01, 0.5, by: .violin)), 0.8), (.started(live(1, 50, 0.1, 0.5)), 0.9),
            (.changed(live(0, 72, 0.01, 0.7)), 1), (.withdrawn(live(1, 50, 0.1, 0.5)), 1.1), (.playing([.flute]), 1.2),
            (.final(live(0, 72, 0.01, 0.9)), 2), (.final(live(2, 74, 1, 1.9, by: .violin)), 3),
            (.final(live(3, 40, 2, 2.5)), 3.2),
        ]
        var measurement = LiveMeasurement(instruments: [.flute, .violin])
        let exact = [live(0, 72, 0.01, 0.9).note, live(0, 74, 1, 1.9).note]
        measurement.add(
            told.map { LiveMeasurement.Told($0.0, heard: $0.1) }, score: score, exact: exact, duration: 3.1)
        let report = measurement.report
        // Two of three notes are right of two, one of them under its name.
        #expect(abs(report.noteF1 - 0.8) < 1e-9)
        #expect(abs(report.instrumentNoteF1 - 0.4) < 1e-9 && abs(report.agreement - 0.4) < 1e-9)
        #expect(report.noteCount == 3 && report.startedCount == 2 && report.withdrawnCount == 1)
        #expect(abs(report.proposedShare - 1.0 / 3) < 1e-9)
        // From the scores' onsets at 0 and 1.
        #expect(abs(report.toStart.median - 0.8) < 1e-9)
        #expect(abs(report.toName.median - 1) < 1e-9)
        // From the notes' ends; what the end of the clip made final doesn't count.
        #expect(abs(report.endToFinal.median - 1.1) < 1e-9)
    }

    @Test func nothingIsZero() {
        let report = LiveMeasurement(instruments: [.flute]).report
        #expect(report.noteF1 == 0 && report.toStart.median == 0 && report.noteCount == 0)
    }
}
