import Tensor
import Testing

@Suite struct LeakyReLUTests {
    @Test func keepsAShareOfTheNegative() {
        let values = Tensor([-2, 0, 3], shape: [3])
        #expect(values.leakyReLU().scalars == [-0.02, 0, 3])
        #expect(values.relu().scalars == [0, 0, 3])
    }

    @Test func agreesWithPyTorch() throws {
        for golden in try Golden.cases("activations", "leaky_relu.") {
            try golden.check(inputs: ["input"]) {
                $0[0].leakyReLU(slope: golden.name.contains("slope_0.2") ? 0.2 : 0.01)
            }
        }
        for golden in try Golden.cases("activations", "relu.") {
            try golden.check(inputs: ["input"]) { $0[0].relu() }
        }
    }

    @Test(arguments: [Float(0.01), 0.2, 0, -0.5])
    func gradients(slope: Float) {
        checkGradients(of: [spacedTensor([3, 1, 5], seed: 1)]) { $0[0].leakyReLU(slope: slope) }
    }
}
