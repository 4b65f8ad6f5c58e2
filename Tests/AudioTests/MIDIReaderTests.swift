import Audio
import Foundation
import Testing

/// What ``MIDIFile`` makes of files as they are found: each oddity and the rule for it.
struct MIDIReaderTests {
    private let end = MIDIFixture.end

    /// Onset, offset and pitch, in ticks of a 192th of a second: 96 a quarter at 120 quarters a minute.
    private func rows(_ file: MIDIFile) -> [[Int]] {
        file.notes.map { [Int(($0.onset * 192).rounded()), Int(($0.offset * 192).rounded()), $0.pitch] }
    }

    private func read(
        _ tracks: [[UInt8]], format: UInt8 = 1, pedal: MIDIFile.Pedal = .ignored,
        overlaps: MIDIFile.Overlaps = .endTogether
    ) throws -> MIDIFile {
        try MIDIFile(bytes: MIDIFixture.file(tracks: tracks, format: format), pedal: pedal, overlaps: overlaps)
    }

    // MARK: - Events

    /// The standard ends running status with meta and exclusive events; files rely on its going on.
    @Test func runningStatusGoesOnAcrossMetaAndExclusiveEvents() throws {
        let file = try read([
            [0, 0x90, 60, 80] + MIDIFixture.meta(1, [65]) + [24, 60, 0, 0, 0xF0, 2, 1, 0xF7, 0, 62, 80, 0, 0xF7, 1, 9]
                + [24, 62, 0] + end
        ])
        #expect(rows(file) == [[0, 24, 60], [24, 48, 62]])
        #expect(file.remarks.isEmpty)
    }

    @Test func tempoActsOnAllTracksWhereverItStands() throws {
        let notes: [UInt8] = [96, 0x90, 60, 80, 96, 60, 0] + end
        let tempo: [UInt8] = [48, 0xFF, 0x51, 3, 0x0F, 0x42, 0x40, 96, 0xFF, 0x51, 3, 0x03, 0xD0, 0x90] + end
        let file = try read([notes, tempo])
        #expect(file.tempoChanges.map(\.microsecondsPerQuarter) == [1_000_000, 250_000])
        #expect(file.tempoChanges.map(\.tick) == [48, 144])
        // Half a quarter at 0.5 s, a quarter at 1 s, then at 0.25 s.
        #expect(abs(file.notes[0].onset - 0.75) < 1e-12 && abs(file.notes[0].offset - 1.375) < 1e-12)
    }

    @Test func aProgramChangeActsFromThereOn() throws {
        let file = try read([
            [0, 0x90, 60, 80, 24, 0xC0, 40, 24, 0x80, 60, 0, 0, 0x90, 62, 80, 24, 0xC0, 73, 0, 0x80, 62, 0] + end
        ])
        #expect(file.notes.map(\.program) == [0, 40])
    }

    /// Two ports have two channels of each number.
    @Test func aProgramStaysInItsPort() throws {
        let setup = MIDIFixture.meta(0x21, [1]) + [0, 0xC2, 40] + end
        let note: [UInt8] = [0, 0x92, 60, 80, 96, 60, 0] + end
        #expect(try read([setup, note]).notes.map(\.program) == [0])
        #expect(try read([setup, MIDIFixture.meta(0x21, [1]) + note]).notes.map(\.program) == [40])
    }

    // MARK: - Ends of notes

    @Test func aNoteWithoutLengthIsDropped() throws {
        let file = try read([[0, 0x90, 60, 80, 0, 60, 0, 24, 62, 80, 24, 62, 0] + end])
        #expect(rows(file) == [[24, 48, 62]])
    }

    @Test func aHangingNoteEndsWithItsTrack() throws {
        let file = try read([[0, 0x90, 60, 80, 96, 0xFF, 0x2F, 0], [0x81, 0x40] + end.dropFirst()])
        #expect(rows(file) == [[0, 96, 60]])
        #expect(file.remarks == ["1 notes are never ended; they last as long as their track"])
        #expect(file.duration == 1)
    }

    /// pretty_midi's rule and a synthesizer's (Tests/Reference/midi.py).
    @Test(arguments: MIDIFile.Overlaps.allCases)
    func overlappingNotesEndAsAskedFor(overlaps: MIDIFile.Overlaps) throws {
        let folder = try #require(Bundle.module.url(forResource: "Golden/MIDI", withExtension: nil))
        let file = try MIDIFile(contentsOf: folder.appendingPathComponent("overlaps.mid"), overlaps: overlaps)
        let json = try Data(contentsOf: folder.appendingPathComponent("overlaps.json"))
        let expected = try #require(try JSONDecoder().decode([String: [[Double]]].self, from: json)[overlaps.rawValue])
        let found = file.notes.map { [$0.onset, $0.offset, Double($0.pitch), Double($0.velocity)] }
            .sorted { $0.lexicographicallyPrecedes($1) }
        #expect(found.count == expected.count)
        for (note, row) in zip(found, expected) {
            #expect(zip(note, row).allSatisfy { abs($0 - $1) < 1e-6 }, "\(note) is not \(row)")
        }
    }

    @Test func thePedalExtendsNotesWhereItIsAskedFor() throws {
        // Pedal from 12 to 120; three keys, the second struck twice, the third released with the pedal.
        let track: [UInt8] =
            [
                0, 0x90, 60, 80, 12, 0xB0, 64, 64, 12, 0x90, 60, 0, 0, 62, 80, 24, 62, 0, 24, 62, 70, 24, 62, 0, 0, 64,
                80,
            ]
            + [24, 64, 0, 0, 0xB0, 64, 63, 24] + end.dropFirst()
        #expect(rows(try read([track])) == [[0, 24, 60], [24, 48, 62], [72, 96, 62], [96, 120, 64]])
        #expect(
            rows(try read([track], pedal: .extendsNotes))
                == [[0, 120, 60], [24, 72, 62], [72, 120, 62], [96, 120, 64]])
    }

    @Test func thePedalActsOnItsChannelInAllTracks() throws {
        let pedal: [UInt8] = [0, 0xB1, 64, 127, 96, 0xB1, 121, 0] + end
        let notes: [UInt8] = [0, 0x91, 60, 80, 0, 0x92, 62, 80, 24, 0x81, 60, 0, 0, 0x82, 62, 0] + end
        let file = try read([pedal, notes], pedal: .extendsNotes)
        #expect(rows(file) == [[0, 96, 60], [0, 24, 62]])
    }

    @Test func aPedalThatIsNeverLiftedHoldsToTheEnd() throws {
        let file = try read(
            [[0, 0xB0, 64, 100, 0, 0x90, 60, 80, 24, 60, 0, 24] + end.dropFirst()], pedal: .extendsNotes)
        #expect(rows(file) == [[0, 48, 60]])
    }

    // MARK: - Files

    /// Each track is a piece by itself: they are laid end to end, and none inherits tempo or program.
    @Test func formatTwoIsOnePieceAfterTheOther() throws {
        let first: [UInt8] = [0, 0xC0, 40, 0, 0xFF, 0x51, 3, 0x0F, 0x42, 0x40, 0, 0x90, 60, 80, 96, 60, 0] + end
        let second: [UInt8] = [48, 0x90, 62, 80, 48, 62, 0] + end
        let file = try read([first, second], format: 2)
        #expect(file.notes.map(\.track) == [0, 1] && file.notes.map(\.program) == [40, 0])
        // A second for the first piece; then 48 ticks of a 192th second, as if nothing had been before.
        #expect(file.notes.map(\.onset) == [0, 1.25] && file.notes.map(\.offset) == [1, 1.5])
        #expect(file.tempoChanges.map(\.microsecondsPerQuarter) == [1_000_000, 500_000])
        #expect(file.duration == 1.5)
    }

    @Test func aFileInARIFFFileIsRead() throws {
        let midi = MIDIFixture.file(tracks: [[0, 0x90, 60, 80, 96, 60, 0] + end])
        let list: [UInt8] = Array("LIST".utf8) + [3, 0, 0, 0, 1, 2, 3, 0]
        let body = Array("RMID".utf8) + list + Array("data".utf8) + [UInt8(midi.count), 0, 0, 0] + midi
        let bytes = Array("RIFF".utf8) + [UInt8(body.count), 0, 0, 0] + body + Array("LIST".utf8) + [0, 0, 0, 0]
        #expect(rows(try MIDIFile(bytes: bytes)) == [[0, 96, 60]])
        let folder = try ScratchFolder()
        #expect(rows(try MIDIFile(contentsOf: folder.file("a.rmi", Data(bytes)))) == [[0, 96, 60]])
    }

    @Test func whatFollowsTheLastTrackIsPassedOver() throws {
        let good = MIDIFixture.file(tracks: [[0, 0x90, 60, 80, 96, 60, 0] + end])
        for garbage in [[0], Array("more".utf8), [UInt8](repeating: 0xFF, count: 99), Array("MTrkMTrk".utf8)] {
            let file = try MIDIFile(bytes: good + garbage)
            #expect(rows(file) == [[0, 96, 60]])
            #expect(file.remarks == ["\(garbage.count) bytes behind the last track were passed over"])
        }
    }

    @Test func aTrackMayLackItsEnd() throws {
        let file = try read([[0, 0x90, 60, 80, 96, 60, 0]])
        #expect(rows(file) == [[0, 96, 60]])
        #expect(file.remarks == ["1 of 1 tracks have no end-of-track event"])
    }

    @Test func whatFollowsTheEndOfATrackIsPassedOver() throws {
        #expect(rows(try read([[0, 0x90, 60, 80, 96, 60, 0] + end + [0, 0x90, 62, 80, 96]])) == [[0, 96, 60]])
    }

    /// The tracks are those that are there, whatever the header says.
    @Test(arguments: [1, 2, 3, 200] as [UInt8])
    func theNumberOfTracksIsCounted(claimed: UInt8) throws {
        let track: [UInt8] = [0, 0x90, 60, 80, 96, 60, 0] + end
        let file = try MIDIFile(bytes: MIDIFixture.file(tracks: [track, track], claimedTracks: claimed))
        #expect(file.notes.count == 2 && file.trackNames.count == 2)
        #expect(file.remarks == (claimed == 2 ? [] : ["the header claims \(claimed) tracks, but there are 2"]))
    }

    @Test func chunksOfOtherKindsArePassedOver() throws {
        let track = MIDIFixture.chunk("MTrk", [0, 0x90, 60, 80, 96, 60, 0] + end)
        let bytes = MIDIFixture.file(tracks: [], claimedTracks: 1) + MIDIFixture.chunk("XFIH", [1, 2, 3]) + track
        #expect(rows(try MIDIFile(bytes: bytes)) == [[0, 96, 60]])
    }

    /// The four rates that there are; 29 stands for 29.97 frames a second.
    @Test(arguments: [(24, 24.0), (25, 25), (29, 30_000.0 / 1_001), (30, 30)])
    func smpteTicksArePartsOfAFrame(frames: Int, rate: Double) throws {
        let bytes = MIDIFixture.file(
            tracks: [[100, 0x90, 60, 80, 100, 60, 0] + end], division: [UInt8(256 - frames), 80])
        let file = try MIDIFile(bytes: bytes)
        #expect(abs(file.notes[0].onset - 100 / (80 * rate)) < 1e-12)
        #expect(abs(file.notes[0].offset - 200 / (80 * rate)) < 1e-12)
        #expect(file.ticksPerQuarter == nil && file.tempoChanges.isEmpty)
    }
}
