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

    /// The bar lines follow the beats, the seconds don't move.
    @Test func beatsBecomeTheTempoMap() throws {
        let song = BeatTrackerTests.song { 112 - 16 * Double($0) / 48 }.song
        for tempo in [ExportOptions.Tempo.tracked, .beatsPerMinute(77.7)] {
            let options = ExportOptions(tempo: tempo)
            let file = try MIDIFile(bytes: [UInt8](MIDIExport.data(for: song, options: options)))
            let notes = MIDIExport.file(for: song).notes
            #expect(file.notes.count == notes.count)
            for (note, right) in zip(file.notes, notes) { #expect(abs(note.onset - right.onset) < 0.0006) }
            let beats = options.beats(of: song)
            #expect(!file.tempoChanges.isEmpty && file.tempoChanges.count < beats.beats.count / 2)
            // Every beat is a quarter of the file, within the tolerance of the map.
            let written = BeatGrid(file)
            for (index, beat) in beats.beats.dropLast(2).enumerated() {
                #expect(abs(written.position(atSeconds: beat) - Double(index)) < 0.06)
            }
            #expect(file.timeSignatures.last?.numerator == 4)
        }
    }
}
