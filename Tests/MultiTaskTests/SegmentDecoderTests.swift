import MultiTask
import Testing

@Suite struct SegmentDecoderTests {
    private let frame = 1 / 31.25

    private func segments(
        _ curves: HandMade.Curve..., settings: SegmentDecoder.Settings = .init()
    ) -> [InstrumentSegment] {
        SegmentDecoder(instruments: HandMade.duo, settings: settings).decode(HandMade.prediction(curves))
    }

    @Test func playingIsMergedAcrossShortPauses() {
        let levels =
            HandMade.held(0, 10) + HandMade.held(0.9, 20) + HandMade.held(0.1, 15) + HandMade.held(0.7, 20)
            + HandMade.held(0.1, 60) + HandMade.held(0.8, 30)
        let found = segments(.init(60, 1, levels))
        #expect(found.map(\.instrument) == [.violin, .violin])
        #expect(abs(found[0].start - 9.5 * frame) < 1e-9)
        #expect(abs(found[0].end - 64.5 * frame) < 1e-9)
        // Over the active frames alone.
        #expect(abs(found[0].confidence - 0.8) < 1e-5)
        #expect(abs(found[1].start - 124.5 * frame) < 1e-9)
        #expect(segments(.init(60, 1, levels), settings: .init(gapClosing: 0)).count == 3)
    }

    @Test func tooLittleActivityIsNoSegment() {
        let blip = HandMade.held(0, 10) + HandMade.held(0.9, 4) + HandMade.held(0, 40)
        #expect(segments(.init(60, 0, blip)).isEmpty)
        #expect(segments(.init(60, 0, blip), settings: .init(minimumActivity: 0.1)).count == 1)
        // Pauses don't count as activity.
        let blips = HandMade.held(0.9, 3) + HandMade.held(0, 10) + HandMade.held(0.9, 3)
        #expect(segments(.init(60, 0, blips)).isEmpty)
    }

    @Test func silenceHasNoSegments() {
        let decoder = SegmentDecoder(instruments: HandMade.duo)
        #expect(decoder.decode(HandMade.prediction([], frames: 100)).isEmpty)
        #expect(decoder.decode(HandMade.prediction([], frames: 0)).isEmpty)
    }

    @Test func aStreamGivesTheSameSegments() {
        var generator = SplitMix(seed: 4)
        let prediction = HandMade.random(frames: 1500, instruments: [.piano, .violin, .flute], using: &generator)
        let decoder = SegmentDecoder(instruments: prediction.instruments)
        let whole = decoder.decode(prediction)
        #expect(whole.count > 5)
        for longest in [1, 13, 600] {
            var stream = decoder.stream()
            var found: [InstrumentSegment] = []
            while stream.frameCount < prediction.frameCount {
                let next = min(
                    stream.frameCount + Int.random(in: 1...longest, using: &generator), prediction.frameCount)
                found += stream.append(prediction.frames(stream.frameCount..<next))
            }
            found += stream.finish()
            #expect(found.sorted(by: InstrumentSegment.precedes) == whole)
        }
    }
}
