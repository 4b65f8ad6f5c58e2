import Testing

@testable import MultiTask

/// ``RankCorrelation`` against values of `scipy.stats.spearmanr`.
@Suite struct RankCorrelationTests {
    @Test func equalsScipy() throws {
        let cases: [(first: [Double], second: [Double], expected: Double)] = [
            ([1, 2, 3, 4], [10, 20, 30, 40], 1), ([1, 2, 3, 4], [4, 3, 2, 1], -1),
            ([1, 2, 3, 4, 5], [5, 6, 7, 8, 7], 0.8207826816681233),
            ([3, 1, 4, 1, 5, 9, 2, 6, 5, 3], [2, 7, 1, 8, 2, 8, 1, 8, 2, 8], 0.13471506281091267),
        ]
        for (first, second, expected) in cases {
            let found = try #require(RankCorrelation.spearman(first, second))
            #expect(abs(found - expected) < 1e-12)
        }
    }

    @Test func isNoneWhereOneNeverChanges() {
        #expect(RankCorrelation.spearman([1, 1, 1], [1, 2, 3]) == nil)
        #expect(RankCorrelation.spearman([], []) == nil)
    }
}
