/// Training has gone astray: a gradient or a parameter is NaN or infinite.
public struct NonFiniteError: Error, Sendable, Equatable {
    /// Of what: `gradient`, `parameter`, whatever the guard was told.
    public let quantity: String
    /// The parameter's name, the first in alphabetical order.
    public let name: String
    /// How many of its elements are concerned.
    public let count: Int

    /// Passes where every element of every tensor is finite.
    ///
    /// - Parameters:
    ///   - tensors: by the parameters' names.
    ///   - quantity: what they are, for the error's sentence.
    /// - Throws: ``NonFiniteError``.
    public static func check(_ tensors: [String: Tensor], quantity: String = "gradient") throws {
        // The sum of squares is finite nearly always and quick to find; only where it isn't, elements are looked at.
        for (name, tensor) in tensors.sorted(by: { $0.key < $1.key })
        where !ParameterUpdates.sumOfSquares(tensor).isFinite {
            let count = tensor.scalars.filter { !$0.isFinite }.count
            if count > 0 { throw NonFiniteError(quantity: quantity, name: name, count: count) }
        }
    }
}

extension NonFiniteError: CustomStringConvertible {
    /// One sentence: what is wrong, where, and what would be right.
    public var description: String {
        "\(count) \(count == 1 ? "element" : "elements") of the \(quantity) of \(name) "
            + "\(count == 1 ? "is" : "are") not finite; a lower learning rate or gradient clipping may help"
    }
}
