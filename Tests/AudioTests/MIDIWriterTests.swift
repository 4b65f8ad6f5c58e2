import Audio
import Foundation
import Testing

/// How ``MIDIFile`` deals out tracks, channels and ports, and what becomes of notes that overlap.
struct MIDIWriterTests {
    /// The chunks of tracks, without their heads.
    private func tracks(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var found: [ArraySlice<UInt8>] = []
        var start = 14
        while start + 8 <= bytes.count {
            let length = bytes[start + 4..<start + 8].reduce(0) { $0 << 8 | Int($1) }
            found.append(bytes[start + 8..<start + 8 + length])
            start += 8 + length
        }
        return found
    }

    /// Forty instruments and two kits: three ports, no channel twice in any of them, nothing on the tenth but drums.
    @Test func moreThanFifteenInstrumentsTakeFurtherPorts() throws {
        let pitched = (0..<40).map { ScoreNote(pitch: 60, onset: 0, offset: 1, program: $0, track: $0) }
        let drums = [0, 8, 0].enumerated().map { index, kit in
            ScoreNote(
                pitch: 38, onset: Double(index), offset: Double(index) + 1, program: kit, channel: 9, track: 40 + index)
        }
        let bytes = MIDIFile(notes: pitched + drums).bytes()
        var channels: [[UInt8]: Int] = [:]
        for track in tracks(bytes).dropFirst() {
            // The port and the program change stand at the beginning.
            let port = try #require(track.indices.first { track[$0...].starts(with: [0xFF, 0x21, 1]) })
            let change = try #require(track.indices.first { track[$0] & 0xF0 == 0xC0 && $0 > port + 3 })
            channels[[track[port + 3], track[change] & 0x0F], default: 0] += 1
        }
        #expect(channels.count == 42)
        // Two tracks with the same kit share its channel.
        #expect(channels[[0, 9]] == 2 && channels[[1, 9]] == 1)
        #expect(Set(channels.keys.map { $0[0] }) == [0, 1, 2])
        let back = try MIDIFile(bytes: bytes)
        #expect(back.notes.filter { !$0.isPercussion }.map(\.program).sorted() == Array(0..<40))
        #expect(back.notes.filter(\.isPercussion).map(\.program) == [0, 8, 0])
    }

    @Test func fifteenInstrumentsNeedNoPorts() throws {
        let notes = (0..<15).map { ScoreNote(pitch: 60, onset: 0, offset: 1, program: $0, track: $0) }
        let bytes = MIDIFile(notes: notes).bytes()
        #expect(
            !tracks(bytes).contains { track in track.indices.contains { track[$0...].starts(with: [0xFF, 0x21]) } })
    }

    /// A track that changes its program, or has several channels, becomes several, named after it.
    @Test func eachProgramOfATrackHasATrack() throws {
        let notes = [
            ScoreNote(pitch: 60, onset: 0, offset: 1, program: 40),
            ScoreNote(pitch: 60, onset: 1, offset: 2, program: 73),
            ScoreNote(pitch: 60, onset: 0, offset: 2, program: 40, channel: 3),
            ScoreNote(pitch: 38, onset: 0, offset: 1, channel: 9),
        ]
        let back = try MIDIFile(bytes: MIDIFile(notes: notes, trackNames: ["All"]).bytes())
        #expect(back.trackNames == ["", "All (Violin)", "All (Flute)", "All (Violin)", "All (Drums)"])
        #expect(back.notes.filter { $0.program == 40 }.map { [$0.onset, $0.offset] } == [[0, 1], [0, 2]])
    }

    /// On, on, off, off: what ends together stays as it is under either rule of reading.
    @Test(arguments: MIDIFile.Overlaps.allCases)
    func notesThatEndTogetherComeBack(overlaps: MIDIFile.Overlaps) throws {
        let notes = [
            ScoreNote(pitch: 60, onset: 0, offset: 3, velocity: 10),
            ScoreNote(pitch: 60, onset: 0, offset: 3, velocity: 20),
            ScoreNote(pitch: 60, onset: 1, offset: 3, velocity: 30),
            ScoreNote(pitch: 60, onset: 3, offset: 4, velocity: 40),
        ]
        let back = try MIDIFile(bytes: MIDIFile(notes: notes).bytes(), overlaps: overlaps).notes
        #expect(back.map { [$0.onset, $0.offset] } == [[0, 3], [0, 3], [1, 3], [3, 4]])
        #expect(back.map(\.velocity).sorted() == [10, 20, 30, 40])
    }

    @Test func notesThatBeginTogetherAndEndApartAreOne() throws {
        let notes = [
            ScoreNote(pitch: 60, onset: 0, offset: 1, velocity: 90),
            ScoreNote(pitch: 60, onset: 0, offset: 2, velocity: 50),
        ]
        let back = try MIDIFile(bytes: MIDIFile(notes: notes).bytes()).notes
        #expect(back.map { [$0.onset, $0.offset, Double($0.velocity)] } == [[0, 2, 90]])
    }

    /// Three days between two notes: more ticks than one number of a file holds.
    @Test func longRestsAreWritten() throws {
        let notes = [ScoreNote(pitch: 60, onset: 0, offset: 1), ScoreNote(pitch: 60, onset: 259_200, offset: 259_201)]
        let back = try MIDIFile(bytes: MIDIFile(notes: notes).bytes()).notes
        #expect(back.map(\.onset) == [0, 259_200])
    }
}
