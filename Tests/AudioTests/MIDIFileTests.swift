import Audio
import Foundation
import Testing

/// ``MIDIFile``: what is read, what is written, and what is said of broken files.
struct MIDIFileTests {
    // MARK: - Reading

    /// Files written by mido, times as mido plays them (Tests/Reference/midi.py).
    @Test(arguments: ["format0", "format1"])
    func timesAreMidos(name: String) throws {
        let folder = try #require(Bundle.module.url(forResource: "Golden/MIDI", withExtension: nil))
        let score = try MIDIFile(contentsOf: folder.appendingPathComponent("\(name).mid"))
        let json = try Data(contentsOf: folder.appendingPathComponent("\(name).json"))
        let expected = try JSONDecoder().decode([[Double]].self, from: json)
        let found = score.notes.sorted { ($0.onset, $0.offset, $0.pitch) < ($1.onset, $1.offset, $1.pitch) }
        #expect(found.count == expected.count)
        for (note, row) in zip(found, expected) {
            #expect(abs(note.onset - row[0]) < 1e-6 && abs(note.offset - row[1]) < 1e-6)
            let whole: [Int] = [note.pitch, note.velocity, note.channel]
            #expect(whole == row.dropFirst(2).map { Int($0) })
        }
    }

    @Test func programsAndNamesAreRead() throws {
        let folder = try #require(Bundle.module.url(forResource: "Golden/MIDI", withExtension: nil))
        let one = try MIDIFile(contentsOf: folder.appendingPathComponent("format1.mid"))
        #expect(one.trackNames == ["", "Melody", "Bass"])
        #expect(Set(one.notes.map(\.program)) == [73, 33])
        let zero = try MIDIFile(contentsOf: folder.appendingPathComponent("format0.mid"))
        #expect(zero.trackNames == ["All in one"])
        #expect(zero.notes.filter(\.isPercussion).count == 4)
        #expect(zero.notes.filter { $0.channel == 3 }.allSatisfy { $0.program == 42 })
    }

    @Test func smpteTimeIgnoresTempo() throws {
        // 25 frames a second, 40 ticks a frame: a tick is a millisecond.
        let track: [UInt8] = [
            0, 0xFF, 0x51, 3, 1, 0, 0, 0, 0x90, 60, 80, 0x87, 0x68, 0x80, 60, 0, 0, 0xFF, 0x2F, 0,
        ]
        let notes = try MIDIFile(bytes: MIDIFixture.file(tracks: [track], division: [0xE7, 40])).notes
        #expect(notes.map(\.onset) == [0])
        #expect(abs(notes[0].offset - 1.0) < 1e-12)
    }

    @Test func anUnendedNoteEndsWithItsTrack() throws {
        let track: [UInt8] = [0, 0x90, 60, 80, 96, 62, 80, 96, 0xFF, 0x2F, 0]
        let notes = try MIDIFile(bytes: MIDIFixture.file(tracks: [track])).notes
        #expect(notes.map(\.offset) == [1, 1])
        #expect(notes.map(\.onset) == [0, 0.5])
    }

    @Test func aProgramMayStandInAnotherTrack() throws {
        let setup: [UInt8] = [0, 0xC2, 40, 0, 0xFF, 0x2F, 0]
        let part: [UInt8] = [0, 0x92, 60, 80, 96, 0x82, 60, 0, 0, 0xFF, 0x2F, 0]
        #expect(try MIDIFile(bytes: MIDIFixture.file(tracks: [setup, part])).notes.map(\.program) == [40])
    }

    // MARK: - Writing

    @Test(arguments: [120.0, 97.3, 43])
    func writtenNotesComeBack(tempo: Double) throws {
        let notes = (0..<200).map { index in
            let onset = Double(index) * 0.3137
            let program = [0, 40, 33, 73][index % 4]
            return ScoreNote(
                pitch: 30 + index % 60, onset: onset, offset: onset + 0.21 + Double(index % 7) * 0.09,
                velocity: 1 + index % 127, program: program, track: index % 4)
        }
        let names = ["Piano", "Violin", "", "Flute"]
        let back = try MIDIFile(bytes: MIDIFile(notes: notes, trackNames: names).bytes(beatsPerMinute: tempo))
        #expect(back.trackNames == ["", "Piano", "Violin", "Electric Bass (finger)", "Flute"])
        #expect(back.notes.count == notes.count)
        let halfATick = 0.5 * 60 / tempo / 960 + 1e-6
        for (read, written) in zip(back.notes, notes) {
            #expect(abs(read.onset - written.onset) < halfATick * 1.001)
            #expect(abs(read.offset - written.offset) < halfATick * 1.001)
            #expect(read.pitch == written.pitch && read.velocity == written.velocity)
            #expect(read.program == written.program)
            #expect(read.track == written.track + 1)
        }
    }

    @Test func eachInstrumentHasAChannelAndNoneTheDrums() throws {
        let pitched = (0..<15).map { ScoreNote(pitch: 60, onset: 0, offset: 1, program: $0, track: $0) }
        let drum = ScoreNote(pitch: 38, onset: 0, offset: 0.1, channel: 9, track: 15)
        let back = try MIDIFile(bytes: MIDIFile(notes: pitched + [drum]).bytes()).notes
        #expect(Set(back.map(\.channel)).count == 16)
        #expect(back.filter(\.isPercussion).map(\.pitch) == [38])
    }

    @Test func aKeyStruckAgainEndsTheEarlierNote() throws {
        let notes = [
            ScoreNote(pitch: 60, onset: 0, offset: 3), ScoreNote(pitch: 60, onset: 1, offset: 2),
            ScoreNote(pitch: 62, onset: 1, offset: 1),
        ]
        let back = try MIDIFile(bytes: MIDIFile(notes: notes).bytes()).notes
        #expect(back.filter { $0.pitch == 60 }.map { [$0.onset, $0.offset] } == [[0, 1], [1, 3]])
        // A note without length gets a tick, so that it isn't lost.
        #expect(back.filter { $0.pitch == 62 }.count == 1)
    }

    @Test func writingToAFolderThatIsNotThereThrows() {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("no-such-folder/x.mid")
        #expect { try MIDIFile(notes: []).write(to: url) } throws: { error in
            guard case AudioError.unwritable(let path, _) = error else { return false }
            return path == url.path
        }
    }

    // MARK: - Bad input

    @Test(arguments: BadMIDI.all)
    func brokenFilesAreNamedWithTheByte(bad: BadMIDI) {
        #expect { try MIDIFile(bytes: bad.bytes, name: "bad.mid") } throws: { error in
            guard case AudioError.malformed("bad.mid", let reason) = error else { return false }
            return reason.contains(bad.says)
        }
    }

    @Test func otherFormatsAreRefused() {
        #expect { try MIDIFile(bytes: MIDIFixture.file(tracks: [], format: 3)) } throws: { error in
            guard case AudioError.unsupported(_, let reason) = error else { return false }
            return reason.contains("format 3")
        }
    }

    @Test func missingFilesAndFoldersAreTold() {
        let folder = FileManager.default.temporaryDirectory
        let missing = folder.appendingPathComponent("no-such-score.mid")
        #expect(throws: AudioError.notFound(path: missing.path)) { try MIDIFile(contentsOf: missing) }
        #expect { try MIDIFile(contentsOf: folder) } throws: { error in
            guard case AudioError.unreadable = error else { return false }
            return true
        }
    }

    /// Whatever a byte of a good file is changed to, reading gives a score or a typed error.
    @Test func noByteCrashesTheReader() throws {
        let folder = try #require(Bundle.module.url(forResource: "Golden/MIDI", withExtension: nil))
        let good = [UInt8](try Data(contentsOf: folder.appendingPathComponent("format0.mid")))
        var outcomes = [0, 0]
        for index in good.indices {
            for value: UInt8 in [0, 1, 0x7F, 0x80, 0xC0, 0xF0, 0xFF] {
                var bytes = good
                bytes[index] = value
                let score = try? MIDIFile(bytes: bytes)
                outcomes[score == nil ? 0 : 1] += 1
                #expect(score?.notes.allSatisfy { $0.offset > $0.onset && $0.offset.isFinite } ?? true)
            }
            #expect(throws: AudioError.self) { try MIDIFile(bytes: Array(good[..<index])) }
        }
        #expect(outcomes.allSatisfy { $0 > 0 })
    }
}

/// A broken file and what must be said of it.
struct BadMIDI: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let says: String

    static let all: [BadMIDI] = [
        BadMIDI(testDescription: "empty", bytes: [], says: "empty"),
        BadMIDI(testDescription: "text", bytes: Array("RIFF or not".utf8), says: "MThd"),
        BadMIDI(testDescription: "short header", bytes: Array("MThd".utf8) + [0, 0, 0, 6, 0], says: "14 bytes"),
        BadMIDI(
            testDescription: "no time", bytes: MIDIFixture.file(tracks: [MIDIFixture.end], division: [0, 0]),
            says: "byte 12"),
        BadMIDI(
            testDescription: "odd SMPTE", bytes: MIDIFixture.file(tracks: [MIDIFixture.end], division: [0x90, 4]),
            says: "byte 12"),
        BadMIDI(
            testDescription: "track longer than the file",
            bytes: MIDIFixture.file(tracks: [MIDIFixture.end], claimedLength: 0xFFFF_FFFF),
            says: "the track at byte 14 claims 4294967295 bytes, but 4 follow"),
        BadMIDI(
            testDescription: "no tracks", bytes: MIDIFixture.file(tracks: [], claimedTracks: 3), says: "claims 3 tracks"
        ),
        BadMIDI(
            testDescription: "cut event", bytes: MIDIFixture.file(tracks: [[0, 0x90, 60]]), says: "cut off at byte 25"),
        BadMIDI(testDescription: "no status", bytes: MIDIFixture.file(tracks: [[0, 60, 60]]), says: "at byte 23"),
        BadMIDI(
            testDescription: "no data", bytes: MIDIFixture.file(tracks: [[0, 0x90, 0x90, 1]]), says: "144 at byte 24"),
        BadMIDI(testDescription: "real-time", bytes: MIDIFixture.file(tracks: [[0, 0xF8]]), says: "248 at byte 23"),
        BadMIDI(
            testDescription: "endless number", bytes: MIDIFixture.file(tracks: [[0xFF, 0xFF, 0xFF, 0xFF, 0]]),
            says: "at byte 22 is longer"),
        BadMIDI(
            testDescription: "event longer than its track", bytes: MIDIFixture.file(tracks: [[0, 0xF0, 0x7F, 1]]),
            says: "at byte 24 claims 127"),
        BadMIDI(
            testDescription: "tempo of two bytes", bytes: MIDIFixture.file(tracks: [[0, 0xFF, 0x51, 2, 7, 7]]),
            says: "3 would be right"),
        BadMIDI(
            testDescription: "tempo of zero", bytes: MIDIFixture.file(tracks: [[0, 0xFF, 0x51, 3, 0, 0, 0]]),
            says: "0 microseconds"),
        BadMIDI(
            testDescription: "centuries",
            bytes: MIDIFixture.file(
                tracks: [[0, 0xFF, 0x51, 3, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0x2F, 0]], division: [0, 1]),
            says: "three years"),
        BadMIDI(
            testDescription: "RIFF without MIDI", bytes: Array("RIFF".utf8) + [4, 0, 0, 0] + Array("RMID".utf8),
            says: "without a chunk of MIDI data"),
        BadMIDI(
            testDescription: "RIFF that claims too much",
            bytes: Array("RIFF".utf8) + [4, 0, 0, 0] + Array("RMIDdata".utf8) + [255, 255, 255, 255, 1],
            says: "at byte 12 claim 4294967295 bytes, but 1 follow"),
    ]
}
