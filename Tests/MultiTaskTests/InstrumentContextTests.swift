import Foundation
import Testing

@testable import MultiTask

/// What was heard before changes what is believed now.
@Suite struct InstrumentContextTests {
    private let rate = 31.25

    private func context(_ settings: InstrumentContext.Settings = .init()) -> InstrumentContext {
        InstrumentContext(settings, instrumentCount: 2, frameRate: rate)
    }

    /// Two instruments that are both half believed in now: one was sure for ten seconds, the other never.
    @Test func whoWasHeardBeforeIsBelievedSooner() {
        var context = context()
        for _ in 0..<312 { _ = context.next([3, -6]) }
        let believed = context.next([0, 0])
        #expect(believed[0] > 2.5 && believed[0] < 3)
        #expect(believed[1] < -2)
    }

    @Test func isTheRunningMeanOfTheOdds() {
        var settings = InstrumentContext.Settings()
        (settings.memory, settings.beginning, settings.beginningLogit) = (2, 0.5, -1)
        var context = context(settings)
        let logits: [Float] = [0.3, -2, 5, 1]
        var last: Float = 0
        for logit in logits { last = context.next([logit, 0])[0] }
        let kept = exp(-1 / (2 * rate))
        var (odds, mass) = (0.5 * rate * exp(-1), 0.5 * rate)
        for logit in logits { (odds, mass) = (odds * kept + exp(min(4, Double(logit))), mass * kept + 1) }
        #expect(abs(Double(last) - log(odds / mass)) < 1e-5)
    }

    @Test func forgets() {
        var context = context()
        for _ in 0..<312 { _ = context.next([3, 0]) }
        for _ in 0..<Int(4 * 30 * rate) { _ = context.next([-6, 0]) }
        #expect(context.next([-6, 0])[0] < -1)
    }

    /// However long and however sure, the numbers stay numbers.
    @Test func staysFinite() {
        var context = context()
        for _ in 0..<50_000 { _ = context.next([1_000, -1_000]) }
        let believed = context.next([1_000, -1_000])
        #expect(believed[0].isFinite && believed[1].isFinite)
    }

    /// Weights that were written before there was a context have none, and say the same as ever.
    @Test func olderDescriptionsHaveNone() throws {
        var description = ModelDescription(network: NetworkSettings(instrumentCount: 2), instruments: [.cello, .flute])
        let older = try JSONDecoder().decode(ModelDescription.self, from: Data(description.json().utf8))
        #expect(older.context == nil)
        description.context = InstrumentContext.Settings()
        let newer = try JSONDecoder().decode(ModelDescription.self, from: Data(description.json().utf8))
        #expect(newer == description && newer.contradiction() == nil)
        description.context?.memory = 0
        #expect(description.contradiction()?.contains("context") == true)
    }
}
