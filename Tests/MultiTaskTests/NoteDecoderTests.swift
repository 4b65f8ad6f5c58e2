import Testing

@testable import MultiTask

@Suite struct NoteDecoderTests {
    private let decoder = NoteDecoder(instruments: HandMade.duo)
    private let frame = 1 / 31.25

    private func notes(
        _ curves: HandMade.Curve..., thresholds: Thresholds? = nil, settings: NoteDecoder.Settings = .init()
    ) -> [Note] {
        NoteDecoder(instruments: HandMade.duo, thresholds: thresholds, settings: settings)
            .decode(HandMade.prediction(curves))
    }

    @Test func aHeldNoteIsOneNote() {
        // It wavers about the threshold, as real activations do.
        let levels: [Float] = [0.1, 0.6, 0.9, 0.7, 0.48, 0.55, 0.45, 0.6, 0.42, 0.52, 0.47, 0.1, 0.1, 0.1]
        let found = notes(.init(60, 0, levels))
        #expect(found.count == 1)
        #expect(found.first?.pitch == 60)
        #expect(found.first?.instrument == .piano)
    }

    /// The onset lies behind the rise, the offset half a frame behind the last active frame.
    @Test func timesComeFromTheRiseAndTheLastActiveFrame() throws {
        let found = notes(.init(60, 0, HandMade.held(0, 4) + HandMade.held(0.9, 6) + HandMade.held(0, 5)))
        let note = try #require(found.first)
        #expect(abs(note.onset - 3.875 * frame) < 1e-9)
        #expect(abs(note.offset - 9.5 * frame) < 1e-9)
        #expect(abs(note.confidence - 0.9) < 1e-6)
        #expect(note.velocity == 1 + 113)
    }

    /// However early or late the threshold is crossed, a slow rise has its onset in its middle.
    @Test func anOnsetIsFoundBetweenFrames() throws {
        for threshold: Float in [0.35, 0.5, 0.6] {
            let thresholds = Thresholds(
                pitch: threshold, instruments: [.init(instrument: "piano"), .init(instrument: "violin")])
            let curve = HandMade.held(0, 4) + [0.25, 0.5, 0.75] + HandMade.held(1, 6) + HandMade.held(0, 5)
            let note = try #require(notes(.init(60, 0, curve), thresholds: thresholds).first)
            #expect(abs(note.onset - (5 + 0.4) * frame) < 0.6 * frame, "threshold \(threshold): \(note.onset / frame)")
        }
    }

    @Test func aNoteMayStartAtTheBeginningAndLastToTheEnd() throws {
        let note = try #require(notes(.init(60, 0, HandMade.held(0.9, 10))).first)
        #expect(note.onset == 0)
        #expect(abs(note.offset - 9.5 * frame) < 1e-9)
    }

    @Test func aNoteStruckAnewIsTwo() {
        let levels = HandMade.held(0.9, 8) + [0.5, 0.95] + HandMade.held(0.9, 8) + HandMade.held(0, 4)
        let found = notes(.init(60, 0, levels))
        #expect(found.count == 2)
        #expect(abs((found.last?.onset ?? 0) - 8.875 * frame) < 1e-9)
        #expect(abs((found.first?.offset ?? 0) - 7.5 * frame) < 1e-9)
        #expect(notes(.init(60, 0, levels), settings: .init(restrikeRise: nil)).count == 1)
    }

    @Test func aSlowSwellIsNoNewNote() {
        // A bowed note: struck, sinking, and swelling again over a second.
        let sinking = (0..<15).map { 0.9 - 0.025 * Float($0) }
        let swelling = (0..<15).map { 0.55 + 0.025 * Float($0) }
        #expect(notes(.init(60, 1, sinking + swelling)).count == 1)
    }

    @Test func aSlowAttackIsNoNewNote() {
        #expect(notes(.init(60, 0, [0.3, 0.5, 0.6, 0.85, 0.97] + HandMade.held(0.9, 6))).count == 1)
    }

    @Test func aShortGapIsClosedAndALongOneIsNot() {
        let shallow = HandMade.held(0.6, 6) + HandMade.held(0.34, 1) + HandMade.held(0.6, 6)
        #expect(notes(.init(60, 0, shallow)).count == 1)
        #expect(notes(.init(60, 0, shallow), settings: .init(gapClosing: 0)).count == 2)
        let long = HandMade.held(0.6, 6) + HandMade.held(0.34, 3) + HandMade.held(0.6, 6)
        #expect(notes(.init(60, 0, long)).count == 2)
        #expect(notes(.init(60, 0, long), settings: .init(gapClosing: 0.1)).count == 1)
    }

    @Test func whatIsTooShortIsDropped() {
        let short = HandMade.held(0, 3) + HandMade.held(0.9, 2) + HandMade.held(0, 5)
        #expect(notes(.init(60, 0, short)).isEmpty)
        #expect(notes(.init(60, 0, short), settings: .init(minimumLength: 0.06)).count == 1)
    }

    @Test func silenceHasNoNotes() {
        #expect(decoder.decode(HandMade.prediction([], frames: 100)).isEmpty)
        #expect(decoder.decode(HandMade.prediction([], frames: 0)).isEmpty)
    }

    @Test func aPitchGoesToItsLikeliestInstrument() {
        // The pitch head is sure; the roll is below its threshold for both, and wavers between them.
        let piano: [Float] = (0..<20).map { $0 % 4 == 3 ? 0.15 : 0.3 }
        let found = notes(
            .init(60, 0, HandMade.held(0.9, 20), roll: piano),
            .init(60, 1, HandMade.held(0.9, 20), roll: HandMade.held(0.2, 20)))
        #expect(found.map(\.instrument) == [.piano])
    }

    @Test func twoInstrumentsMayShareAPitch() {
        let found = notes(
            .init(60, 0, HandMade.held(0.9, 20)),
            .init(60, 1, HandMade.held(0, 5) + HandMade.held(0.8, 15)))
        #expect(found.map(\.instrument) == [.piano, .violin])
        #expect(found.map(\.pitch) == [60, 60])
    }

    /// However the roll wavers, a held note is one player's; struck anew it may be another's.
    @Test func aNoteIsOnePlayersAndTheNextMayBeAnothers() {
        func found(_ pitch: [Float]) -> [Instrument] {
            let turn = pitch.count / 2
            return notes(
                .init(60, 0, pitch, roll: HandMade.held(0.4, turn) + HandMade.held(0.05, pitch.count - turn)),
                .init(60, 1, pitch, roll: HandMade.held(0.05, turn) + HandMade.held(0.3, pitch.count - turn))
            ).map(\.instrument)
        }
        #expect(found(HandMade.held(0.9, 40)) == [.piano])
        #expect(found(HandMade.held(0.9, 19) + [0.4] + HandMade.held(0.9, 20)) == [.piano, .violin])
    }

    /// Who plays along is told apart from whose note it is even where he stops first.
    @Test func whoeverIsLikeliestIsNotTwiceThere() {
        let found = notes(
            .init(60, 0, HandMade.held(0.9, 20) + HandMade.held(0.6, 20)),
            .init(60, 1, HandMade.held(0.85, 10) + HandMade.held(0.02, 30)))
        #expect(found.map(\.instrument) == [.piano, .violin])
        #expect(found.first.map { $0.offset > 39 * frame } == true && found.last.map { $0.offset < 11 * frame } == true)
    }

    @Test func eachInstrumentHasItsThreshold() {
        let curve = HandMade.Curve(60, 1, HandMade.held(0.4, 20))
        var thresholds = Thresholds(for: HandMade.duo)
        #expect(notes(curve).isEmpty)
        thresholds.instruments[1].roll = 0.3
        let decoder = NoteDecoder(
            instruments: HandMade.duo, thresholds: thresholds, settings: NoteDecoder.Settings(leastUnison: 0))
        #expect(decoder.decode(HandMade.prediction([curve])).map(\.instrument) == [.violin])
    }

    @Test func kinDoNotPlayInUnisonUnlessTheRollIsSure() {
        // The violin's low threshold, best for frames, would have it play the piano's note too.
        var thresholds = Thresholds(for: HandMade.duo)
        thresholds.instruments[1].roll = 0.3
        let decoder = NoteDecoder(instruments: HandMade.duo, thresholds: thresholds)
        func players(_ level: Float) -> [Instrument] {
            decoder.decode(
                HandMade.prediction([.init(60, 0, HandMade.held(0.9, 20)), .init(60, 1, HandMade.held(level, 20))])
            ).map(\.instrument)
        }
        #expect(players(0.6) == [.piano])
        #expect(players(0.85) == [.piano, .violin])
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func aStreamGivesTheSameNotes(seed: UInt64) {
        var generator = SplitMix(seed: seed)
        let prediction = HandMade.random(frames: 400, instruments: [.piano, .violin, .flute], using: &generator)
        let decoder = NoteDecoder(instruments: prediction.instruments)
        let whole = decoder.decode(prediction)
        #expect(whole.count > 100)
        for longest in [1, 7, 50, 400] {
            var stream = decoder.stream()
            var notes: [Note] = []
            var frame = 0
            while frame < prediction.frameCount {
                let next = min(frame + Int.random(in: 1...longest, using: &generator), prediction.frameCount)
                notes += stream.append(prediction.frames(frame..<next))
                frame = next
            }
            notes += stream.finish()
            #expect(notes.sorted(by: Note.precedes) == whole, "blocks of up to \(longest) frames")
        }
    }

    @Test func aStreamGivesANoteSoonAfterItsEnd() {
        var stream = decoder.stream()
        let curve = HandMade.held(0.9, 20) + HandMade.held(0, 30)
        let prediction = HandMade.prediction([.init(60, 0, curve)])
        var given: Int?
        for frame in 0..<prediction.frameCount where given == nil {
            let notes = stream.append(
                pitch: Array(prediction.pitch(atFrame: frame)), roll: Array(prediction.roll(atFrame: frame)))
            if frame == 19 { #expect(stream.sounding.map(\.pitch) == [60]) }
            if !notes.isEmpty { given = frame }
        }
        #expect(given == 19 + stream.delayInFrames)
        #expect(stream.sounding.isEmpty)
        #expect(stream.finish().isEmpty)
    }

    /// What is proposed for frames to come is what those frames would give, and nothing of it is taken.
    @Test func proposalsTakeNothing() {
        let curve = HandMade.held(0, 4) + HandMade.held(0.9, 8) + HandMade.held(0, 6) + HandMade.held(0.9, 12)
        let whole = HandMade.prediction([.init(60, 0, curve)])
        var stream = decoder.stream()
        _ = stream.append(whole.frames(0..<8))
        let (ended, sounding) = stream.proposals(for: whole.frames(8..<26))
        #expect(ended.map(\.pitch) == [60] && sounding.map(\.pitch) == [60])
        #expect(stream.frameCount == 8 && stream.proposals(for: whole.frames(8..<26)).ended == ended)
        let found = stream.append(whole.frames(8..<whole.frameCount)) + stream.finish()
        #expect(found == decoder.decode(whole))
        #expect(ended == Array(found.prefix(1)) && sounding.first?.onset == found.last?.onset)
    }
}
