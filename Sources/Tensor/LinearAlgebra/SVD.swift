extension LinearAlgebra {
    /// A = U·diag(σ)·Vᵀ for A (M, N): U (M, K), σ (K) by falling size, Vᵀ (K, N), K = min(M, N).
    ///
    /// The columns of U and the rows of Vᵀ are orthonormal; a column and its row may both have the other sign.
    ///
    /// - Throws: ``LinearAlgebraError/notFinite(operation:)``, ``LinearAlgebraError/noConvergence(operation:)``.
    /// - Precondition: two axes, neither empty.
    public static func svd(_ matrix: Tensor) throws -> (u: Tensor, values: Tensor, vTransposed: Tensor) {
        try requireFinite(matrix, operation: "svd")
        let copy = Copy(matrix, "svd")
        let count = min(copy.rows, copy.columns)
        let (u, values) = (Storage(count: copy.rows * count), Storage(count: count))
        let v = Storage(count: count * copy.columns)
        let info = OpenBLAS.singularValues(
            copy.storage.base, rows: copy.rows, columns: copy.columns, values: values.base, left: u.base,
            right: v.base)
        guard info == 0 else { throw LinearAlgebraError.noConvergence(operation: "svd") }
        return (
            Tensor(storage: u, shape: [copy.rows, count], node: nil),
            Tensor(storage: values, shape: [count], node: nil),
            Tensor(storage: v, shape: [count, copy.columns], node: nil)
        )
    }
}
