extension LinearAlgebra {
    /// A = V·diag(λ)·Vᵀ for a symmetric A (N, N), of which the lower triangle is read: λ (N) by rising size,
    /// V (N, N) with the eigenvectors as orthonormal columns, each of either sign.
    ///
    /// - Throws: ``LinearAlgebraError/notFinite(operation:)``, ``LinearAlgebraError/noConvergence(operation:)``.
    /// - Precondition: two axes of one extent, not empty.
    public static func symmetricEigen(_ matrix: Tensor) throws -> (values: Tensor, vectors: Tensor) {
        let copy = Copy(matrix, "symmetricEigen")
        precondition(copy.rows == copy.columns, "symmetricEigen: the shape \(matrix.shape) is not square")
        try requireFinite(matrix, operation: "symmetricEigen")
        let values = Storage(count: copy.rows)
        let info = OpenBLAS.symmetricEigen(copy.storage.base, size: copy.rows, values: values.base)
        guard info == 0 else { throw LinearAlgebraError.noConvergence(operation: "symmetricEigen") }
        return (Tensor(storage: values, shape: [copy.rows], node: nil), copy.tensor)
    }
}
