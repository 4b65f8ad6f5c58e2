import Foundation
import Tensor
import Testing

/// ``LearningRateSchedule`` against PyTorch's schedulers (Tests/Reference/optimizers.py).
struct LearningRateScheduleTests {
    private struct Case: Decodable {
        let rates: [Float]
        let rate: Float?
        let every: Int?
        let factor: Float?
        let least: Float?
        let warmUp: Int?
        let total: Int?
        let epochs: [Int]?
    }

    private func cases() throws -> [String: Case] {
        let url = try #require(Bundle.module.url(forResource: "Golden/schedules", withExtension: "json"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode([String: Case].self, from: Data(contentsOf: url))
    }

    private func expectRates(_ schedule: LearningRateSchedule, _ golden: Case) {
        #expect(!golden.rates.isEmpty)
        for (index, expected) in zip(golden.epochs ?? Array(golden.rates.indices), golden.rates) {
            let found = schedule.rate(at: index)
            #expect(abs(found - expected) <= 1e-6 * (golden.rate ?? 0.01), "\(schedule) at \(index): \(found)")
        }
    }

    @Test func steps() throws {
        let golden = try #require(try cases()["step"])
        let (rate, every, factor) = try (
            #require(golden.rate), #require(golden.every), #require(golden.factor)
        )
        expectRates(.step(rate: rate, every: every, factor: factor), golden)
    }

    @Test(arguments: ["cosine", "cosine_with_warm_up"]) func cosines(name: String) throws {
        let golden = try #require(try cases()[name])
        let (rate, least) = try (#require(golden.rate), #require(golden.least))
        let (warmUp, total) = try (#require(golden.warmUp), #require(golden.total))
        expectRates(.cosine(rate: rate, least: least, warmUp: warmUp, total: total), golden)
    }

    @Test func thePapers() throws {
        expectRates(.paper(rate: 0.01), try #require(try cases()["paper"]))
    }

    @Test func constants() {
        #expect([0, 1, 1_000_000].map { LearningRateSchedule.constant(rate: 0.5).rate(at: $0) } == [0.5, 0.5, 0.5])
    }

    @Test func nothingButWarmUp() {
        let schedule = LearningRateSchedule.cosine(rate: 1, warmUp: 2, total: 2)
        #expect([0, 1, 2, 3].map { schedule.rate(at: $0) } == [0.5, 1, 0, 0])
    }

    @Test func aScheduleIsASettingThatCanBeSaved() throws {
        let schedule = LearningRateSchedule.cosine(rate: 0.1, least: 0.01, warmUp: 3, total: 9)
        let data = try JSONEncoder().encode(schedule)
        #expect(try JSONDecoder().decode(LearningRateSchedule.self, from: data) == schedule)
    }
}
