import Tensor
import Testing

/// ``LinearAlgebra/symmetricEigen(_:)``.
struct SymmetricEigenTests {
    @Test func decomposesLikeNumPy() throws {
        for golden in try Golden.cases("linear_algebra", "eigen.") {
            let a = try golden["a"]
            let (values, vectors) = try LinearAlgebra.symmetricEigen(a)
            expectOrthonormalColumns(vectors, golden.name)
            expectClose(
                vectors.times(values.diagonalMatrix).times(vectors.transposedMatrix), a, tolerance: 3e-6, golden.name)
            expectClose(values, try golden["values"], tolerance: 3e-6, golden.name)
            expectClose(vectors.magnitudes, try golden["vectors"].magnitudes, tolerance: 1e-4, golden.name)
        }
    }

    @Test func onlyTheLowerTriangleIsRead() throws {
        let (values, _) = try LinearAlgebra.symmetricEigen(Tensor([2, 99, 1, 2], shape: [2, 2]))
        expectClose(values, Tensor([1, 3], shape: [2]), tolerance: 1e-6)
    }

    @Test func whatIsNotFiniteIsRefused() {
        #expect(throws: LinearAlgebraError.notFinite(operation: "symmetricEigen")) {
            try LinearAlgebra.symmetricEigen(Tensor([.nan], shape: [1, 1]))
        }
    }
}
