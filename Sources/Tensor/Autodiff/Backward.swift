/// The gradients that one walk of the tape found, looked up by the tensor they belong to.
public struct Gradients: Sendable {
    private let values: [ObjectIdentifier: Tensor]
    /// Keeps the leaves alive, so that their identities stay theirs.
    private let leaves: [GradientNode]

    init(_ found: [(GradientNode, Tensor)]) {
        values = Dictionary(uniqueKeysWithValues: found.map { (ObjectIdentifier($0.0), $0.1) })
        leaves = found.map(\.0)
    }

    /// The gradient for a ``Tensor/tracked()`` tensor, of its shape; nil where nothing depended on it.
    public subscript(tensor: Tensor) -> Tensor? {
        tensor.node.flatMap { values[ObjectIdentifier($0)] }
    }
}

extension Tensor {
    /// The derivative of this tensor with respect to every tracked tensor that it was computed from.
    ///
    /// The walk is iterative, from the output down by falling depth; what a step saved is released as the walk
    /// passes it, so a graph can be walked once.
    ///
    /// - Parameter seed: the gradient of this tensor itself; 1 by default.
    /// - Precondition: one element, or a seed of this tensor's shape.
    public func backward(seed: Tensor? = nil) -> Gradients {
        precondition(
            seed.map { $0.shape == shape } ?? (shape.elementCount == 1),
            "backward: the shape \(shape) needs a seed of the same shape, not \(seed?.shape.description ?? "none")")
        guard let node else { return Gradients([]) }

        var pending: [ObjectIdentifier: Tensor] = [ObjectIdentifier(node): (seed ?? .ones(shape)).detached()]
        var byDepth = [[GradientNode]](repeating: [], count: node.depth + 1)
        byDepth[node.depth].append(node)
        var found: [(GradientNode, Tensor)] = []

        for depth in stride(from: node.depth, through: 0, by: -1) {
            while let current = byDepth[depth].popLast() {
                guard let gradient = pending.removeValue(forKey: ObjectIdentifier(current)) else { continue }
                guard let contributions = current.consume(gradient) else {
                    found.append((current, gradient))
                    continue
                }
                for (source, contribution) in contributions {
                    let key = ObjectIdentifier(source)
                    if let earlier = pending[key] {
                        pending[key] = Elementwise.sum(earlier, contribution)
                    } else {
                        pending[key] = contribution
                        byDepth[source.depth].append(source)
                    }
                }
            }
        }
        return Gradients(found)
    }
}
