import Tensor
import Testing

// Not called like its file: a type with the name of the module would hide it.
@Suite struct TensorValueTests {
    @Test func holdsItsElementsInRowMajorOrder() {
        let table = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
        #expect(table[1, 0] == 4)
        #expect(table.shape == [2, 3])
        #expect(table.scalars == [1, 2, 3, 4, 5, 6])
        #expect(table.withUnsafeBufferPointer { $0.count } == 6)
    }

    @Test func scalarsHaveNoAxes() {
        #expect(Tensor(5).shape == [])
        #expect(Tensor(5).scalar == 5)
        #expect(Tensor([7], shape: [1, 1]).scalar == 7)
    }

    @Test func oneValueEverywhere() {
        #expect(Tensor(repeating: 2, shape: [2, 2]).scalars == [2, 2, 2, 2])
        #expect(Tensor.zeros([3]).scalars == [0, 0, 0])
        #expect(Tensor.ones([1, 2]).scalars == [1, 1])
    }

    @Test func emptyTensorsHaveAShape() {
        let empty = Tensor([], shape: [0, 4])
        #expect(empty.scalars.isEmpty)
        #expect(empty.isFinite)
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func finds(nonFinite: Float) {
        var values = [Float](repeating: 1e38, count: 1000)
        #expect(Tensor(values, shape: [1000]).isFinite)
        values[777] = nonFinite
        #expect(!Tensor(values, shape: [1000]).isFinite)
    }

    @Test func describesItselfBriefly() {
        #expect("\(Tensor([1, 2], shape: [2]))" == "Tensor(2)[1.0, 2.0]")
        #expect("\(Tensor.zeros([9]))".hasSuffix(", …]"))
    }
}
