import Audio
import Foundation
import Testing

/// ``MIDIFile`` on damaged files: a score or an error, never more work or memory than the bytes are worth.
struct MIDIMutationTests {
    /// Changes, removes, repeats and swaps bytes of small good files, 5,000 times, always the same.
    @Test(arguments: 0..<10)
    func damagedFilesGiveAScoreOrAnError(seed: Int) throws {
        let folder = try #require(Bundle.module.url(forResource: "Golden/MIDI", withExtension: nil))
        let names = ["format0", "format1", "signatures", "overlaps", "canon"]
        let files = try names.map { [UInt8](try Data(contentsOf: folder.appendingPathComponent("\($0).mid"))) }
        var random = Linear(state: UInt64(seed) &* 977 &+ 13)
        var outcomes = [0, 0]
        for _ in 0..<500 {
            let bytes = random.damaged(files[random.below(files.count)])
            let score: MIDIFile
            do {
                score = try MIDIFile(bytes: bytes, pedal: .extendsNotes, overlaps: .firstEndsFirst)
            } catch {
                outcomes[1] += 1
                #expect(error.description.hasSuffix("."))
                continue
            }
            outcomes[0] += 1
            #expect(score.notes.allSatisfy { 0 <= $0.onset && $0.onset < $0.offset && $0.offset <= score.duration })
            #expect(score.notes.count <= bytes.count / 3)
            // What was read can be written, and read again.
            let back = try MIDIFile(bytes: score.bytes())
            #expect(back.notes.count <= score.notes.count)
        }
        #expect(outcomes.allSatisfy { $0 > 0 })
    }

    /// Claims of gigabytes in every field that has a length are held against the bytes that are there.
    @Test func claimsTakeNoMemory() {
        let huge: [UInt8] = [0xFF, 0xFF, 0xFF, 0x7F]
        let claims: [[UInt8]] = [
            Array("MThd".utf8) + huge + [0, 1, 0xFF, 0xFF, 0, 96],
            MIDIFixture.file(tracks: [MIDIFixture.end], claimedLength: 0x7FFF_FFFF, claimedTracks: 255),
            MIDIFixture.file(tracks: [[0, 0xFF, 1] + huge]), MIDIFixture.file(tracks: [[0, 0xF0] + huge]),
        ]
        for bytes in claims { #expect(throws: AudioError.self) { try MIDIFile(bytes: bytes) } }
    }

    /// Files made to be slow for whoever searches lists: notes upon notes on one key, programs upon programs, pedals upon
    /// pedals. Each takes milliseconds; were the work to grow with the square of the size, it would take hours.
    @Test(arguments: MIDIFile.Overlaps.allCases)
    func workGrowsWithTheSize(overlaps: MIDIFile.Overlaps) throws {
        let count = 200_000
        var on: [UInt8] = [0, 0x90, 60, 1]
        for _ in 0..<count { on += [1, 60, 1] }
        var off: [UInt8] = on
        for _ in 0..<count { off += [1, 60, 0] }
        var programs: [UInt8] = [0, 0xC0, 1]
        for index in 0..<count { programs += [1, UInt8(index % 128)] }
        var pedals: [UInt8] = [0, 0xB0, 64, 127]
        for index in 0..<count { pedals += [1, 64, index % 2 == 0 ? 0 : 127] }
        for tracks in [[off], [on], [programs, off], [pedals, off]] {
            let bytes = MIDIFixture.file(tracks: tracks)
            #expect(try MIDIFile(bytes: bytes, pedal: .extendsNotes, overlaps: overlaps).notes.count >= count)
        }
    }
}

/// A generator of its own, so that the damage is the same everywhere.
private struct Linear {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }

    mutating func damaged(_ good: [UInt8]) -> [UInt8] {
        var bytes = good
        for _ in 0...below(4) where !bytes.isEmpty {
            let place = below(bytes.count)
            switch below(6) {
            case 0: bytes[place] ^= 1 << UInt8(below(8))
            case 1: bytes[place] = UInt8(below(256))
            case 2: bytes[place] = [0, 0x7F, 0x80, 0xFF][below(4)]
            case 3: bytes.removeSubrange(place..<min(place + 1 + below(8), bytes.count))
            case 4:
                bytes.insert(contentsOf: bytes[place..<min(place + 1 + below(16), bytes.count)], at: below(bytes.count))
            default: bytes.swapAt(place, below(bytes.count))
            }
        }
        return bytes
    }
}
