/// What a matrix can be like that a decomposition can't be had of it.
public enum LinearAlgebraError: Error, Sendable, Equatable {
    /// An element is NaN or infinite.
    case notFinite(operation: String)
    /// The rows depend on each other: elimination found nothing to divide by in this row, counted from 0.
    case singular(row: Int)
    /// The leading minor of this order isn't positive: the matrix is no covariance.
    case notPositiveDefinite(order: Int)
    /// The iteration didn't end.
    case noConvergence(operation: String)
}

extension LinearAlgebraError: CustomStringConvertible {
    /// One sentence: what is wrong, where, and what would be right.
    public var description: String {
        switch self {
        case .notFinite(let operation):
            "\(operation): an element of the matrix is not a finite number"
        case .singular(let row):
            "solve: the matrix is singular, as row \(row) depends on those before it; least squares may serve"
        case .notPositiveDefinite(let order):
            "cholesky: the matrix is not positive definite, as its first \(order) rows and columns show; "
                + "adding a little to the diagonal may help"
        case .noConvergence(let operation):
            "\(operation): the iteration did not converge"
        }
    }
}
