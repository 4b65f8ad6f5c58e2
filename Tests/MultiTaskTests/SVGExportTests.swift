import Foundation
import MultiTask
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct SVGExportTests {
    /// The elements of an SVG file, by a parser that refuses what is no XML.
    private final class Reader: NSObject, XMLParserDelegate {
        var shapes: [(name: String, attributes: [String: String])] = []
        var texts: [String] = []
        private var current = ""

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            shapes.append((name, attributes))
            current = ""
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { current += string }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
        ) {
            if name == "text" || name == "title" { texts.append(current) }
        }
    }

    private func read(_ data: Data) throws -> Reader {
        let reader = Reader()
        let parser = XMLParser(data: data)
        parser.delegate = reader
        try #require(parser.parse(), "it is no XML")
        return reader
    }

    @Test func everyNoteAndSegmentIsThere() throws {
        let reader = try read(SVGExport.data(for: TranscriptionTests.example, title: "Two bars"))
        #expect(reader.shapes.first?.name == "svg")
        #expect(reader.texts.contains("piano C4, 0.50–1.25 s"))
        #expect(reader.texts.contains("violin A4, 1.00–2.50 s"))
        #expect(reader.texts.contains("piano, 0.50–1.50 s"))
        // Title, legend and lane, but nothing of an instrument that wasn't heard.
        #expect(reader.texts.filter { $0 == "Two bars" }.count == 2)
        #expect(reader.texts.filter { $0 == "violin" }.count == 2)
        #expect(!reader.texts.contains("flute"))
        #expect(reader.texts.contains("C4"))
        #expect(reader.texts.contains("3.0 s"))
    }

    @Test func marksInNamesAreEscaped() throws {
        let odd = Instrument(name: "<drum> & \"bass\"\u{7}", programs: [47])
        let result = Transcription(
            duration: 1, instruments: [odd], notes: [],
            segments: [InstrumentSegment(instrument: odd, start: 0, end: 1)])
        let reader = try read(SVGExport.data(for: result, title: "R&B"))
        #expect(reader.texts.contains("<drum> & \"bass\""))
        #expect(reader.texts.contains("R&B"))
    }

    @Test func silenceIsAPictureToo() throws {
        let nothing = Transcription(duration: 0, instruments: Instrument.nine, notes: [], segments: [])
        #expect(try read(SVGExport.data(for: nothing)).texts.contains("no notes"))
    }
}
