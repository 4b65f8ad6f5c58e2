import Foundation
import Testing

@testable import MultiTask

@Suite struct ThresholdsTests {
    @Test func oneHalfUnlessSaidOtherwise() {
        let thresholds = Thresholds(for: Instrument.nine)
        #expect(thresholds.pitch == 0.5)
        #expect(thresholds.instruments.count == 9)
        #expect(thresholds.instruments.allSatisfy { $0.activity == 0.5 && $0.roll == 0.5 })
        #expect(thresholds.fit(Instrument.nine))
        #expect(!thresholds.fit([.piano]))
    }

    @Test func theyAreStoredAsJSON() throws {
        let text = #"{"pitch":0.4,"instruments":[{"instrument":"piano","activity":0.25,"roll":0.75}]}"#
        let thresholds = try JSONDecoder().decode(Thresholds.self, from: Data(text.utf8))
        #expect(
            thresholds == Thresholds(pitch: 0.4, instruments: [.init(instrument: "piano", activity: 0.25, roll: 0.75)]))
        #expect(try JSONDecoder().decode(Thresholds.self, from: JSONEncoder().encode(thresholds)) == thresholds)
    }

    @Test(arguments: [
        #"{"pitch":1.5,"instruments":[]}"#,
        #"{"pitch":0.5,"instruments":[{"instrument":"piano","activity":-0.1,"roll":0.5}]}"#,
        #"{"pitch":0.5,"instruments":[{"instrument":"piano","activity":0.1,"roll":7}]}"#,
    ])
    func whatIsNoProbabilityIsRefused(_ text: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Thresholds.self, from: Data(text.utf8))
        }
    }

    @Test func everyThresholdIsOneHalfOnTheCommonScale() {
        #expect(Activation.level(0, threshold: 0.8) == 0)
        #expect(Activation.level(0.8, threshold: 0.8) == 0.5)
        #expect(Activation.level(1, threshold: 0.8) == 1)
        #expect(abs(Activation.level(0.4, threshold: 0.8) - 0.25) < 1e-6)
        #expect(abs(Activation.level(0.6, threshold: 0.2) - 0.75) < 1e-6)
        // At the ends of the range it stays finite.
        #expect(Activation.level(0, threshold: 0) == 0)
        #expect(Activation.level(0.3, threshold: 1) < 0.5)
    }
}
