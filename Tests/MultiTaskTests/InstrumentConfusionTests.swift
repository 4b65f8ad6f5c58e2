import Testing

@testable import MultiTask

@Suite struct InstrumentConfusionTests {
    private func note(_ onset: Double, _ pitch: Double, _ label: Int) -> NoteMetrics.Item {
        NoteMetrics.Item(onset: onset, offset: onset + 0.5, pitch: pitch, label: label)
    }

    @Test func notesAreGivenToWhoWasHeard() {
        var confusion = InstrumentConfusion(instruments: ["piano", "violin"])
        confusion.add(
            reference: [note(0, 60, 0), note(1, 62, 0), note(2, 64, 1), note(3, 65, 1)],
            estimate: [note(0.03, 60, 0), note(1.02, 62, 1), note(2, 76, 1), note(3.04, 65, 1), note(5, 40, 0)])
        #expect(confusion.counts == [[1, 1], [0, 1]])
        #expect(confusion.missed == [0, 1])
        #expect(confusion.invented == [1, 1])
    }

    /// Two who play one note at once are both right, whatever a matching without names would pair.
    @Test func aUnisonIsNoConfusion() {
        var confusion = InstrumentConfusion(instruments: ["piano", "violin"])
        confusion.add(
            reference: [note(0, 60, 0), note(0.01, 60, 1)], estimate: [note(0.01, 60, 1), note(0, 60, 0)])
        #expect(confusion.counts == [[1, 0], [0, 1]])
        confusion.add(reference: [note(0, 60, 0), note(0, 60, 1)], estimate: [note(0, 60, 1)])
        #expect(confusion.counts == [[1, 0], [0, 2]])
        #expect(confusion.missed == [1, 0])
    }
}
