import Foundation
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
}
