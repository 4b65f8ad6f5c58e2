import Audio
import Foundation
import MultiTask
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct MusicXMLExportTests {
    /// A score as a tree, by a parser that refuses what is no XML.
    private final class Node {
        let name: String
        let attributes: [String: String]
        var text = ""
        var children: [Node] = []

        init(_ name: String, _ attributes: [String: String]) {
            self.name = name
            self.attributes = attributes
        }

        func all(_ name: String) -> [Node] { children.filter { $0.name == name } }
        subscript(_ path: String...) -> Node? {
            path.reduce(Optional(self)) { node, name in node?.children.first { $0.name == name } }
        }
        var number: Int { Int(text) ?? -1 }
    }

    private final class Builder: NSObject, XMLParserDelegate {
        var stack = [Node("", [:])]

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            let node = Node(name, attributes)
            stack[stack.count - 1].children.append(node)
            stack.append(node)
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { stack[stack.count - 1].text += string }

        func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
            stack.removeLast()
        }
    }

    private func score(
        _ transcription: Transcription, title: String = "", options: ExportOptions = .init(tempo: .beatsPerMinute(60))
    ) throws -> Node {
        let parser = XMLParser(data: try MusicXMLExport.data(for: transcription, title: title, options: options))
        let builder = Builder()
        parser.delegate = builder
        try #require(parser.parse(), "it is no XML")
        return try #require(builder.stack[0]["score-partwise"])
    }

    private func result(_ notes: [Note]) -> Transcription {
        Transcription(duration: 8, instruments: Instrument.nine, notes: notes, segments: [])
    }

    /// What a voice plays: "C4 quarter", "rest", in order.
    private func words(_ measure: Node, voice: String = "1") -> [String] {
        measure.all("note").filter { $0["voice"]?.text == voice }.map { note in
            var word = "rest"
            if let pitch = note["pitch"] {
                let alter = ["-1": "b", "1": "#"][pitch["alter"]?.text ?? ""] ?? ""
                word = (pitch["step"]?.text ?? "?") + alter + (pitch["octave"]?.text ?? "?")
            }
            let ties = note.all("tie").map { $0.attributes["type"] == "start" ? "~" : "" }.joined()
            let type = note["type"]?.text ?? "whole"
            return (note["chord"] == nil ? "" : "+") + "\(word) \(type)\(note.all("dot").isEmpty ? "" : ".")\(ties)"
        }
    }

    @Test func eachInstrumentIsAPart() throws {
        let score = try score(TranscriptionTests.example, title: "Trio & more")
        #expect(score.attributes["version"] == "4.0")
        #expect(score["work", "work-title"]?.text == "Trio & more")
        let parts = try #require(score["part-list"]).all("score-part")
        #expect(parts.map { $0["part-name"]?.text } == ["Piano", "Violin"])
        #expect(parts.map { $0["midi-instrument", "midi-program"]?.text } == ["1", "41"])
        #expect(score.all("part").map { $0.attributes["id"] } == ["P1", "P2"])
        #expect(score.all("part").allSatisfy { $0.all("measure").count == 1 })
    }

    @Test func notesAreTiedOverBarLinesAndGapsAreRests() throws {
        let notes = [
            Note(instrument: .flute, pitch: 74, onset: 1, offset: 2.5),
            Note(instrument: .flute, pitch: 78, onset: 3, offset: 6),
        ]
        let measures = try score(result(notes)).all("part")[0].all("measure")
        #expect(measures.count == 2)
        #expect(words(measures[0]) == ["rest quarter", "D5 quarter.", "rest eighth", "F#5 quarter~"])
        #expect(words(measures[1]) == ["F#5 half", "rest half"])
        #expect(measures[0]["attributes", "time", "beats"]?.text == "4")
        #expect(measures[0]["direction", "sound"]?.attributes["tempo"] == "60.00")
        #expect(measures[1]["barline", "bar-style"]?.text == "light-heavy")
    }

    @Test func chordsAndTripletsAreWritten() throws {
        let notes =
            [60, 64, 67].map { Note(instrument: .violin, pitch: $0, onset: 0, offset: 1) }
            + [0, 1, 2].map { third in
                Note(
                    instrument: .violin, pitch: 72 + third, onset: 1 + Double(third) / 3,
                    offset: 1 + Double(third + 1) / 3)
            }
        let measure = try score(result(notes)).all("part")[0].all("measure")[0]
        #expect(words(measure).prefix(3) == ["C4 quarter", "+E4 quarter", "+G4 quarter"])
        let triplet = measure.all("note").filter { $0["time-modification"] != nil }
        #expect(triplet.map { $0["duration"]?.number } == [8, 8, 8])
        #expect(triplet.map { $0["notations", "tuplet"]?.attributes["type"] } == ["start", nil, "stop"])
        // C sharp needs a sign once in a bar.
        #expect(triplet.map { $0["accidental"]?.text } == [nil, "sharp", nil])
    }

    /// Each voice of each bar is as long as the bar, whatever is played: an editor refuses others.
    @Test(arguments: [3, 4])
    func everyVoiceFillsItsBar(beatsPerBar: Int) throws {
        var generator = SplitMix(seed: 21)
        for _ in 0..<20 {
            let notes = (0..<80).map { index in
                let onset = Double.random(in: 0...12, using: &generator)
                return Note(
                    instrument: [.piano, .violin, .acousticGuitar][index % 3],
                    pitch: Int.random(in: 40...88, using: &generator), onset: onset,
                    offset: onset + Double.random(in: 0.02...2, using: &generator))
            }
            let options = ExportOptions(
                tempo: .grid(
                    BeatGrid(beatsPerMinute: 84, duration: 14).downbeat(at: 2, of: beatsPerBar)))
            let score = try score(result(notes), options: options)
            for part in score.all("part") {
                for (index, measure) in part.all("measure").enumerated() {
                    let length = index == 0 ? 2 * 24 : beatsPerBar * 24
                    var (place, starts) = (0, [Int]())
                    for element in measure.children {
                        let duration = element["duration"]?.number ?? 0
                        switch element.name {
                        case "note" where element["chord"] == nil: place += duration
                        case "forward": place += duration
                        case "backup":
                            starts.append(place)
                            place -= duration
                        default: break
                        }
                    }
                    #expect((starts + [place]).allSatisfy { $0 == length }, "bar \(index)")
                }
                #expect(part.all("measure")[0].attributes["implicit"] == "yes")
            }
        }
    }

    @Test func silenceIsAScoreToo() throws {
        let score = try score(result([]))
        #expect(score.all("part").count == 1)
        #expect(score.all("part")[0].all("measure")[0].all("note").map { $0["rest"]?.attributes["measure"] } == ["yes"])
    }

    @Test func aNoteInThreeYearsIsRefused() {
        let notes = [Note(instrument: .piano, pitch: 60, onset: 9e7, offset: 9.1e7)]
        #expect(throws: AudioError.self) { try MusicXMLExport.data(for: result(notes)) }
    }
}

extension BeatGrid {
    fileprivate func downbeat(at beat: Int, of count: Int) -> BeatGrid {
        BeatGrid(beats: beats, beatsPerBar: count, firstDownbeat: beat)
    }
}
