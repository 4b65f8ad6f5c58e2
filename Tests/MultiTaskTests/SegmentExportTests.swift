import Foundation
import MultiTask
import Testing

@Suite struct SegmentExportTests {
    private func lines(_ data: Data) -> [String] {
        String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func rttmHasTenFields() {
        let segments = [
            InstrumentSegment(instrument: .acousticGuitar, start: 0.5, end: 12.25, confidence: 0.9),
            InstrumentSegment(instrument: .bass, start: 1, end: 2, confidence: 0.5),
        ]
        let rows = lines(SegmentExport.rttm(segments, recording: "My song.flac"))
        #expect(rows[0] == "SPEAKER My_song 1 0.500 11.750 <NA> <NA> acoustic_guitar 0.90 <NA>")
        #expect(rows.allSatisfy { $0.split(separator: " ").count == 10 })
        #expect(lines(SegmentExport.rttm(segments))[1].hasPrefix("SPEAKER <NA> 1 1.000"))
    }

    @Test func labelsStandBetweenTabs() {
        let example = TranscriptionTests.example
        #expect(
            lines(SegmentExport.audacityLabels(example.notes)) == [
                "0.500000\t1.250000\tpiano C4", "0.500000\t1.000000\tpiano E4", "1.000000\t2.500000\tviolin A4",
            ])
        #expect(lines(SegmentExport.audacityLabels(example.segments))[1] == "1.000000\t2.500000\tviolin")
        let odd = InstrumentSegment(instrument: Instrument(name: "a\tb\nc", programs: [0]), start: 0, end: 1)
        #expect(lines(SegmentExport.audacityLabels([odd])) == ["0.000000\t1.000000\ta b c"])
    }
}
