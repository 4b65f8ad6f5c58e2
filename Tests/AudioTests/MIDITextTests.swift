import Audio
import Foundation
import Testing

/// Names and words of a file, whose letters may be UTF-8, Shift-JIS or Latin-1.
struct MIDITextTests {
    struct Name: Decodable {
        let encoding: String
        let text: String
        let bytes: [UInt8]
    }

    /// As Python's codecs write them (Tests/Reference/midi.py).
    @Test func namesAreReadInTheirEncoding() throws {
        let folder = try #require(Bundle.module.url(forResource: "Golden/MIDI", withExtension: nil))
        let json = try Data(contentsOf: folder.appendingPathComponent("names.json"))
        let names = try JSONDecoder().decode([Name].self, from: json)
        #expect(names.count == 12)
        for name in names {
            let track = MIDIFixture.meta(3, name.bytes) + MIDIFixture.meta(5, name.bytes) + MIDIFixture.end
            let file = try MIDIFile(bytes: MIDIFixture.file(tracks: [track]))
            #expect(file.trackNames == [name.text], "\(name.encoding)")
            #expect(file.texts.map(\.text) == [name.text] && file.texts.map(\.kind) == [.lyric])
        }
    }

    /// Bytes that no encoding owns are still letters: nothing is lost and nothing thrown.
    @Test(arguments: [[0x82], [0xFF, 0xFE], [0x92, 0x74], [0x82, 0xA0, 0x82], [0x88, 0x9F, 0xFD]] as [[UInt8]])
    func anyBytesAreAName(bytes: [UInt8]) throws {
        let track = MIDIFixture.meta(3, bytes) + MIDIFixture.end
        let name = try MIDIFile(bytes: MIDIFixture.file(tracks: [track])).trackNames[0]
        #expect(name.unicodeScalars.map(\.value) == bytes.map(UInt32.init))
    }

    @Test func namesAndWordsAreWrittenAsUTF8() throws {
        let note = ScoreNote(pitch: 60, onset: 1, offset: 2, track: 2)
        let texts = [
            MIDIFile.TextEvent(seconds: 1, kind: .lyric, text: "さくら", track: 2),
            MIDIFile.TextEvent(seconds: 0.5, kind: .marker, text: "Überleitung", track: 7),
        ]
        let file = MIDIFile(notes: [note], trackNames: ["", "", "Flöte"], texts: texts)
        let back = try MIDIFile(bytes: file.bytes())
        #expect(back.trackNames == ["", "Flöte"])
        #expect(back.texts.map(\.text) == ["Überleitung", "さくら"])
        #expect(back.texts.map(\.seconds) == [0.5, 1])
        // Words of a track without notes stand at the head, others with their notes.
        #expect(back.texts.map(\.track) == [0, 1])
    }
}
