import Testing

@testable import MultiTask

/// The area under the curve of weighted clips, for tests that only import what everybody can.
enum RankedScoresProbe {
    static func area(scores: [Float], labels: [Bool], ends: [Int], weights: [Double]) -> Double? {
        RankedScores(scores: scores, labels: labels, ends: ends).area(weights)
    }
}

@Suite struct BootstrapTests {
    @Test func quantilesAreNumPys() {
        // numpy.quantile([1, 2, 4, 8], q) for these q.
        for (share, expected) in [(0.0, 1.0), (0.025, 1.075), (0.5, 3), (0.975, 7.7), (1, 8)] {
            expectNear(Bootstrap.quantile(share, of: [1, 2, 4, 8]), expected)
        }
        #expect(Bootstrap.quantile(0.3, of: [5]) == 5)
    }

    @Test func clipsAreDrawnWithReplacement() {
        let bootstrap = Bootstrap(clipCount: 20, resamples: 300, seed: 4)
        #expect(bootstrap.weights.count == 300)
        #expect(bootstrap.weights.allSatisfy { $0.reduce(0, +) == 20 })
        // Of 20 clips some 36 % are missing from a resample.
        let missing = bootstrap.weights.map { $0.count { $0 == 0 } }.reduce(0, +)
        #expect(0.32...0.40 ~= Double(missing) / 6_000)
        #expect(bootstrap.weights == Bootstrap(clipCount: 20, resamples: 300, seed: 4).weights)
        #expect(bootstrap.weights != Bootstrap(clipCount: 20, resamples: 300, seed: 5).weights)
    }

    /// The mean of many values has an interval of about ±1.96 standard errors.
    @Test func theIntervalOfAMeanIsAsWideAsTheorySays() throws {
        let values = (0..<400).map { Optional(Double($0 % 20)) }
        let interval = try #require(Bootstrap(clipCount: 400).interval { weightedMean(values, $0) })
        let error = 5.766 / 20
        #expect(abs(interval.low - (9.5 - 1.96 * error)) < 0.12)
        #expect(abs(interval.high - (9.5 + 1.96 * error)) < 0.12)
    }

    @Test func whatIsRarelyDefinedHasNone() {
        let values: [Double?] = [nil, nil, nil]
        #expect(Bootstrap(clipCount: 3, resamples: 50).interval { weightedMean(values, $0) } == nil)
    }
}
