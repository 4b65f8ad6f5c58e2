import Foundation
import Tensor
import Testing

@Suite struct BinaryCrossEntropyTests {
    @Test func isTheMeanOverAllElements() {
        let logits = Tensor([0, 0, 0, 0], shape: [2, 2])
        let targets = Tensor([1, 0, 0, 0], shape: [2, 2])
        #expect(abs(logits.binaryCrossEntropy(targets: targets).scalar - Foundation.log(2)) < 1e-6)
        // The positive element counts ten times: (10 + 3) · log 2 / 4.
        let weighted = logits.binaryCrossEntropy(targets: targets, options: .init(positiveWeight: 10))
        #expect(abs(weighted.scalar - 13 * Foundation.log(2) / 4) < 1e-6)
    }

    @Test func agreesWithPyTorch() throws {
        for golden in try Golden.cases("losses", "bce.") {
            let options = BinaryCrossEntropyOptions(
                positiveWeight: golden.optional("positive_weight"), classWeight: golden.optional("class_weight"),
                mask: golden.optional("mask"))
            try golden.check(inputs: ["input"]) {
                $0[0].binaryCrossEntropy(targets: try golden["targets"], options: options)
            }
        }
    }

    @Test func gradients() {
        let targets = randomTensor([2, 3, 5], seed: 2).sigmoid()
        let options = [
            BinaryCrossEntropyOptions(reduction: .sum),
            BinaryCrossEntropyOptions(positiveWeight: 3),
            BinaryCrossEntropyOptions(
                positiveWeight: randomTensor([5], seed: 3).exp(), classWeight: randomTensor([5], seed: 4).exp(),
                mask: randomTensor([2, 3, 1], seed: 5).sigmoid(), reduction: .sum),
        ]
        for option in options {
            checkGradients(of: [randomTensor([2, 3, 5], seed: 1)]) {
                // Scaled up, so that the tolerance of the check means something for a mean.
                $0[0].binaryCrossEntropy(targets: targets, options: option) * 10
            }
        }
    }

    @Test func farFromZeroNothingOverflowsOrVanishes() throws {
        let logits = Tensor([-500, -30, 30, 500], shape: [4]).tracked()
        let right = logits.binaryCrossEntropy(
            targets: Tensor([0, 0, 1, 1], shape: [4]), options: .init(reduction: .sum))
        #expect(abs(right.scalar / Float(2 * Foundation.exp(-30.0)) - 1) < 1e-5)
        let gradient = try #require(right.backward()[logits]?.scalars)
        #expect(abs(gradient[1] / Float(Foundation.exp(-30.0)) - 1) < 1e-5)
        let wrong = logits.binaryCrossEntropy(
            targets: Tensor([1, 1, 0, 0], shape: [4]), options: .init(reduction: .sum))
        #expect(wrong.scalar == 1060)
    }

    /// Blocks hold whole rows of classes: more elements than one block, and a last block that isn't full.
    @Test func manyRowsOfClasses() {
        let (logits, targets) = (randomTensor([50, 31, 9], seed: 1), randomTensor([50, 31, 9], seed: 2).sigmoid())
        let (positive, weight) = (randomTensor([9], seed: 3).exp(), randomTensor([9], seed: 4).exp())
        let mask = randomTensor([50, 31, 1], seed: 5).sigmoid()
        var (sum, count) = (0.0, 0.0)
        for image in 0..<50 {
            for row in 0..<31 {
                for index in 0..<9 {
                    let (x, t) = (Double(logits[image, row, index]), Double(targets[image, row, index]))
                    let share = 1 / (1 + Foundation.exp(-x))
                    let loss =
                        -Double(positive[index]) * t * Foundation.log(share) - (1 - t) * Foundation.log(1 - share)
                    sum += loss * Double(weight[index]) * Double(mask[image, row, 0])
                    count += Double(mask[image, row, 0])
                }
            }
        }
        let options = BinaryCrossEntropyOptions(positiveWeight: positive, classWeight: weight, mask: mask)
        let found = logits.binaryCrossEntropy(targets: targets, options: options).scalar
        #expect(abs(Double(found) - sum / count) < 1e-5 * sum / count)
    }
}
