import Tensor
import Testing

@Suite struct ReshapeTests {
    @Test func keepsTheRowMajorOrder() {
        let table = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
        #expect(table.reshaped([3, 2])[1, 0] == 3)
        #expect(table.reshaped([6]).scalars == table.scalars)
    }

    @Test func agreesWithPyTorch() throws {
        for golden in try Golden.cases("shapes", "reshape.") {
            let shape = TensorShape(try golden.integers())
            try golden.check(inputs: ["input"]) { $0[0].reshaped(shape) }
        }
    }

    @Test func gradients() {
        checkGradients(of: [randomTensor([3, 5], seed: 1)]) { $0[0].reshaped([5, 1, 3]) }
    }
}
