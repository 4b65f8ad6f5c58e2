import Testing

@testable import Tensor

/// The example of the article AddAnOperator.md, letter by letter.
extension Tensor {
    /// x / (1 + |x|), element by element.
    func softsign() -> Tensor {
        let value = Elementwise.loop(over: self) { target, source, count in
            for index in 0..<count { target[index] = source[index] / (1 + abs(source[index])) }
        }
        return value.recorded(from: [self]) { gradient in
            [
                Elementwise.loop(over: gradient, value) { target, gradient, value, count in
                    for index in 0..<count {
                        let rest = 1 - abs(value[index])
                        target[index] = gradient[index] * rest * rest
                    }
                }
            ]
        }
    }
}

struct AddAnOperatorTests {
    @Test func values() {
        #expect(Tensor([-1, 0, 3], shape: [3]).softsign().scalars == [-0.5, 0, 0.75])
    }

    @Test func gradients() {
        checkGradients(of: [spacedTensor([3, 5], seed: 1)]) { $0[0].softsign() }
    }

    /// The two examples of the landing page.
    @Test func theLandingPage() throws {
        let x = Tensor([1, 2, 3], shape: [3]).tracked()
        let loss = (x * x).sum()
        #expect(loss.backward()[x]?.description == "Tensor(3)[2.0, 4.0, 6.0]")

        let batches = [(randomTensor([2, 5, 5, 1], seed: 2), Tensor.ones([2, 3, 3, 8]))]
        var losses: [Float] = []
        var generator = SeededGenerator(seed: 1)
        let layer = ConvolutionLayer(name: "conv", inputs: 1, outputs: 8, kernel: 3)
        var parameters = ParameterSet(initializing: layer.specifications, using: &generator)
        var optimizer = AdamW()
        for (image, target) in batches + batches {
            let tracked = parameters.tracked()
            let loss = layer(image, parameters: tracked).binaryCrossEntropy(targets: target)
            losses.append(loss.scalar)
            var gradients = tracked.gradients(in: loss.backward())
            GradientClipping.clip(&gradients, toNorm: 1)
            try NonFiniteError.check(gradients)
            parameters = optimizer.step(parameters, gradients: gradients, learningRate: 1e-3)
        }
        #expect(losses[1] < losses[0])
    }
}
