import Foundation
import Testing

@testable import MultiTask

/// Events as values.
@Suite struct EventTests {
    private let live = PitchStreamer.LiveNote(
        id: 3, note: Note(instrument: .flute, pitch: 70, onset: 1, offset: 2), isSounding: true)

    @Test func eventsAreCodable() throws {
        let events: [PitchStreamer.Event] = [
            .started(live), .changed(live), .withdrawn(live), .final(live), .playing([.cello, .flute]),
            .segment(InstrumentSegment(instrument: .cello, start: 0, end: 4)),
            .gap(PitchStreamer.Gap(start: 1, duration: 2, cause: .overrun)),
        ]
        let decoded = try JSONDecoder().decode([PitchStreamer.Event].self, from: JSONEncoder().encode(events))
        #expect(decoded == events)
    }

    @Test func notesAreWhatIsFinal() {
        let events: [PitchStreamer.Event] = [.started(live), .playing([.flute]), .final(live), .withdrawn(live)]
        #expect(events.notes == [live.note])
        #expect(events.map { $0.liveNote?.id } == [3, nil, 3, 3])
    }
}
