/// Decompositions and solvers for matrices, tensors of two axes, through LAPACK.
///
/// Values only: what comes out is a constant, no gradient flows through it.
public enum LinearAlgebra {
    /// A working copy, since LAPACK writes over what it gets.
    struct Copy {
        let storage: Storage
        let rows: Int
        let columns: Int

        /// - Precondition: two axes, neither empty.
        init(_ matrix: Tensor, _ operation: String) {
            precondition(
                matrix.shape.rank == 2 && matrix.shape.elementCount > 0,
                "\(operation): the shape \(matrix.shape) is not that of a matrix")
            (rows, columns) = (matrix.shape[0], matrix.shape[1])
            storage = Storage(count: rows * columns)
            matrix.withPointer { storage.base.update(from: $0, count: rows * columns) }
        }

        var tensor: Tensor { Tensor(storage: storage, shape: [rows, columns], node: nil) }
    }

    /// - Throws: ``LinearAlgebraError/notFinite(operation:)``.
    static func requireFinite(_ tensors: Tensor..., operation: String) throws {
        guard tensors.allSatisfy(\.isFinite) else { throw LinearAlgebraError.notFinite(operation: operation) }
    }

    /// A part of a working copy as a tensor of its own: rows × columns, the stride being the copy's.
    static func part(of storage: Storage, stride: Int, rows: Int, columns: Int) -> Tensor {
        Tensor(shape: [rows, columns]) { target in
            withExtendedLifetime(storage) {
                for row in 0..<rows {
                    (target + row * columns).update(from: storage.base + row * stride, count: columns)
                }
            }
        }
    }
}
