import Tensor
import Testing

/// ``Initializer``: how parameters begin.
struct InitializerTests {
    private func draw(_ initializer: Initializer, _ shape: TensorShape, seed: UInt64 = 1) -> Tensor {
        var generator = SeededGenerator(seed: seed)
        return initializer.tensor(shape: shape, using: &generator)
    }

    @Test func constants() {
        #expect(draw(.constant(0.5), [2, 2]).scalars == [0.5, 0.5, 0.5, 0.5])
    }

    /// Bounds by the fans of (O, I, H, W) = (8, 4, 3, 3): 36 in, 72 out.
    @Test(arguments: [
        (Initializer.uniform(bound: 0.25), Float(0.25)),
        (.kaimingUniform(slope: 0), (6 / 36 as Float).squareRoot()),
        (.kaimingUniform(slope: 1), (3 / 36 as Float).squareRoot()),
        (.xavierUniform(gain: 2), 2 * (6 / 108 as Float).squareRoot()),
    ]) func uniformOnesFillTheirBounds(initializer: Initializer, bound: Float) {
        let values = draw(initializer, [8, 4, 3, 3]).scalars
        #expect(values.allSatisfy { abs($0) <= bound })
        #expect(values.contains { $0 > 0.9 * bound } && values.contains { $0 < -0.9 * bound })
        // A uniform distribution's deviation is its bound ÷ √3.
        let deviation = (values.reduce(0) { $0 + $1 * $1 } / Float(values.count)).squareRoot()
        #expect(abs(deviation - bound / Float(3).squareRoot()) < 0.1 * bound)
    }

    /// Square, tall, wide, and a convolution's whose axes after the first are one.
    @Test(arguments: [[6, 6], [9, 4], [4, 9], [5, 3, 2, 2], [12, 2, 1, 3], [1, 1], [1, 5]])
    func orthogonalOnesStandAtRightAngles(dimensions: [Int]) {
        let shape = TensorShape(dimensions)
        let tensor = draw(.orthogonal(gain: 2), shape)
        #expect(tensor.shape == shape)
        let columns = shape.elementCount / shape[0]
        let matrix = Tensor(tensor.scalars.map { $0 / 2 }, shape: [shape[0], columns])
        expectOrthonormalColumns(shape[0] >= columns ? matrix : matrix.transposedMatrix, "\(shape)")
    }

    /// A decomposition whose signs are left as they come would make the first element negative nearly always.
    @Test func orthogonalOnesPreferNoDirection() {
        let positive = (0..<200).filter { draw(.orthogonal(gain: 1), [3, 3], seed: UInt64($0))[0, 0] > 0 }.count
        #expect(70...130 ~= positive)
    }

    @Test func theSeedDecides() {
        for initializer in [Initializer.orthogonal(gain: 1), .kaimingUniform(slope: 0.01)] {
            #expect(draw(initializer, [4, 4], seed: 3).scalars == draw(initializer, [4, 4], seed: 3).scalars)
            #expect(draw(initializer, [4, 4], seed: 3).scalars != draw(initializer, [4, 4], seed: 4).scalars)
        }
    }
}
