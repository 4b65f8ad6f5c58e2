import Foundation
import Synchronization
import Testing

@testable import Tensor

@Suite struct ParallelTests {
    @Test(arguments: [0, 1, 2, 7, 1000])
    func runsEachIndexOnce(count: Int) {
        let counts = Storage(count: count)
        counts.base.update(repeating: 0, count: count)
        let shared = SharedPointer(counts.base)
        Parallel.forEach(count) { shared.base[$0] += 1 }
        #expect((0..<count).allSatisfy { counts.base[$0] == 1 })
    }

    @Test(arguments: [(0, 4), (1, 4), (4, 4), (9, 4), (1001, 10)])
    func rangesCoverEverythingOnce(count: Int, grain: Int) {
        let counts = Storage(count: count)
        counts.base.update(repeating: 0, count: count)
        let shared = SharedPointer(counts.base)
        Parallel.ranges(count, grain: grain) { range in
            for index in range { shared.base[index] += Float(range.count <= grain ? 1 : 100) }
        }
        #expect((0..<count).allSatisfy { counts.base[$0] == 1 })
    }

    @Test func loopsInLoopsRunEachIndexOnce() {
        let (outer, middle, inner) = (7, 5, 3)
        let counts = Storage(count: outer * middle * inner)
        counts.base.update(repeating: 0, count: counts.count)
        let shared = SharedPointer(counts.base)
        Parallel.forEach(outer) { first in
            Parallel.forEach(middle) { second in
                Parallel.withPermit {
                    Parallel.forEach(inner) { third in shared.base[(first * middle + second) * inner + third] += 1 }
                }
            }
        }
        #expect((0..<counts.count).allSatisfy { counts.base[$0] == 1 })
    }

    /// Parts of unequal size with loops of their own, which threads that are done may help with: each index once, and never
    /// more bodies run than there are threads.
    @Test func largePartsAreHelpedByThreadsThatAreDone() {
        let running = Atomic(0)
        let most = Atomic(0)
        let calls = Atomic(0)
        for _ in 0..<4 {
            Parallel.forEachLarge(2) { part in
                for _ in 0..<(part == 0 ? 20 : 1) {
                    Parallel.forEach(4) { _ in
                        most.max(running.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
                        usleep(100)
                        running.subtract(1, ordering: .relaxed)
                        calls.add(1, ordering: .relaxed)
                    }
                }
            }
        }
        #expect(calls.load(ordering: .relaxed) == 4 * 4 * 21)
        #expect(most.load(ordering: .relaxed) <= EngineDescription.current.threads)
        #expect(running.load(ordering: .relaxed) == 0)
    }

    /// Eight threads that all call at once, with loops in loops: never more bodies run than the engine has threads.
    @Test func manyCallersShareTheThreads() {
        let running = Atomic(0)
        let most = Atomic(0)
        let calls = Atomic(0)
        /// Counts itself while it runs, long enough to be met by others.
        @Sendable func body() {
            most.max(running.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
            usleep(200)
            running.subtract(1, ordering: .relaxed)
            calls.add(1, ordering: .relaxed)
        }
        onThreads(8) { thread in
            for round in 0..<5 {
                Parallel.forEach(4) { _ in body() }
                Parallel.forEach(1) { _ in body() }
                Parallel.withPermit {
                    body()
                    Parallel.forEach(3) { part in
                        if part == thread % 3 { Parallel.forEach(round) { _ in body() } } else { body() }
                    }
                }
            }
        }
        #expect(calls.load(ordering: .relaxed) == 8 * (5 * (4 + 1 + 1 + 2) + 0 + 1 + 2 + 3 + 4))
        #expect(most.load(ordering: .relaxed) <= EngineDescription.current.threads)
        #expect(running.load(ordering: .relaxed) == 0)
    }

    /// Results that are handed through, errors too, and the permit given back either way.
    @Test func aPermitIsKeptForAsLongAsItsBodyRuns() {
        struct Refusal: Error {}
        #expect(Parallel.withPermit { Parallel.withPermit { 7 } } == 7)
        for _ in 0..<2 * EngineDescription.current.threads {
            #expect(throws: Refusal.self) { try Parallel.withPermit { throw Refusal() } }
        }
    }

    /// Whatever runs where, results are the same bits: every sum is split by the problem alone.
    @Test func resultsRepeatBitForBit() throws {
        let image = randomTensor([3, 45, 61, 12], seed: 1)
        let weight = randomTensor([20, 12, 3, 3], seed: 2)
        let scale = randomTensor([20], seed: 3)
        let settings = ConvolutionSettings(padding: Size2D(1))
        func step() throws -> [[UInt32]] {
            let leaves = [image.tracked(), weight.tracked(), scale.tracked()]
            let features = leaves[0].conv2d(weight: leaves[1], settings: settings)
            let (normalised, _) = features.batchNormalized(scale: leaves[2], offset: scale)
            let loss =
                normalised.leakyReLU().logSumExp(axis: 1).sigmoid().sum()
                + normalised.binaryCrossEntropy(targets: features.detached().sigmoid())
            let gradients = loss.backward()
            return try ([loss] + leaves.map { try #require(gradients[$0]) }).map { $0.scalars.map(\.bitPattern) }
        }
        let first = try step()
        for _ in 0..<5 { #expect(try step() == first) }
    }

    /// Runs `body` on so many threads of its own, all at once.
    private func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        let group = DispatchGroup()
        for index in 0..<count {
            group.enter()
            Thread {
                body(index)
                group.leave()
            }.start()
        }
        group.wait()
    }
}
