import Foundation
import MultiTask
import Testing

@Suite struct NoteTests {
    @Test func pitchesHaveNames() {
        #expect(Note.name(ofPitch: 21) == "A0")
        #expect(Note.name(ofPitch: 60) == "C4")
        #expect(Note.name(ofPitch: 61) == "C#4")
        #expect(Note.name(ofPitch: 69) == "A4")
        #expect(Note.name(ofPitch: 108) == "C8")
        #expect(Note.name(ofPitch: 0) == "C-1")
    }

    @Test func velocityComesFromConfidence() {
        let velocities = [Float(0), 0.5, 1, 2, .nan].map {
            Note(instrument: .flute, pitch: 72, onset: 0, offset: 1, confidence: $0).velocity
        }
        #expect(velocities == [1, 64, 127, 127, 1])
    }

    @Test func theOrderIsThatOfAScore() {
        let late = Note(instrument: .flute, pitch: 40, onset: 2, offset: 3)
        let low = Note(instrument: .flute, pitch: 50, onset: 1, offset: 3)
        let cello = Note(instrument: .cello, pitch: 60, onset: 1, offset: 3)
        let flute = Note(instrument: .flute, pitch: 60, onset: 1, offset: 2)
        #expect([flute, late, cello, low].sorted(by: Note.precedes) == [low, cello, flute, late])
    }

    @Test func aNoteSurvivesJSON() throws {
        let note = Note(instrument: .cello, pitch: 48, onset: 0.5, offset: 1.25, velocity: 90, confidence: 0.75)
        #expect(try JSONDecoder().decode(Note.self, from: JSONEncoder().encode(note)) == note)
    }
}
