import MultiTask
import Testing

@Suite struct FrameDecoderTests {
    @Test func aSoundingPitchGoesToItsLikeliestInstrumentOrToEachThatIsSure() {
        let prediction = HandMade.prediction([
            .init(60, 0, [0.9, 0.9, 0.4, 0.3], roll: [0.3, 0.8, 0.3, 0.3]),
            .init(60, 1, [0.9, 0.9, 0.4, 0.3], roll: [0.2, 0.6, 0.2, 0.7]),
        ])
        let activity = FrameDecoder(thresholds: Thresholds(for: HandMade.duo)).decode(prediction)
        func cells(_ frame: Int) -> [Bool] {
            let start = (frame * 88 + 39) * 2
            return Array(activity.roll[start..<start + 2])
        }
        #expect(cells(0) == [true, false])
        #expect(cells(1) == [true, true])
        #expect(cells(2) == [false, false])
        #expect(cells(3) == [false, true])
        #expect((0..<4).map { activity.pitch[$0 * 88 + 39] } == [true, true, false, false])
        #expect(activity.roll.filter { $0 }.count == 4)
    }

    @Test func anInstrumentPlaysFromItsOwnThreshold() {
        let prediction = HandMade.prediction([.init(60, 0, [0.3, 0.6]), .init(70, 1, [0.3, 0.6])])
        var thresholds = Thresholds(for: HandMade.duo)
        thresholds.instruments[0].activity = 0.3
        let activity = FrameDecoder(thresholds: thresholds).decode(prediction)
        #expect(activity.instrument == [true, false, true, true])
    }
}
