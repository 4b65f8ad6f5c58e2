import Foundation
import MultiTask
import Testing

@Suite struct TranscriptionDifferenceTests {
    private func result(_ notes: [Note], _ instruments: [Instrument] = Instrument.nine) -> Transcription {
        Transcription(duration: 4, instruments: instruments, notes: notes, segments: [])
    }

    private static let reference = [
        Note(instrument: .piano, pitch: 60, onset: 0, offset: 1),
        Note(instrument: .violin, pitch: 67, onset: 1, offset: 2),
        Note(instrument: .cello, pitch: 48, onset: 2, offset: 3),
    ]
    private static let estimate = [
        Note(instrument: .piano, pitch: 60, onset: 0.03, offset: 0.5),
        Note(instrument: .flute, pitch: 67, onset: 0.98, offset: 2),
        Note(instrument: .cello, pitch: 50, onset: 2, offset: 3),
    ]

    @Test func eachNoteHasOneFate() {
        let difference = TranscriptionDifference(reference: result(Self.reference), estimate: result(Self.estimate))
        #expect(difference.matched.map(\.estimate) == [Self.estimate[0]])
        #expect(difference.otherInstrument.map(\.reference) == [Self.reference[1]])
        #expect(difference.otherInstrument.map(\.estimate) == [Self.estimate[1]])
        #expect(difference.missed == [Self.reference[2]])
        #expect(difference.extra == [Self.estimate[2]])
    }

    @Test func aResultEqualsItself() {
        let difference = TranscriptionDifference(reference: result(Self.reference), estimate: result(Self.reference))
        #expect(difference.matched.count == 3 && difference.matched.allSatisfy { $0.reference == $0.estimate })
        #expect(difference.missed.isEmpty && difference.extra.isEmpty && difference.otherInstrument.isEmpty)
    }

    /// Two players in unison aren't taken for one another.
    @Test func ownNotesMatchFirst() {
        let unison = [Instrument.violin, .flute].map { Note(instrument: $0, pitch: 69, onset: 1, offset: 2) }
        let difference = TranscriptionDifference(reference: result(unison), estimate: result(unison.reversed()))
        #expect(difference.matched.count == 2 && difference.otherInstrument.isEmpty)
    }

    @Test func instrumentsAreTheSameByName() {
        let other = Instrument(name: "piano", programs: [5])
        var note = Self.reference[0]
        note.instrument = other
        let difference = TranscriptionDifference(reference: result(Self.reference), estimate: result([note], [other]))
        #expect(difference.matched.count == 1 && difference.instruments.count == 9)
    }

    @Test func theFileAndThePictureHaveThemAll() throws {
        let difference = TranscriptionDifference(reference: result(Self.reference), estimate: result(Self.estimate))
        let object = try JSONSerialization.jsonObject(with: DifferenceExport.data(for: difference))
        let file = try #require(object as? [String: Any])
        #expect(file["format"] as? String == "multitask-difference")
        #expect((file["missed"] as? [[String: Any]])?.first?["instrument"] as? String == "cello")
        let pairs = try #require(file["otherInstrument"] as? [[String: [String: Any]]])
        #expect(pairs.first?["estimate"]?["instrument"] as? String == "flute")
        let svg = String(decoding: SVGExport.data(for: difference, title: "a beside b"), as: UTF8.self)
        for words in [
            "found 1", "missed 1", "extra 1", "other instrument 1", "a beside b",
            "violin G4, 1.00–2.00 s: heard as flute",
            "cello D3, 2.00–3.00 s: extra",
        ] { #expect(svg.contains(words), "\(words)") }
    }
}
