import Testing

@testable import MultiTask

/// When windows are worked: every frame within the look-ahead that was asked for.
@Suite struct PaceTests {
    @Test(arguments: [0.0, 0.03, 0.1, 0.25, 0.5, 0.7, 1, 2, 2.5])
    func aShortLookAheadIsKept(seconds: Double) {
        let pace = Pace.live(.seconds(seconds), frameRate: 31.25)
        #expect(Double(pace.lookAhead) <= seconds * 31.25)
        #expect(Double(pace.lookAhead) > seconds * 31.25 - 1, "more could be heard")
        #expect(pace.rightContext >= 0 && pace.step == pace.core && !pace.isExact && pace.proposes)
        // Most of it is context, not waiting.
        #expect(pace.step == 1 || pace.rightContext >= 3 * pace.step - 1)
    }

    @Test func aLongOneIsExact() {
        let exact = Pace.live(.exact, frameRate: 31.25)
        #expect(exact.isExact && exact.core == 16 && exact.rightContext == 80)
        #expect(Pace.live(.seconds(3.1), frameRate: 31.25) == exact)
        #expect(Pace.live(.seconds(60), frameRate: 31.25) == exact)
    }

    @Test func nobodyWaitsOffline() {
        #expect(Pace.offline.core == 320 && Pace.offline.isExact && !Pace.offline.proposes)
    }

    @Test func theStandardLookAheadIsHalfASecond() {
        #expect(PitchStreamer.LookAhead.standard == .seconds(0.5))
        #expect(PitchStreamer.LookAhead.exact.isValid)
        #expect(![-1, .nan, .infinity].contains { PitchStreamer.LookAhead.seconds($0).isValid })
    }
}
