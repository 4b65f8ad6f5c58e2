extension LinearAlgebra {
    /// A = Q·R for A (M, N): Q (M, K) with orthonormal columns, R (K, N) upper triangular, K = min(M, N).
    ///
    /// The signs of R's diagonal are as they come.
    ///
    /// - Throws: ``LinearAlgebraError/notFinite(operation:)``.
    /// - Precondition: two axes, neither empty.
    public static func qr(_ matrix: Tensor) throws -> (q: Tensor, r: Tensor) {
        try requireFinite(matrix, operation: "qr")
        return finiteQR(matrix)
    }

    /// ``qr(_:)`` of a matrix that is known to be finite: then nothing can go wrong.
    static func finiteQR(_ matrix: Tensor) -> (q: Tensor, r: Tensor) {
        let copy = Copy(matrix, "qr")
        let count = min(copy.rows, copy.columns)
        let scales = Storage(count: count)
        let factored = OpenBLAS.factorQR(
            copy.storage.base, rows: copy.rows, columns: copy.columns, scales: scales.base)
        precondition(factored == 0, "qr: LAPACK refused its argument \(-factored)")
        let r = upperTriangle(of: copy)
        let formed = withExtendedLifetime(scales) {
            OpenBLAS.formQ(
                copy.storage.base, rows: copy.rows, columns: count, stride: copy.columns, count: count,
                scales: scales.base)
        }
        precondition(formed == 0, "qr: LAPACK refused its argument \(-formed)")
        return (part(of: copy.storage, stride: copy.columns, rows: copy.rows, columns: count), r)
    }

    /// R alone, in half the time.
    static func finiteR(_ matrix: Tensor) -> Tensor {
        let copy = Copy(matrix, "qr")
        let scales = Storage(count: min(copy.rows, copy.columns))
        let factored = withExtendedLifetime(scales) {
            OpenBLAS.factorQR(copy.storage.base, rows: copy.rows, columns: copy.columns, scales: scales.base)
        }
        precondition(factored == 0, "qr: LAPACK refused its argument \(-factored)")
        return upperTriangle(of: copy)
    }

    private static func upperTriangle(of copy: Copy) -> Tensor {
        let count = min(copy.rows, copy.columns)
        return Tensor(shape: [count, copy.columns]) { target in
            for row in 0..<count {
                let line = target + row * copy.columns
                line.update(repeating: 0, count: row)
                (line + row).update(
                    from: copy.storage.base + row * copy.columns + row, count: copy.columns - row)
            }
        }
    }
}
