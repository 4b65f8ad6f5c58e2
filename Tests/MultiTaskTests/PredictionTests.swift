import MultiTask
import Testing

@Suite struct PredictionTests {
    @Test func framesAndTimes() {
        let prediction = HandMade.prediction([.init(60, 1, [0.1, 0.2, 0.9])])
        #expect(prediction.frameCount == 3)
        #expect(prediction.frameRate == 16000.0 / 512)
        #expect(prediction.time(ofFrame: 2) == 0.064)
        #expect(prediction.duration == 0.096)
    }

    @Test func aCellIsReachedByPitchAndInstrument() {
        let prediction = HandMade.prediction([.init(60, 1, [0.1, 0.2, 0.9])])
        #expect(prediction.probability(ofPitch: 60, instrument: 1, frame: 2) == 0.9)
        #expect(prediction.probability(ofPitch: 60, instrument: 0, frame: 2) == 0.02)
        #expect(Array(prediction.pitch(atFrame: 2))[60 - 21] == 0.9)
        #expect(Array(prediction.instrument(atFrame: 1)) == [0.02, 0.2])
        #expect(Array(prediction.roll(atFrame: 1))[(60 - 21) * 2 + 1] == 0.2)
    }

    @Test func someFramesAreAPredictionOfTheirOwn() {
        let prediction = HandMade.prediction([.init(60, 1, [0.1, 0.2, 0.9, 0.4])])
        let middle = prediction.frames(1..<3)
        #expect(middle.frameCount == 2)
        #expect(middle.probability(ofPitch: 60, instrument: 1, frame: 1) == 0.9)
        #expect(prediction.frames(0..<4) == prediction)
    }
}
