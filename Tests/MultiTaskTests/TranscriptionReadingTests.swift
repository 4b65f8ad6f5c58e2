import Audio
import Foundation
import MultiTask
import Testing

@Suite struct TranscriptionReadingTests {
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    @Test func resultsComeBackFromTheirFiles() throws {
        try withFolder { folder in
            let example = TranscriptionTests.example
            for name in ["a.json", "a.jsonl"] {
                let url = folder.appendingPathComponent(name)
                try example.write(to: url)
                #expect(try Transcription(contentsOf: url) == example)
            }
            let score = folder.appendingPathComponent("a.mid")
            try example.write(to: score)
            let read = try Transcription(contentsOf: score)
            #expect(read.notes.map(\.instrument) == example.notes.map(\.instrument))
            #expect(read.notes.map(\.velocity) == example.notes.map(\.velocity))
            for (note, right) in zip(read.notes, example.notes) {
                #expect(abs(note.onset - right.onset) < 0.0003 && abs(note.offset - right.offset) < 0.0003)
            }
        }
    }

    @Test func programsBecomeInstruments() {
        let score = MIDIFile(notes: [
            ScoreNote(pitch: 60, onset: 0, offset: 1, program: 4),
            ScoreNote(pitch: 62, onset: 1.5, offset: 2, program: 0),
            ScoreNote(pitch: 64, onset: 9, offset: 10, program: 19, channel: 1, track: 1),
            ScoreNote(pitch: 36, onset: 0, offset: 1, channel: 9, track: 2),
        ])
        let result = Transcription(score)
        #expect(result.notes.map(\.instrument.name) == ["piano", "piano", "Church Organ"])
        #expect(result.instruments.count == 10)
        #expect(result.segments.map(\.start) == [0, 9])
        #expect(Transcription(score, instruments: []).instruments.map(\.programs) == [[0], [4], [19]])
    }

    @Test func othersAreRefused() throws {
        try withFolder { folder in
            #expect(throws: AudioError.notFound(path: folder.path + "/a.json")) {
                try Transcription(contentsOf: folder.appendingPathComponent("a.json"))
            }
            #expect(throws: AudioError.self) { try Transcription(contentsOf: folder.appendingPathComponent("a.csv")) }
        }
    }
}
