extension LinearAlgebra {
    /// A = L·Lᵀ for a symmetric, positive definite A (N, N), of which the lower triangle is read: L (N, N), lower
    /// triangular.
    ///
    /// - Throws: ``LinearAlgebraError/notPositiveDefinite(order:)``, ``LinearAlgebraError/notFinite(operation:)``.
    /// - Precondition: two axes of one extent, not empty.
    public static func cholesky(_ matrix: Tensor) throws -> Tensor {
        let copy = Copy(matrix, "cholesky")
        precondition(copy.rows == copy.columns, "cholesky: the shape \(matrix.shape) is not square")
        try requireFinite(matrix, operation: "cholesky")
        let info = OpenBLAS.cholesky(copy.storage.base, size: copy.rows)
        guard info == 0 else { throw LinearAlgebraError.notPositiveDefinite(order: info) }
        for row in 0..<copy.rows {
            (copy.storage.base + row * copy.columns + row + 1).update(repeating: 0, count: copy.columns - row - 1)
        }
        return copy.tensor
    }

    /// The X with A·X = B for A (N, N) and B (N) or (N, K); X has B's shape.
    ///
    /// - Throws: ``LinearAlgebraError/singular(row:)``, ``LinearAlgebraError/notFinite(operation:)``.
    /// - Precondition: A has two axes of one extent, not empty, which is the first of B.
    public static func solve(_ matrix: Tensor, _ right: Tensor) throws -> Tensor {
        let copy = Copy(matrix, "solve")
        precondition(
            copy.rows == copy.columns && 1...2 ~= right.shape.rank && right.shape[0] == copy.rows
                && right.shape.elementCount > 0,
            "solve: the shapes \(matrix.shape) and \(right.shape) do not fit")
        try requireFinite(matrix, right, operation: "solve")
        let columns = right.shape.rank == 2 ? right.shape[1] : 1
        let solution = Copy(Tensor(storage: right.storage, shape: [copy.rows, columns], node: nil), "solve")
        let info = OpenBLAS.solve(
            copy.storage.base, size: copy.rows, right: solution.storage.base, rightColumns: columns)
        guard info == 0 else { throw LinearAlgebraError.singular(row: info - 1) }
        return Tensor(storage: solution.storage, shape: right.shape, node: nil)
    }

    /// The X that makes |A·X − B| least, and of several such the shortest.
    ///
    /// - Parameters:
    ///   - matrix: A, (M, N).
    ///   - right: B, (M) or (M, K).
    ///   - tolerance: singular values below this share of the greatest count as zero; by default the precision of
    ///     `Float` times max(M, N), as NumPy's.
    /// - Returns: X, (N) or (N, K); the rank that was found; the singular values of A by falling size.
    /// - Throws: ``LinearAlgebraError/notFinite(operation:)``, ``LinearAlgebraError/noConvergence(operation:)``.
    /// - Precondition: A has two axes, neither empty, the first of which is the first of B.
    public static func leastSquares(
        _ matrix: Tensor, _ right: Tensor, tolerance: Float? = nil
    ) throws -> (solution: Tensor, rank: Int, singularValues: Tensor) {
        let copy = Copy(matrix, "leastSquares")
        precondition(
            1...2 ~= right.shape.rank && right.shape[0] == copy.rows && right.shape.elementCount > 0,
            "leastSquares: the shapes \(matrix.shape) and \(right.shape) do not fit")
        try requireFinite(matrix, right, operation: "leastSquares")
        let columns = right.shape.rank == 2 ? right.shape[1] : 1
        // LAPACK puts the solution where the right side was, so there has to be room for the longer of the two.
        let work = Storage(count: max(copy.rows, copy.columns) * columns)
        right.withPointer { work.base.update(from: $0, count: copy.rows * columns) }
        // LAPACKE looks for what isn't a number in all of it.
        (work.base + copy.rows * columns).update(repeating: 0, count: work.count - copy.rows * columns)
        let values = Storage(count: min(copy.rows, copy.columns))
        let found = OpenBLAS.leastSquares(
            copy.storage.base, rows: copy.rows, columns: copy.columns, right: work.base, rightColumns: columns,
            values: values.base, tolerance: tolerance ?? Float.ulpOfOne * Float(max(copy.rows, copy.columns)))
        guard found.info == 0 else { throw LinearAlgebraError.noConvergence(operation: "leastSquares") }
        let solution = part(of: work, stride: columns, rows: copy.columns, columns: columns)
        let shape: TensorShape = right.shape.rank == 2 ? [copy.columns, columns] : [copy.columns]
        return (
            Tensor(storage: solution.storage, shape: shape, node: nil), found.rank,
            Tensor(storage: values, shape: [values.count], node: nil)
        )
    }
}
