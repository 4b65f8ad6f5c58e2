import Foundation
import Tensor
import Testing

@Suite struct CrossEntropyTests {
    @Test func isTheMeanOverRows() {
        let logits = Tensor([0, 0, 0, 100], shape: [2, 2])
        let loss = logits.crossEntropy(labels: [0, 1]).scalar
        #expect(abs(loss - Foundation.log(2) / 2) < 1e-6)
    }

    @Test func agreesWithPyTorch() throws {
        for golden in try Golden.cases("losses", "cross_entropy.") {
            let labels = try golden.integers("labels")
            try golden.check(inputs: ["input"]) { $0[0].crossEntropy(labels: labels) }
        }
    }

    @Test func gradients() {
        checkGradients(of: [randomTensor([2, 3, 5], seed: 1)]) {
            $0[0].crossEntropy(labels: [4, 0, 2, 2, 1, 3]) * 10
        }
    }
}
