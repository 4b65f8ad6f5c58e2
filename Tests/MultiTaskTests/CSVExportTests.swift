import Foundation
import MultiTask
import Testing

@Suite struct CSVExportTests {
    private func lines(_ data: Data) -> [String] {
        String(decoding: data, as: UTF8.self).components(separatedBy: "\r\n").dropLast()
    }

    @Test func aLineForEachNote() {
        #expect(
            lines(CSVExport.notes(TranscriptionTests.example)) == [
                "onset,offset,pitch,name,instrument,velocity,confidence",
                "0.500000,1.250000,60,C4,piano,64,0.5000",
                "0.500000,1.000000,64,E4,piano,127,1.0000",
                "1.000000,2.500000,69,A4,violin,90,0.7500",
            ])
    }

    @Test func aLineForEachSegment() {
        #expect(
            lines(CSVExport.segments(TranscriptionTests.example)) == [
                "start,end,instrument,confidence",
                "0.500000,1.500000,piano,0.5000",
                "1.000000,2.500000,violin,0.7500",
            ])
    }

    @Test func segmentsOfARecognitionAreTheSame() {
        let example = TranscriptionTests.example
        let recognition = Recognition(
            instruments: example.instruments, activations: [], frameRate: 31.25, segments: example.segments)
        #expect(CSVExport.segments(recognition) == CSVExport.segments(example))
    }

    @Test func namesWithMarksAreQuoted() {
        let odd = Instrument(name: #"drum, "big""#, programs: [47])
        let result = Transcription(
            duration: 1, instruments: [odd], notes: [],
            segments: [InstrumentSegment(instrument: odd, start: 0, end: 1)])
        #expect(lines(CSVExport.segments(result)).last == #"0.000000,1.000000,"drum, ""big""",1.0000"#)
    }
}
