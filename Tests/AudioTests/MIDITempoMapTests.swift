import Audio
import Foundation
import Testing

/// The tempo map of ``MIDIFile``, its signatures and words: as read, and as written again.
struct MIDITempoMapTests {
    private struct Row: Decodable {
        let kind: String
        let seconds: Double
        let values: [String]
    }

    private func golden(_ name: String) throws -> URL {
        try #require(Bundle.module.url(forResource: "Golden/MIDI", withExtension: nil)).appendingPathComponent(name)
    }

    /// The seconds are those of mido's playback (Tests/Reference/midi.py).
    @Test func tempoSignaturesAndWordsAreMidos() throws {
        let file = try MIDIFile(contentsOf: golden("signatures.mid"))
        let json = try Data(contentsOf: golden("signatures.json"))
        let rows = try JSONDecoder().decode([Row].self, from: json)
        func check(_ kind: String, _ found: [(Double, [String])]) {
            let expected = rows.filter { $0.kind == kind }
            #expect(found.map(\.1) == expected.map(\.values))
            for (one, row) in zip(found, expected) { #expect(abs(one.0 - row.seconds) < 1e-9) }
        }
        check("set_tempo", file.tempoChanges.map { ($0.seconds, [String($0.microsecondsPerQuarter)]) })
        check(
            "time_signature", file.timeSignatures.map { ($0.seconds, [String($0.numerator), String($0.denominator)]) })
        check("key_signature", file.keySignatures.map { ($0.seconds, [$0.sharps == -6 ? "Ebm" : "A"]) })
        check("lyrics", file.texts.filter { $0.kind == .lyric }.map { ($0.seconds, [$0.text]) })
        check("marker", file.texts.filter { $0.kind == .marker }.map { ($0.seconds, [$0.text]) })
        #expect(file.keySignatures.map(\.isMinor) == [true, false])
        #expect(file.ticksPerQuarter == 384)
        #expect(file.texts.map(\.track) == [0, 1, 1])
    }

    /// What was read is written on the same ticks.
    @Test(arguments: ["signatures", "format0", "format1", "canon"])
    func aFileComesBackTickByTick(name: String) throws {
        let file = try MIDIFile(contentsOf: golden("\(name).mid"))
        let back = try MIDIFile(bytes: file.bytes())
        #expect(back.ticksPerQuarter == file.ticksPerQuarter)
        if !file.tempoChanges.isEmpty { #expect(back.tempoChanges == file.tempoChanges) }
        #expect(back.timeSignatures == file.timeSignatures)
        #expect(back.keySignatures == file.keySignatures)
        #expect(back.texts.map(\.tick) == file.texts.map(\.tick) && back.texts.map(\.text) == file.texts.map(\.text))
        #expect(back.duration == file.duration)
        func rows(_ file: MIDIFile) -> [[Double]] {
            file.notes.map {
                [$0.onset, $0.offset] + [$0.pitch, $0.velocity, $0.program, $0.isPercussion ? 1 : 0].map(Double.init)
            }
            .sorted { $0.lexicographicallyPrecedes($1) }
        }
        #expect(rows(back) == rows(file))
    }

    /// A rubato of a thousand changes at odd moments: every note stays within half a tick.
    @Test func secondsStayThroughATempoMap() throws {
        var seconds = 0.0
        let changes = (0..<1000).map { index in
            seconds += 0.0731 + 0.001 * Double(index % 13)
            return MIDIFile.TempoChange(seconds: seconds, beatsPerMinute: 41 + Double(index * 37 % 400) / 1.7)
        }
        let notes = (0..<2000).map { index in
            let onset = Double(index) * 0.041_37
            return ScoreNote(pitch: 30 + index % 60, onset: onset, offset: onset + 0.2, program: 0)
        }
        let back = try MIDIFile(bytes: MIDIFile(notes: notes, tempoChanges: changes).bytes())
        #expect(back.notes.count == notes.count)
        // Half a tick of the slowest tempo, 41 quarters a minute.
        let halfATick = 0.5 * 60 / 41 / 960
        for (read, written) in zip(back.notes, notes) {
            #expect(abs(read.onset - written.onset) <= halfATick && abs(read.offset - written.offset) <= halfATick)
        }
        // One at 0, as no file should leave it open; no change has moved by more, and none is lost.
        #expect(back.tempoChanges.count == 1001 && back.tempoChanges[0].tick == 0)
        for (read, written) in zip(back.tempoChanges.dropFirst(), changes) {
            #expect(abs(read.seconds - written.seconds) <= halfATick)
            #expect(read.microsecondsPerQuarter == written.microsecondsPerQuarter)
        }
    }

    /// The extremes of what a file can say: the tick is as long as the tempo makes it.
    @Test(arguments: [4.0, 60, 119.999, 1000])
    func aConstantTempoReplacesTheMap(beatsPerMinute: Double) throws {
        let change = MIDIFile.TempoChange(seconds: 1, beatsPerMinute: 77)
        let file = MIDIFile(notes: [ScoreNote(pitch: 60, onset: 1.234_567, offset: 3.3)], tempoChanges: [change])
        let back = try MIDIFile(bytes: file.bytes(beatsPerMinute: beatsPerMinute))
        #expect(back.tempoChanges.count == 1)
        #expect(abs(back.tempoChanges[0].beatsPerMinute - beatsPerMinute) < 0.01)
        #expect(abs(back.notes[0].onset - 1.234_567) <= 0.5 * 60 / beatsPerMinute / 960)
    }

    @Test func signaturesMadeByHandAreWritten() throws {
        let file = MIDIFile(
            notes: [],
            timeSignatures: [.init(numerator: 3, denominator: 4), .init(seconds: 3, numerator: 6, denominator: 8)],
            keySignatures: [.init(sharps: -3, isMinor: true)])
        let back = try MIDIFile(bytes: file.bytes())
        #expect(back.timeSignatures.map(\.numerator) == [3, 6] && back.timeSignatures.map(\.denominator) == [4, 8])
        #expect(back.timeSignatures.map(\.seconds) == [0, 3])
        #expect(back.keySignatures.map(\.sharps) == [-3] && back.keySignatures[0].isMinor)
        #expect(back.tempoChanges.map(\.beatsPerMinute) == [120])
    }
}
