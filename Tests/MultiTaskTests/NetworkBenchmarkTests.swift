import Testing

@testable import MultiTask
@testable import Tensor

/// The network as `Benchmarks/` times it: what is timed is the real work.
@Suite struct NetworkBenchmarkTests {
    @Test func infersEveryCellOfTheBatch() {
        let roll = NetworkBenchmark(clips: 2, frames: 20).infer()
        #expect(roll.shape == [2, 88, 20, 10])
        #expect(roll.isFinite)
        #expect(Set(roll.withUnsafeBufferPointer { Array($0.prefix(100)) }).count > 50)
    }

    @Test func aStepOfTrainingLearnsTheBatch() throws {
        var benchmark = NetworkBenchmark(clips: 1, frames: 16)
        let first = try benchmark.train()
        for _ in 0..<4 { _ = try benchmark.train() }
        #expect(try benchmark.train() < first)
    }
}
