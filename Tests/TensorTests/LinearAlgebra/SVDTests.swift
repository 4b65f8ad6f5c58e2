import Tensor
import Testing

/// ``LinearAlgebra/svd(_:)``.
struct SVDTests {
    @Test func decomposesLikeNumPy() throws {
        for golden in try Golden.cases("linear_algebra", "svd.") {
            let a = try golden["a"]
            let (u, values, v) = try LinearAlgebra.svd(a)
            expectOrthonormalColumns(u, golden.name)
            expectOrthonormalColumns(v.transposedMatrix, golden.name)
            expectFalling(values, golden.name)
            expectClose(u.times(values.diagonalMatrix).times(v), a, tolerance: 3e-6, golden.name)
            expectClose(values, try golden["values"], tolerance: 3e-6, golden.name)
            expectClose(u.magnitudes, try golden["u"].magnitudes, tolerance: 1e-4, golden.name)
            expectClose(v.magnitudes, try golden["v"].magnitudes, tolerance: 1e-4, golden.name)
        }
    }

    @Test func aMatrixOfRankOne() throws {
        let a = Tensor([3], shape: [1, 1]).times(Tensor([3, 4], shape: [1, 2]))
        let (_, values, _) = try LinearAlgebra.svd(Tensor(a.scalars + a.scalars, shape: [2, 2]))
        #expect(abs(values.scalars[0] - 15 * Float(2).squareRoot()) < 1e-4 && abs(values.scalars[1]) < 1e-4)
    }

    @Test func whatIsNotFiniteIsRefused() {
        #expect(throws: LinearAlgebraError.notFinite(operation: "svd")) {
            try LinearAlgebra.svd(Tensor([.infinity, 1], shape: [2, 1]))
        }
    }
}
