import Audio
import MultiTask
import Testing

@Suite struct MIDIExportTests {
    @Test func eachInstrumentHasItsTrackChannelAndProgram() throws {
        let file = try MIDIFile(bytes: [UInt8](MIDIExport.data(for: TranscriptionTests.example)))
        #expect(file.trackNames.filter { !$0.isEmpty } == ["piano", "violin"])
        let piano = file.notes.filter { $0.program == Instrument.piano.programs[0] }
        let violin = file.notes.filter { $0.program == Instrument.violin.programs[0] }
        #expect(piano.map(\.pitch) == [60, 64])
        #expect(violin.map(\.pitch) == [69])
        #expect(violin.map(\.velocity) == [90])
        #expect(Set(piano.map(\.channel)).isDisjoint(with: violin.map(\.channel)))
        expectNear(violin.first?.onset, 1, within: 1e-3)
        expectNear(violin.first?.offset, 2.5, within: 1e-3)
    }

    @Test func noNotesAreAFileWithoutNotes() throws {
        let nothing = Transcription(duration: 3, instruments: [.piano], notes: [], segments: [])
        #expect(try MIDIFile(bytes: [UInt8](MIDIExport.data(for: nothing))).notes.isEmpty)
    }
}
