import Tensor
import Testing

@Suite struct PermutationTests {
    @Test func namesTheOldAxesInTheirNewOrder() {
        let image = randomTensor([2, 5, 7, 3], seed: 1)
        let planes = image.permuted([0, 3, 1, 2])
        #expect(planes.shape == [2, 3, 5, 7])
        #expect(planes[1, 2, 4, 6] == image[1, 4, 6, 2])
        #expect(Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3]).transposed().scalars == [1, 4, 2, 5, 3, 6])
    }

    @Test func agreesWithPyTorch() throws {
        for golden in try Golden.cases("shapes", "permute.") {
            let order = try golden.integers()
            try golden.check(inputs: ["input"]) { $0[0].permuted(order) }
        }
    }

    @Test(arguments: [[2, 0, 1], [0, 2, 1], [2, 1, 0], [0, 1, 2]])
    func gradients(order: [Int]) {
        checkGradients(of: [randomTensor([3, 1, 5], seed: 1)]) { $0[0].permuted(order) }
    }

    /// Every order of four axes, on extents that fill more than one tile, against the definition.
    @Test func everyOrder() {
        let shape: TensorShape = [3, 35, 2, 41]
        let input = randomTensor(shape, seed: 2)
        let values = input.scalars
        let orders = (0..<4).flatMap { a in
            (0..<4).flatMap { b in (0..<4).flatMap { c in (0..<4).map { [a, b, c, $0] } } }
        }.filter { Set($0).count == 4 }
        for order in orders {
            let result = input.permuted(order)
            let strides = order.map { shape.strides[$0] }
            let extents = result.shape.dimensions
            var expected: [Float] = []
            for a in 0..<extents[0] {
                for b in 0..<extents[1] {
                    for c in 0..<extents[2] {
                        let start = a * strides[0] + b * strides[1] + c * strides[2]
                        for d in 0..<extents[3] { expected.append(values[start + d * strides[3]]) }
                    }
                }
            }
            #expect(result.scalars == expected, "\(order)")
        }
    }
}
