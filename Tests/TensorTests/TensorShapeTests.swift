import Testing

@testable import Tensor

@Suite struct TensorShapeTests {
    @Test func countsElementsAndAxes() {
        let shape: TensorShape = [2, 3, 4]
        #expect(shape.elementCount == 24)
        #expect(shape.rank == 3)
        #expect(shape[1] == 3)
        #expect(shape.strides == [12, 4, 1])
        #expect("\(shape)" == "(2, 3, 4)")
    }

    @Test func aScalarHasOneElement() {
        let shape: TensorShape = []
        #expect(shape.elementCount == 1)
        #expect(shape.strides.isEmpty)
    }

    @Test func equalWhereTheExtentsAre() {
        #expect(TensorShape([2, 3]) == [2, 3])
        #expect(TensorShape([2, 3]) != [3, 2])
        #expect(Set([TensorShape([1]), [1], []]).count == 2)
    }

    @Test func seenFromAnAxis() {
        let split = AxisSplit([2, 3, 4, 5], axes: 1..<3, operation: "test")
        #expect(split.outer == 2 && split.count == 12 && split.inner == 5)
        #expect(TensorShape([2, 3, 4]).removing(axes: [0, 2], keepDimensions: false) == [3])
        #expect(TensorShape([2, 3, 4]).removing(axes: [0, 2], keepDimensions: true) == [1, 3, 1])
        #expect(TensorShape([2, 3]).replacing(axis: 1, with: 7) == [2, 7])
    }
}
