import Tensor
import Testing

@Suite struct PaddingTests {
    @Test func addsABorder() {
        let table = Tensor([1, 2, 3, 4], shape: [2, 2])
        let padded = table.padded(before: [1, 0], after: [0, 1], with: 9)
        #expect(padded.shape == [3, 3])
        #expect(padded.scalars == [9, 9, 9, 1, 2, 9, 3, 4, 9])
    }

    @Test func agreesWithPyTorch() throws {
        for golden in try Golden.cases("shapes", "pad.") {
            let widths = try golden.integers()
            let before = stride(from: 0, to: widths.count, by: 2).map { widths[$0] }
            let after = stride(from: 1, to: widths.count, by: 2).map { widths[$0] }
            let value = try golden["value"].scalar
            try golden.check(inputs: ["input"]) { $0[0].padded(before: before, after: after, with: value) }
        }
    }

    @Test func gradients() {
        checkGradients(of: [randomTensor([3, 1, 5], seed: 1)]) {
            $0[0].padded(before: [1, 0, 2], after: [0, 3, 1], with: 2)
        }
    }
}
