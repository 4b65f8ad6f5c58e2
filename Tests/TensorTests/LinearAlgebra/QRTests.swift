import Tensor
import Testing

/// ``LinearAlgebra/qr(_:)``.
struct QRTests {
    @Test func decomposesLikeNumPy() throws {
        for golden in try Golden.cases("linear_algebra", "qr.") {
            let a = try golden["a"]
            let (q, r) = try LinearAlgebra.qr(a)
            let count = min(a.shape[0], a.shape[1])
            #expect(q.shape == [a.shape[0], count] && r.shape == [count, a.shape[1]])
            expectOrthonormalColumns(q, golden.name)
            expectClose(q.times(r), a, tolerance: 2e-6, golden.name)
            expectClose(r.magnitudes, try golden["r"].magnitudes, tolerance: 1e-5, golden.name)
            for row in 0..<count {
                for column in 0..<row { #expect(r[row, column] == 0) }
            }
        }
    }

    /// A column that repeats another, and nothing but zeros.
    @Test func dependentColumnsDecomposeToo() throws {
        for a in [Tensor([1, 2, 1, 2, 3, 6], shape: [3, 2]), .zeros([4, 3])] {
            let (q, r) = try LinearAlgebra.qr(a)
            expectClose(q.times(r), a, tolerance: 2e-6)
        }
    }

    @Test func whatIsNotFiniteIsRefused() {
        #expect(throws: LinearAlgebraError.notFinite(operation: "qr")) {
            try LinearAlgebra.qr(Tensor([1, .nan], shape: [1, 2]))
        }
    }
}
