/// The extent of each axis, outermost first. Images are channels-last: (N, H, W, C).
public struct TensorShape: Sendable, Hashable, ExpressibleByArrayLiteral, CustomStringConvertible {
    /// The extents, none negative. Empty for a scalar.
    public let dimensions: [Int]
    /// The number of elements: the product of the extents, 1 for a scalar.
    public let elementCount: Int

    /// - Precondition: no extent is negative.
    public init(_ dimensions: [Int]) {
        precondition(dimensions.allSatisfy { $0 >= 0 }, "TensorShape: a negative extent in \(dimensions)")
        self.dimensions = dimensions
        elementCount = dimensions.reduce(1, *)
    }

    /// `[2, 3]`.
    ///
    /// - Precondition: no extent is negative.
    public init(arrayLiteral elements: Int...) {
        self.init(elements)
    }

    /// The number of axes.
    public var rank: Int { dimensions.count }

    /// The extent of an axis, counted from 0, the outermost.
    public subscript(axis: Int) -> Int { dimensions[axis] }

    /// Elements from one index of an axis to the next, for the contiguous storage that every tensor has.
    public var strides: [Int] {
        var strides = [Int](repeating: 1, count: rank)
        for axis in stride(from: rank - 2, through: 0, by: -1) {
            strides[axis] = strides[axis + 1] * dimensions[axis + 1]
        }
        return strides
    }

    /// The extents between brackets.
    public var description: String { "(" + dimensions.map(String.init).joined(separator: ", ") + ")" }
}
