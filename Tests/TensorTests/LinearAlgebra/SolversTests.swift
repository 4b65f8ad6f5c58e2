import Tensor
import Testing

/// ``LinearAlgebra/cholesky(_:)``, ``LinearAlgebra/solve(_:_:)`` and
/// ``LinearAlgebra/leastSquares(_:_:tolerance:)``.
struct SolversTests {
    @Test func choleskyLikeNumPy() throws {
        for golden in try Golden.cases("linear_algebra", "cholesky.") {
            let a = try golden["a"]
            let lower = try LinearAlgebra.cholesky(a)
            expectClose(lower, try golden["l"], tolerance: 1e-5, golden.name)
            expectClose(lower.times(lower.transposedMatrix), a, tolerance: 2e-6, golden.name)
        }
    }

    @Test func whatIsNotPositiveDefinite() {
        let matrix = Tensor([1, 0, 0, 0, -1, 0, 0, 0, 1], shape: [3, 3])
        #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 2)) { try LinearAlgebra.cholesky(matrix) }
        #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 1)) {
            try LinearAlgebra.cholesky(.zeros([2, 2]))
        }
    }

    @Test func solvesLikeNumPy() throws {
        for golden in try Golden.cases("linear_algebra", "solve.") {
            let (a, b) = (try golden["a"], try golden["b"])
            let x = try LinearAlgebra.solve(a, b)
            expectClose(x, try golden["x"], tolerance: 2e-5, golden.name)
            expectClose(a.times(x), b, tolerance: 1e-5, golden.name)
        }
    }

    @Test func aVectorOnTheRightGivesAVector() throws {
        let a = Tensor([2, 0, 0, 4], shape: [2, 2])
        #expect(try LinearAlgebra.solve(a, Tensor([2, 2], shape: [2])).shape == [2])
        let found = try LinearAlgebra.leastSquares(a, Tensor([2, 2], shape: [2]))
        expectClose(found.solution, Tensor([1, 0.5], shape: [2]), tolerance: 1e-6)
    }

    @Test func whatIsSingular() {
        let matrix = Tensor([1, 2, 2, 4], shape: [2, 2])
        #expect(throws: LinearAlgebraError.singular(row: 1)) { try LinearAlgebra.solve(matrix, .ones([2])) }
    }

    /// Also of less than full rank, where the shortest solution is meant.
    @Test func leastSquaresLikeNumPy() throws {
        for golden in try Golden.cases("linear_algebra", "least_squares.") {
            let (a, b) = (try golden["a"], try golden["b"])
            let (x, rank, values) = try LinearAlgebra.leastSquares(a, b, tolerance: 1e-5)
            expectClose(x, try golden["x"], tolerance: 2e-5, golden.name)
            #expect(rank == Int(try golden["rank"].scalar))
            expectClose(values, try golden["values"], tolerance: 1e-5, golden.name)
            // What is left over stands at right angles to every column.
            let rest = Tensor(zip(a.times(x).scalars, b.scalars).map { $0 - $1 }, shape: b.shape)
            expectClose(
                a.transposedMatrix.times(rest), .zeros([a.shape[1], b.shape[1]]), tolerance: 5e-5, golden.name)
        }
    }

    /// Fewer equations than unknowns: the solution needs more room than the right side, and what lay there before,
    /// here what isn't a number, doesn't matter.
    @Test func memoryThatWasUsedBefore() throws {
        let matrix = randomTensor([3, 5_000], seed: 1)
        for _ in 0..<3 {
            #expect(!Tensor(repeating: .nan, shape: [5_000]).isFinite)
            let found = try LinearAlgebra.leastSquares(matrix, Tensor([1, 2, 3], shape: [3, 1]))
            expectClose(matrix.times(found.solution), Tensor([1, 2, 3], shape: [3, 1]), tolerance: 1e-5)
        }
    }

    @Test func whatIsNotFiniteIsRefused() {
        let (good, bad) = (identity(2), Tensor([1, .nan], shape: [2]))
        #expect(throws: LinearAlgebraError.notFinite(operation: "solve")) { try LinearAlgebra.solve(good, bad) }
        #expect(throws: LinearAlgebraError.notFinite(operation: "leastSquares")) {
            try LinearAlgebra.leastSquares(good, bad)
        }
        #expect(throws: LinearAlgebraError.notFinite(operation: "cholesky")) {
            try LinearAlgebra.cholesky(Tensor([.infinity], shape: [1, 1]))
        }
    }

    @Test func errorsAreSentences() {
        #expect("\(LinearAlgebraError.singular(row: 1))".contains("singular, as row 1"))
        #expect("\(LinearAlgebraError.notPositiveDefinite(order: 2))".contains("not positive definite"))
        #expect("\(LinearAlgebraError.noConvergence(operation: "svd"))".hasPrefix("svd: "))
        #expect("\(LinearAlgebraError.notFinite(operation: "qr"))".hasPrefix("qr: "))
    }
}
