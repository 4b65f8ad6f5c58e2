import Audio
import MultiTask
import Testing

@Suite struct BeatGridTests {
    @Test func placesAndSecondsGoBothWays() {
        let grid = BeatGrid(beats: [0, 0.5, 1, 2], beatsPerBar: 3)
        for (seconds, position) in [(0.25, 0.5), (0.75, 1.5), (1.5, 2.5), (3.0, 4.0), (-0.5, -1.0)] {
            #expect(abs(grid.position(atSeconds: seconds) - position) < 1e-12)
            #expect(abs(grid.seconds(atPosition: position) - seconds) < 1e-12)
        }
        #expect(grid.beatsPerMinute == 90)
    }

    @Test func aSteadyTempoIsOneChange() {
        let grid = BeatGrid(beatsPerMinute: 90, duration: 60)
        #expect(grid.beats.count == 91 && abs(grid.beats[90] - 60) < 1e-9)
        let changes = grid.tempoChanges()
        #expect(changes.count == 1 && changes[0].seconds == 0 && abs(changes[0].beatsPerMinute - 90) < 1e-3)
    }

    /// Wavering within the tolerance is left out, a new tempo is not.
    @Test func tempoChangesKeepTheBeatsWhereTheyAre() {
        var generator = SplitMix(seed: 3)
        var beats = [0.0]
        for index in 1..<60 {
            let period = index < 30 ? 0.5 : 0.6
            beats.append(beats[index - 1] + period)
        }
        let played = beats.map { max(0, $0 + Double.random(in: -0.008...0.008, using: &generator)) }
        let changes = BeatGrid(beats: played).tempoChanges()
        #expect(2...4 ~= changes.count)
        // Walked along, they come to each beat.
        for (index, beat) in played.enumerated() {
            var position = 0.0
            for (change, next) in zip(changes, changes.dropFirst().map(\.seconds) + [.infinity]) {
                position += max(0, min(beat, next) - change.seconds) * change.beatsPerMinute / 60
            }
            #expect(abs(position - Double(index)) < 0.05)
        }
    }

    @Test func whatComesBeforeTheFirstBeatCountsAsOne() {
        let grid = BeatGrid(beats: [0.3, 0.8, 1.3, 1.8, 2.3], firstDownbeat: 0)
        let changes = grid.tempoChanges()
        #expect(changes.map(\.seconds) == [0, 0.3])
        #expect(grid.timeSignatures.map(\.numerator) == [1, 4])
        #expect(BeatGrid(beats: [0, 1], firstDownbeat: 0).timeSignatures.map(\.numerator) == [4])
        #expect(BeatGrid(beats: [0, 1, 2], firstDownbeat: 2).timeSignatures.map(\.seconds) == [0, 2])
    }

    @Test func aScoreHasItsOwnBeats() {
        let score = MIDIFile(
            notes: [ScoreNote(pitch: 60, onset: 0, offset: 4)],
            tempoChanges: [.init(beatsPerMinute: 120), .init(seconds: 1.25, beatsPerMinute: 60)],
            timeSignatures: [.init(numerator: 3, denominator: 4)])
        let grid = BeatGrid(score)
        #expect(grid.beatsPerBar == 3)
        // Half of the third beat is played at each tempo.
        let expected = [0, 0.5, 1, 1.75, 2.75, 3.75, 4.75]
        #expect(grid.beats.count == expected.count)
        for (beat, right) in zip(grid.beats, expected) { #expect(abs(beat - right) < 1e-9) }
    }
}
