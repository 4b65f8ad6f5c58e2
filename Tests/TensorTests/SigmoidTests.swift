import Foundation
import Tensor
import Testing

@Suite struct SigmoidTests {
    @Test func isHalfAtZero() {
        #expect(Tensor([0, 500, -500], shape: [3]).sigmoid().scalars == [0.5, 1, 0])
    }

    @Test func agreesWithPyTorch() throws {
        for golden in try Golden.cases("activations", "sigmoid.") {
            try golden.check(inputs: ["input"]) { $0[0].sigmoid() }
        }
    }

    @Test func gradients() {
        checkGradients(of: [randomTensor([3, 5], seed: 1)]) { $0[0].sigmoid() }
    }

    @Test func isExactInBothTails() {
        let values = (-80...80).map { Float($0) }
        for (value, found) in zip(values, Tensor(values, shape: [161]).sigmoid().scalars) {
            #expect(abs(Double(found) * (1 + Foundation.exp(-Double(value))) - 1) < 3e-7)
        }
    }
}
