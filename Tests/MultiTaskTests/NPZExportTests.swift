import Audio
import Foundation
import MultiTask
import Testing

/// NumPy itself reads such files in `WrittenFilesTests`; here the arrays are found by their names in the archive.
@Suite struct NPZExportTests {
    /// The header and the bytes of an array, whose entry is stored as it is.
    private func array(_ name: String, in data: Data) throws -> (header: String, bytes: Data) {
        let start = try #require(data.range(of: Data("\(name).npy".utf8))).upperBound
        #expect(data[start..<start + 6] == Data([0x93] + Array("NUMPY".utf8)))
        let length = Int(data[start + 8]) | Int(data[start + 9]) << 8
        let head = start + 10..<start + 10 + length
        let next = data[head.upperBound...].range(of: Data([0x50, 0x4B]))?.lowerBound ?? data.endIndex
        return (String(decoding: data[head], as: UTF8.self), data[head.upperBound..<next])
    }

    @Test func notesAndRollAreArrays() throws {
        let data = try NPZExport.data(for: TranscriptionTests.example, frameRate: 10)
        #expect(try array("note_onset", in: data).header.contains("'<f8'"))
        let pitches = try array("note_pitch", in: data)
        #expect(pitches.header.contains("'<i4'") && pitches.header.contains("(3,)"))
        #expect(Array(pitches.bytes) == [60, 0, 0, 0, 64, 0, 0, 0, 69, 0, 0, 0])
        let names = try array("instruments", in: data)
        #expect(names.header.contains("'<U6'"))
        #expect(String(decoding: names.bytes.filter { $0 != 0 }, as: UTF8.self) == "pianoviolinflute")
        let roll = try array("roll", in: data)
        #expect(roll.header.contains("(3, 40, 88)") && roll.header.contains("'|u1'"))
        let cells = Array(roll.bytes)
        // The violin's A4 from 1 to 2.5 s, the piano's chord.
        let violin = (0..<40).filter { cells[(40 + $0) * 88 + 69 - 21] == 90 }
        #expect(violin == Array(10..<25))
        #expect(cells[5 * 88 + 60 - 21] == 64 && cells[5 * 88 + 64 - 21] == 127)
        #expect(cells.count { $0 > 0 } == 15 + 8 + 5)
    }

    @Test func aRecognitionHasItsActivations() throws {
        let recognition = Recognition(
            instruments: [.piano, .violin], activations: [0, 1, 0.5, 0.25, 1, 0], frameRate: 31.25, segments: [])
        let data = try NPZExport.data(for: recognition)
        let activations = try array("activations", in: data)
        #expect(activations.header.contains("(3, 2)") && activations.bytes.count == 24)
        #expect(try array("segment_start", in: data).header.contains("(0,)"))
    }

    @Test func aRollOfYearsIsRefused() {
        let long = Transcription(duration: 9e7, instruments: [.piano], notes: [], segments: [])
        #expect(throws: AudioError.self) { try NPZExport.data(for: long) }
    }
}
