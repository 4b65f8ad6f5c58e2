import MultiTask
import Testing

@Suite struct BeatTrackerTests {
    /// A bass on each beat and a melody of eighths with gaps, played with a deviation of some milliseconds.
    static func song(tempo: (Int) -> Double, beats count: Int = 48, start: Double = 0.2, jitter: Double = 0.008)
        -> (song: Transcription, beats: [Double])
    {
        var generator = SplitMix(seed: 11)
        var beats = [start]
        for index in 1..<count { beats.append(beats[index - 1] + 60 / tempo(index)) }
        func played(_ time: Double) -> Double { time + Double.random(in: -jitter...jitter, using: &generator) }
        var notes: [Note] = []
        for (index, beat) in beats.dropLast().enumerated() {
            let period = beats[index + 1] - beat
            if index % 4 == 0 {
                let onset = played(beat)
                notes.append(
                    Note(instrument: .bass, pitch: 36, onset: onset, offset: onset + 3 * period, velocity: 100))
            }
            for half in 0..<2 where (index * 2 + half) % 5 != 3 {
                let onset = played(beat + Double(half) * period / 2)
                notes.append(
                    Note(
                        instrument: .piano, pitch: 60 + (index * 3 + half) % 12, onset: onset,
                        offset: onset + period * 0.45, velocity: half == 0 ? 90 : 70))
            }
        }
        let end = notes.map(\.offset).max() ?? 0
        return (Transcription(duration: end, instruments: Instrument.nine, notes: notes, segments: []), beats)
    }

    /// The share of the beats that have one of the grid's within 70 ms, and of the grid's that are one.
    private func score(_ grid: BeatGrid, _ beats: [Double]) -> Double {
        let inside = grid.beats.filter { $0 > beats[0] - 0.1 && $0 < beats[beats.count - 1] - 0.1 }
        func share(_ some: [Double], _ others: [Double]) -> Double {
            Double(some.count { time in others.contains { abs($0 - time) < 0.07 } }) / Double(max(some.count, 1))
        }
        return min(share(inside, beats), share(beats.dropLast(), grid.beats))
    }

    @Test(arguments: [84.0, 96, 120, 140])
    func findsASteadyBeat(tempo: Double) throws {
        let (song, beats) = Self.song { _ in tempo }
        let grid = try #require(BeatTracker().grid(of: song))
        #expect(score(grid, beats) > 0.95)
        #expect(abs(grid.beatsPerMinute / tempo - 1) < 0.03)
        #expect(grid.beats[0] == 0)
        // The bass says where bars begin.
        let downbeat = grid.seconds(atPosition: Double(grid.firstDownbeat))
        let phase = stride(from: 0, to: beats.count, by: 4).map { abs(beats[$0] - downbeat) }.min() ?? 1
        #expect(phase < 0.05)
    }

    @Test func followsAPlayerWhoSlowsDown() throws {
        let (song, beats) = Self.song { 112 - 16 * Double($0) / 48 }
        let grid = try #require(BeatTracker().grid(of: song))
        #expect(score(grid, beats) > 0.9)
    }

    @Test func tooLittleHasNoBeat() {
        let notes = (0..<5).map { Note(instrument: .piano, pitch: 60, onset: Double($0), offset: Double($0) + 0.5) }
        #expect(
            BeatTracker().grid(
                of: Transcription(duration: 5, instruments: [.piano], notes: notes, segments: [])) == nil)
        let silence = Transcription(duration: 5, instruments: [.piano], notes: [], segments: [])
        #expect(BeatTracker().grid(of: silence) == nil)
        // Where there is none, 120 beats a minute are taken.
        #expect(ExportOptions().beats(of: silence).beatsPerMinute == 120)
    }

    @Test func barsHaveAsManyBeatsAsAsked() throws {
        let (song, _) = Self.song { _ in 100 }
        #expect(try #require(BeatTracker(beatsPerBar: 3).grid(of: song)).beatsPerBar == 3)
    }
}
