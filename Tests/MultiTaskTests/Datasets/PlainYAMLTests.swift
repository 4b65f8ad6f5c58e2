import Foundation
import Testing

@testable import MultiTask

/// The plain YAML of the datasets' metadata.
@Suite struct PlainYAMLTests {
    private func read(_ text: String) throws -> PlainYAML { try PlainYAML(text, name: "song.yaml") }

    @Test func readsWhatTheDatasetsWrite() throws {
        let song = try read(
            """
            # MedleyDB
            ---
            album: 'Don''t: ask'
            artist: Music Delta   # nobody
            has_bleed: 'no'
            excerpt: yes
            title: "A \\"word\\""
            empty:
            nothing: null
            url: http://example.org:80/a#b
            note: a long text that goes
              on in the next line
            quoted: 'a text
              of two lines'
            stems:
              S01:
                component: ''
                filename: Song_STEM_01.wav
                instrument: violin
                raw:
                  R01: {}
              S02:
                instrument:
                - flute
                - 'oboe'
            tags: [rock, 'jazz']
            people:
              - name: A
                plays: cello
              - name: B
            """)
        #expect(song["album"]?.text == "Don't: ask")
        #expect(song["artist"]?.text == "Music Delta")
        #expect(song["title"]?.text == "A \"word\"")
        #expect(song["has_bleed"]?.isTrue == false && song["excerpt"]?.isTrue == true)
        #expect(song["empty"]?.text == nil && song["nothing"]?.text == nil && song["nowhere"] == nil)
        #expect(song["url"]?.text == "http://example.org:80/a#b")
        #expect(song["note"]?.text == "a long text that goes on in the next line")
        #expect(song["quoted"]?.text == "a text of two lines")
        #expect(song["stems"]?.pairs.map(\.key) == ["S01", "S02"])
        #expect(song["stems"]?["S01"]?["filename"]?.text == "Song_STEM_01.wav")
        #expect(song["stems"]?["S01"]?["raw"]?["R01"] == .map([:]))
        #expect(song["stems"]?["S01"]?["instrument"]?.texts == ["violin"])
        #expect(song["stems"]?["S02"]?["instrument"]?.texts == ["flute", "oboe"])
        #expect(song["tags"]?.texts == ["rock", "jazz"])
        let people: [PlainYAML] = [
            .map(["name": .scalar("A"), "plays": .scalar("cello")]), .map(["name": .scalar("B")]),
        ]
        #expect(song["people"] == .list(people))
    }

    @Test func numbersAndWindowsLines() throws {
        let stem = try read("program_num: 128\r\nis_drum: true\r\n'quoted key': -7.5\r\n")
        #expect(stem["program_num"]?.integer == 128)
        #expect(stem["is_drum"]?.isTrue == true)
        #expect(stem["quoted key"]?.text == "-7.5" && stem["quoted key"]?.integer == nil)
        #expect(try read("") == .map([:]))
    }

    @Test func saysWhatItCanNotRead() {
        expectSentence("song.yaml", "line 2", "key with a colon") { _ = try read("a: 1\nbroken\n") }
        expectSentence("line 2", "tab") { _ = try read("a:\n\tb: 1\n") }
        expectSentence("line 3", "indented") { _ = try read("a:\n  b: 1\n    c: 2\n") }
        expectSentence("line 1", "quote") { _ = try read("a: 'never ends\nb: 1") }
        expectSentence("line 1", "]") { _ = try read("a: [1, 2") }
        expectSentence("line 1", "isn't read here") { _ = try read("a: {b: 1}") }
        let deep = (0..<40).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n")
        expectSentence("32 levels") { _ = try read(deep) }
    }
}
