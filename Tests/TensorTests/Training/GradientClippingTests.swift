import Tensor
import Testing

/// ``GradientClipping`` against PyTorch (Tests/Reference/optimizers.py).
struct GradientClippingTests {
    @Test(arguments: ["above", "below"]) func theNormAndWhatIsLeft(name: String) throws {
        let golden = try #require(try Golden.cases("optimizers", "clip.\(name)").first)
        var gradients = ["w": try golden["before/w"], "b": try golden["before/b"]]
        let norm = GradientClipping.clip(&gradients, toNorm: try golden["limit"].scalar)
        let expected = try golden["norm"].scalar
        #expect(abs(norm - expected) <= 1e-6 * expected)
        for (key, gradient) in gradients { expectClose(gradient, try golden["after/\(key)"], tolerance: 1e-6) }
    }

    /// Sizes around the loop's groups of sixteen and its parts of 4,096.
    @Test(arguments: [0, 1, 15, 17, 4095, 4097, 100_003]) func normsOfAllSizes(count: Int) {
        let gradient = randomTensor([count], seed: 3)
        let expected = gradient.scalars.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        let norm = GradientClipping.norm(of: ["w": gradient])
        #expect(abs(Double(norm) - expected) <= 1e-6 * expected)
    }

    @Test func whatIsNotFiniteIsLeftToTheGuard() {
        var gradients = ["a": Tensor([1, .infinity], shape: [2]), "b": Tensor([3], shape: [1])]
        #expect(GradientClipping.clip(&gradients, toNorm: 1) == .infinity)
        #expect(gradients["b"]?.scalars == [3])
        gradients["a"] = Tensor(.nan)
        #expect(GradientClipping.clip(&gradients, toNorm: 1).isNaN)
    }
}
