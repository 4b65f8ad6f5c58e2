import Testing

@testable import Tensor

/// ``ParameterUpdates``: the loops under the optimizers.
struct ParameterUpdatesTests {
    @Test func rootsAreRightToTheLastPlace() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<2000 {
            // Magnitudes over the whole range of normal numbers.
            var values = ParameterUpdates.Lanes.zero
            for lane in values.indices {
                let bits = UInt32.random(in: 0x0080_0000..<0x7F80_0000, using: &generator)
                values[lane] = Float(bitPattern: bits)
            }
            values[3] = 0
            let roots = ParameterUpdates.squareRoot(values)
            for lane in values.indices {
                let expected = values[lane].squareRoot()
                #expect(abs(roots[lane] - expected) <= expected.ulp)
            }
            #expect(roots[3] == 0)
        }
    }

    @Test func sumsOfSquares() {
        #expect(ParameterUpdates.sumOfSquares(Tensor([3, -4], shape: [2])) == 25)
        #expect(ParameterUpdates.sumOfSquares(.ones([100_003])) == 100_003)
        #expect(ParameterUpdates.sumOfSquares(.zeros([0])) == 0)
    }
}
