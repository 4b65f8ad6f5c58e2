import Audio
import Foundation
import MultiTask
import Testing

@Suite struct JSONLinesExportTests {
    @Test func whatIsWrittenIsReadBack() throws {
        let example = TranscriptionTests.example
        #expect(try JSONLinesExport.transcription(from: JSONLinesExport.data(for: example)) == example)
    }

    @Test func linesAreObjectsInTheOrderOfTime() throws {
        let text = String(decoding: try JSONLinesExport.data(for: TranscriptionTests.example), as: UTF8.self)
        let lines = try text.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(lines.map { $0["type"] as? String } == ["transcription", "segment", "note", "note", "segment", "note"])
        #expect(lines[0]["format"] as? String == "multitask-transcription" && lines[0]["version"] as? Int == 1)
        #expect(lines[0]["notes"] == nil)
        #expect(lines[2]["onset"] as? Double == 0.5 && lines[2]["name"] as? String == "C4")
    }

    /// A later version may have lines that this one doesn't know.
    @Test func unknownLinesArePassedOver() throws {
        let data = try JSONLinesExport.data(for: TranscriptionTests.example)
        let more = data + Data("{\"type\":\"chord\",\"name\":\"C\"}\r\n\n".utf8)
        #expect(try JSONLinesExport.transcription(from: more) == TranscriptionTests.example)
    }

    @Test(arguments: [
        ("", "empty"), ("{\"type\":\"note\"}", "first line"), ("[1]", "line 1"),
        (
            #"{"type":"transcription","format":"multitask-transcription","version":1,"duration":1,"instruments":[]}"#
                + "\n{", "line 2"
        ),
        (#"{"type":"transcription","format":"x","version":1}"#, "format"),
    ])
    func aBrokenFileIsRefusedWithAReason(_ text: String, _ reason: String) {
        #expect {
            try JSONLinesExport.transcription(from: Data(text.utf8), name: "song.jsonl")
        } throws: { error in
            guard case AudioError.malformed(path: "song.jsonl", let said) = error else { return false }
            return said.contains(reason)
        }
    }
}
