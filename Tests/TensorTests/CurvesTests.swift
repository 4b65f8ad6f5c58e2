import Foundation
import Tensor
import Testing

@Suite struct CurvesTests {
    @Test func elementByElement() {
        let values = Tensor([1, 4], shape: [2])
        #expect(values.squareRoot().scalars == [1, 2])
        expectClose(values.log().exp(), values)
        #expect(Tensor([0, 50, -50], shape: [3]).tanh().scalars == [0, 1, -1])
    }

    @Test func agreesWithPyTorch() throws {
        for golden in try Golden.cases("activations", "tanh.") {
            try golden.check(inputs: ["input"]) { $0[0].tanh() }
        }
    }

    @Test func gradients() {
        let positive = randomTensor([3, 5], seed: 1).exp() + 0.5
        checkGradients(of: [randomTensor([3, 5], seed: 2)], "tanh") { $0[0].tanh() }
        checkGradients(of: [randomTensor([3, 5], seed: 3)], "exp") { $0[0].exp() }
        checkGradients(of: [positive], "log") { $0[0].log() }
        checkGradients(of: [positive], "squareRoot") { $0[0].squareRoot() }
    }

    @Test func endsOfTheRange() {
        let exponentials = Tensor([-.infinity, -200, 200, .infinity], shape: [4]).exp().scalars
        #expect(exponentials == [0, 0, .infinity, .infinity])
        #expect(Tensor([0, .infinity], shape: [2]).log().scalars == [-.infinity, .infinity])
        let invalid = Tensor([-1, .nan], shape: [2]).log()
        #expect(invalid[0].isNaN && invalid[1].isNaN)
        #expect(Tensor([.nan], shape: [1]).exp().scalar.isNaN)
        #expect(Tensor([.nan], shape: [1]).tanh().scalar.isNaN)
    }

    /// The package's own exponentials and logarithms against Foundation's in double precision.
    @Test func accuracy() {
        let steps = (-2000...2000).map { Float($0) / 23 }
        for (step, found) in zip(steps, Tensor(steps, shape: [4001]).exp().scalars) {
            let exact = Foundation.exp(Double(step))
            #expect(abs(Double(found) - exact) <= max(2.5e-7 * exact, 1e-44), "exp \(step)")
        }
        for (step, found) in zip(steps, Tensor(steps, shape: [4001]).tanh().scalars) {
            #expect(abs(Double(found) - Foundation.tanh(Double(step))) <= 2e-7, "tanh \(step)")
        }
        let positive = steps.map { Foundation.exp($0) }
        for (value, found) in zip(positive, Tensor(positive, shape: [4001]).log().scalars) {
            let exact = Foundation.log(Double(value))
            #expect(abs(Double(found) - exact) <= 1.5e-7 * max(1, abs(exact)), "log \(value)")
        }
    }
}
