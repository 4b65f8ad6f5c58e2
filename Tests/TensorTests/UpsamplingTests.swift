import Tensor
import Testing

@Suite struct UpsamplingTests {
    @Test func repeatsEveryPixel() {
        let image = Tensor([1, 2], shape: [1, 1, 2, 1])
        #expect(image.upsampled(by: Size2D(height: 2, width: 3)).scalars == [1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2])
    }

    @Test func agreesWithPyTorch() throws {
        for golden in try Golden.cases("upsample") {
            let factor = try golden.integers()
            try golden.check(inputs: ["input"]) {
                $0[0].upsampled(by: Size2D(height: factor[0], width: factor[1]))
            }
        }
    }

    @Test(arguments: [[1, 1], [2, 1], [1, 3], [3, 2]])
    func gradients(factor: [Int]) {
        checkGradients(of: [randomTensor([2, 3, 1, 3], seed: 1)]) {
            $0[0].upsampled(by: Size2D(height: factor[0], width: factor[1]))
        }
    }
}
