/// A contiguous array of `Float` with a shape; a value, immutable for its user.
///
/// Copying shares the storage. A tensor that came out of an operator on a ``tracked()`` one remembers how, so that
/// ``backward(seed:)`` can give gradients.
public struct Tensor: Sendable {
    let storage: Storage
    /// The extent of each axis.
    public let shape: TensorShape
    /// Where it came from; nil for a constant.
    let node: GradientNode?

    init(storage: Storage, shape: TensorShape, node: GradientNode?) {
        self.storage = storage
        self.shape = shape
        self.node = node
    }

    /// Takes the elements in row-major order.
    ///
    /// - Precondition: as many scalars as the shape has elements.
    public init(_ scalars: [Float], shape: TensorShape) {
        precondition(
            scalars.count == shape.elementCount, "Tensor: \(scalars.count) scalars for the shape \(shape)")
        self.init(shape: shape) { target in
            scalars.withUnsafeBufferPointer { source in
                if let base = source.baseAddress { target.update(from: base, count: source.count) }
            }
        }
    }

    /// A scalar.
    public init(_ scalar: Float) {
        self.init([scalar], shape: [])
    }

    /// Every element the same.
    public init(repeating value: Float, shape: TensorShape) {
        self.init(shape: shape) { $0.update(repeating: value, count: shape.elementCount) }
    }

    /// Every element 0.
    public static func zeros(_ shape: TensorShape) -> Tensor { Tensor(repeating: 0, shape: shape) }

    /// Every element 1.
    public static func ones(_ shape: TensorShape) -> Tensor { Tensor(repeating: 1, shape: shape) }

    /// Lets `fill` write every element of fresh storage.
    init(shape: TensorShape, fill: (UnsafeMutablePointer<Float>) -> Void) {
        let storage = Storage(count: shape.elementCount)
        fill(storage.base)
        self.init(storage: storage, shape: shape, node: nil)
    }

    /// The elements in row-major order.
    public var scalars: [Float] {
        withPointer { Array(UnsafeBufferPointer(start: $0, count: shape.elementCount)) }
    }

    /// The one element of a tensor that has one.
    ///
    /// - Precondition: exactly one element.
    public var scalar: Float {
        precondition(shape.elementCount == 1, "Tensor.scalar: the shape is \(shape)")
        return withPointer { $0.pointee }
    }

    /// The element at an index for each axis. For tests and print-outs: slow.
    public subscript(indices: Int...) -> Float {
        precondition(
            indices.count == shape.rank && zip(indices, shape.dimensions).allSatisfy { 0..<$1 ~= $0 },
            "Tensor: no element \(indices) in the shape \(shape)")
        let offset = zip(indices, shape.strides).reduce(0) { $0 + $1.0 * $1.1 }
        return withPointer { $0[offset] }
    }

    /// Reads the elements in place. The pointer is valid only inside `body`.
    public func withUnsafeBufferPointer<Result>(
        _ body: (UnsafeBufferPointer<Float>) throws -> Result
    ) rethrows -> Result {
        try withPointer { try body(UnsafeBufferPointer(start: $0, count: shape.elementCount)) }
    }

    func withPointer<Result>(_ body: (UnsafePointer<Float>) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(storage) { try body(UnsafePointer(storage.base)) }
    }

    /// Whether every element is a finite number.
    public var isFinite: Bool {
        withUnsafeBufferPointer { values in
            // x·0 is 0 for finite x and NaN otherwise: one sum, no branch.
            var sum: Float = 0
            for value in values { sum += value * 0 }
            return sum == 0
        }
    }
}

extension Tensor: CustomStringConvertible {
    /// Its shape and its first eight elements.
    public var description: String {
        let shown = scalars.prefix(8).map { String($0) }.joined(separator: ", ")
        return "Tensor\(shape)[\(shown)\(shape.elementCount > 8 ? ", …" : "")]"
    }
}
