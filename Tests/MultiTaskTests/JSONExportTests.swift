import Audio
import Foundation
import MultiTask
import Testing

@Suite struct JSONExportTests {
    @Test func whatIsWrittenIsReadBack() throws {
        let example = TranscriptionTests.example
        let data = try JSONExport.data(for: example)
        #expect(try JSONExport.transcription(from: data) == example)
    }

    @Test func theFieldsAreThoseOfTheSchema() throws {
        let data = try JSONExport.data(for: TranscriptionTests.example)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(object["format"] as? String == "multitask-transcription")
        #expect(object["version"] as? Int == 1)
        #expect(object["duration"] as? Double == 4)
        let note = try #require((object["notes"] as? [[String: Any]])?.last)
        #expect(note["instrument"] as? String == "violin")
        #expect(note["pitch"] as? Int == 69)
        #expect(note["name"] as? String == "A4")
        #expect(note["offset"] as? Double == 2.5)
        let instruments = try #require(object["instruments"] as? [[String: Any]])
        #expect(instruments.map { $0["name"] as? String } == ["piano", "violin", "flute"])
    }

    @Test func timesHaveNoDigitsThatMeanNothing() throws {
        let note = Note(instrument: .piano, pitch: 60, onset: 0.1 + 0.2, offset: 1 / 3)
        let result = Transcription(duration: 1, instruments: [.piano], notes: [note], segments: [])
        let text = String(decoding: try JSONExport.data(for: result), as: UTF8.self)
        #expect(text.contains("\"onset\" : 0.3,"))
        #expect(text.contains("0.333333,"))
    }

    @Test(arguments: [
        ("", "not"),
        ("[]", "kind"),
        (#"{"format":"other","version":1}"#, "format"),
        (#"{"format":"multitask-transcription","version":1}"#, "\"duration\" is missing"),
        (
            #"""
            {"format":"multitask-transcription","version":1,"duration":1,"instruments":[],"segments":[],
            "notes":[{"instrument":"kazoo","pitch":60,"onset":0,"offset":1,"velocity":64,"confidence":1}]}
            """#, "kazoo"
        ),
        (
            #"""
            {"format":"multitask-transcription","version":1,"duration":1,"segments":[],
            "instruments":[{"name":"piano","programs":[0]}],
            "notes":[{"instrument":"piano","pitch":600,"onset":0,"offset":1,"velocity":64,"confidence":1}]}
            """#, "pitch 600"
        ),
        (
            #"""
            {"format":"multitask-transcription","version":1,"duration":1,"segments":[],"notes":[],
            "instruments":[{"name":"piano","programs":[0]},{"name":"piano","programs":[1]}]}
            """#, "same name"
        ),
    ])
    func aBrokenFileIsRefusedWithAReason(_ text: String, _ reason: String) {
        #expect {
            try JSONExport.transcription(from: Data(text.utf8), name: "song.json")
        } throws: { error in
            guard case AudioError.malformed(path: "song.json", let said) = error else { return false }
            return said.contains(reason)
        }
    }

    @Test func aLaterVersionIsRefused() {
        let text = #"{"format":"multitask-transcription","version":2}"#
        #expect(throws: AudioError.unsupported(path: "x", reason: "it is of version 2, version 1 can be read")) {
            try JSONExport.transcription(from: Data(text.utf8), name: "x")
        }
    }
}
