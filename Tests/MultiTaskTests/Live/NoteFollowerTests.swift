import Testing

@testable import MultiTask

/// Notes that are proposed anew at every step keep who they are.
@Suite struct NoteFollowerTests {
    private func note(
        _ pitch: Int, from onset: Double, to offset: Double, by instrument: Instrument = .piano
    ) -> Note {
        Note(instrument: instrument, pitch: pitch, onset: onset, offset: offset)
    }

    @Test func aNoteStartsSoundsAndBecomesFinal() {
        var follower = NoteFollower()
        let first = note(60, from: 1, to: 1.2)
        #expect(
            follower.propose(ended: [], sounding: [first])
                == [.started(PitchStreamer.LiveNote(id: 0, note: first, isSounding: true))])
        // That it goes on is no news, but the proposal knows.
        let longer = note(60, from: 1, to: 1.6)
        #expect(follower.propose(ended: [], sounding: [longer]).isEmpty)
        #expect(follower.proposals == [PitchStreamer.LiveNote(id: 0, note: longer, isSounding: true)])
        let ended = PitchStreamer.LiveNote(id: 0, note: longer, isSounding: false)
        #expect(follower.propose(ended: [longer], sounding: []) == [.changed(ended)])
        #expect(follower.settle([longer]) == [.final(ended)])
        #expect(follower.proposals.isEmpty && follower.propose(ended: [], sounding: []).isEmpty)
    }

    @Test func anotherInstrumentIsAChange() {
        var follower = NoteFollower()
        _ = follower.propose(ended: [], sounding: [note(60, from: 1, to: 1.2)])
        let other = note(60, from: 1.1, to: 1.5, by: .flute)
        #expect(
            follower.propose(ended: [], sounding: [other])
                == [.changed(PitchStreamer.LiveNote(id: 0, note: other, isSounding: true))])
        #expect(
            follower.settle([note(60, from: 1.1, to: 1.5, by: .cello)]).map { $0.liveNote?.id } == [0])
    }

    @Test func smallMovesAddUp() {
        var follower = NoteFollower()
        _ = follower.propose(ended: [], sounding: [note(60, from: 1, to: 1.2)])
        #expect(follower.propose(ended: [], sounding: [note(60, from: 1.015, to: 1.2)]).isEmpty)
        #expect(follower.propose(ended: [], sounding: [note(60, from: 1.03, to: 1.2)]).count == 1)
    }

    @Test func whatIsNotProposedAnyMoreIsWithdrawn() {
        var follower = NoteFollower()
        let wrong = note(60, from: 1, to: 1.2)
        _ = follower.propose(ended: [], sounding: [wrong, note(64, from: 1, to: 1.2)])
        #expect(
            follower.propose(ended: [], sounding: [note(64, from: 1, to: 1.3)])
                == [.withdrawn(PitchStreamer.LiveNote(id: 0, note: wrong, isSounding: true))])
        #expect(follower.withdrawAll().map { $0.liveNote?.id } == [1])
        // Its number doesn't come again.
        #expect(follower.propose(ended: [], sounding: [wrong]).map { $0.liveNote?.id } == [2])
    }

    @Test func aNoteStruckAnewIsAnother() {
        var follower = NoteFollower()
        _ = follower.propose(ended: [], sounding: [note(60, from: 1, to: 1.5)])
        let events = follower.propose(
            ended: [note(60, from: 1, to: 1.5)], sounding: [note(60, from: 1.5, to: 1.7)])
        #expect(events.map { $0.liveNote?.id } == [0, 1])
        #expect(follower.settle([note(60, from: 1, to: 1.5)]).map { $0.liveNote?.id } == [0])
        #expect(follower.proposals.map(\.id) == [1])
    }

    @Test func unisonsAreTwoNotes() {
        var follower = NoteFollower()
        let (flute, violin) = (
            note(72, from: 1, to: 1.5, by: .flute), note(72, from: 1.1, to: 1.5, by: .violin)
        )
        _ = follower.propose(ended: [], sounding: [flute, violin])
        #expect(follower.propose(ended: [], sounding: [violin, flute]).isEmpty)
        #expect(follower.settle([violin]).map { $0.liveNote?.id } == [1])
        #expect(follower.settle([flute]).map { $0.liveNote?.id } == [0])
    }

    @Test func aNoteFoundLateIsFinalAtOnce() {
        var follower = NoteFollower()
        let late = note(50, from: 2, to: 2.3)
        #expect(follower.settle([late]) == [.final(PitchStreamer.LiveNote(id: 0, note: late, isSounding: false))])
    }
}
