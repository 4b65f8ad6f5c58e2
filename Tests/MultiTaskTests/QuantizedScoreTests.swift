import Testing

@testable import MultiTask

@Suite struct QuantizedScoreTests {
    private let beats = BeatGrid(beatsPerMinute: 60, duration: 16)

    private func note(_ pitch: Int, _ onset: Double, _ offset: Double, _ instrument: Instrument = .violin) -> Note {
        Note(instrument: instrument, pitch: pitch, onset: onset, offset: offset, velocity: 80)
    }

    private func part(_ notes: [Note]) throws -> QuantizedScore.Part {
        let result = Transcription(duration: 16, instruments: Instrument.nine, notes: notes, segments: [])
        return try #require(QuantizedScore(result, beats: beats).parts.first)
    }

    @Test func onsetsSnapToSixteenths() throws {
        let part = try part([note(60, 0.02, 0.48), note(62, 0.53, 0.97), note(64, 1.27, 2.1)])
        let voice = part.staves[0].voices[0]
        #expect(voice.map(\.start) == [0, 12, 30])
        // A gap or an overlap of less than a sixteenth is closed.
        #expect(voice.map(\.end) == [12, 24 + 6, 48])
    }

    @Test func aBeatOfThreeIsATriplet() throws {
        #expect(QuantizedScore.steps(of: [0, 0.34, 0.66, 1, 1.25, 1.5]).prefix(2) == [8, 6])
        #expect(QuantizedScore.steps(of: [0, 0.12, 0.26, 0.38, 0.5, 0.62]).first == 3)
        let part = try part([note(60, 0, 0.33), note(62, 0.34, 0.66), note(64, 0.66, 1)])
        #expect(part.staves[0].voices[0].map(\.start) == [0, 8, 16])
    }

    @Test func whatBeginsTogetherIsAChord() throws {
        let part = try part([note(60, 0, 1), note(64, 0.03, 0.98), note(67, 0.01, 1.1)])
        let voice = part.staves[0].voices[0]
        #expect(voice.count == 1 && voice[0].tones.map(\.pitch) == [60, 64, 67] && voice[0].length == 24)
    }

    @Test func heldNotesGoToAnotherVoice() throws {
        let part = try part([note(60, 0, 4), note(72, 0, 1), note(74, 1, 2), note(76, 2, 4)])
        let voices = part.staves[0].voices
        #expect(voices.count == 2)
        #expect(voices[0].map { $0.tones[0].pitch } == [72, 74, 76])
        #expect(voices[1].map(\.length) == [96])
    }

    /// Whatever is played: voices never overlap, no note is lost, and there are two voices at most.
    @Test func everyNoteIsInAVoiceOnce() throws {
        var generator = SplitMix(seed: 8)
        for _ in 0..<50 {
            let notes = (0..<60).map { _ in
                let onset = Double.random(in: 0...14, using: &generator)
                return note(
                    Int.random(in: 55...90, using: &generator), onset,
                    onset + Double.random(in: 0.01...2, using: &generator))
            }
            let part = try part(notes)
            var heads = 0
            for voice in part.staves.flatMap(\.voices) {
                for (chord, next) in zip(voice, voice.dropFirst()) { #expect(chord.end <= next.start) }
                for chord in voice {
                    #expect(chord.length > 0)
                    heads += chord.tones.count
                }
            }
            let distinct = Set(
                notes.map { note -> [Int] in
                    let position = note.onset
                    let step = Double(part.step(ofBeat: Int(position))) / 24
                    return [note.pitch, Int((position / step).rounded()), part.step(ofBeat: Int(position))]
                })
            #expect(heads <= notes.count && heads >= distinct.count - 4)
            #expect(part.staves.allSatisfy { $0.voices.count <= 2 })
        }
    }

    @Test func keyboardsHaveTwoStaves() throws {
        let part = try part([note(40, 0, 1, .piano), note(72, 0, 1, .piano)])
        #expect(part.staves.map(\.clef) == [.treble, .bass])
        #expect(part.staves.map { $0.voices[0][0].tones[0].pitch } == [72, 40])
        #expect(ScoreClef.staves(for: .bass, pitches: [30]) == [.bassBelow])
        #expect(ScoreClef.staves(for: .acousticGuitar, pitches: [60]) == [.trebleBelow])
        #expect(ScoreClef.staves(for: .cello, pitches: [45]) == [.bass])
    }
}
