/// One step of the tape: what a tensor was made from, and how its gradient becomes theirs.
final class GradientNode: @unchecked Sendable {
    /// From the gradient of the output to one gradient for each input (nil: none).
    typealias Pullback = @Sendable (Tensor) -> [Tensor?]

    /// Greater than every input's, so that walking by falling depth meets an output before what it was made from.
    let depth: Int
    /// Makes the value again, the same bits, from what is kept anyway; nil where that takes more than one quick pass.
    let remaking: (@Sendable () -> Tensor)?
    private var inputs: [GradientNode?]
    private var pullback: Pullback?
    private let isLeaf: Bool

    /// A leaf: a tensor whose gradient is asked for.
    init() {
        depth = 0
        remaking = nil
        inputs = []
        pullback = nil
        isLeaf = true
    }

    init(
        inputs: [GradientNode?], remaking: (@Sendable () -> Tensor)? = nil, pullback: @escaping Pullback
    ) {
        self.remaking = remaking
        depth = 1 + (inputs.compactMap { $0?.depth }.max() ?? 0)
        self.inputs = inputs
        self.pullback = pullback
        isLeaf = false
    }

    /// Gives the inputs with their gradients and lets go of everything saved for it. Nil for a leaf.
    ///
    /// - Precondition: called once; the saved tensors are gone afterwards.
    func consume(_ gradient: Tensor) -> [(GradientNode, Tensor)]? {
        if isLeaf { return nil }
        guard let pullback else {
            preconditionFailure("backward: this graph was walked before; compute the value again")
        }
        self.pullback = nil
        let sources = inputs
        inputs = []
        return zip(sources, pullback(gradient)).compactMap { source, gradient in
            guard let source, let gradient else { return nil }
            return (source, gradient)
        }
    }

    deinit {
        // A chain of a hundred thousand nodes would otherwise be released by as many nested calls.
        var pending = inputs.compactMap { $0 }
        inputs = []
        while !pending.isEmpty {
            // Asked in its place: a second reference to the node, however short, would hide that it is the last.
            let isLast = isKnownUniquelyReferenced(&pending[pending.count - 1])
            let node = pending.removeLast()
            guard isLast else { continue }
            let sources = node.inputs
            node.inputs = []
            for source in sources { if let source { pending.append(source) } }
        }
    }
}

extension Tensor {
    /// The same values as a leaf of the tape: ``backward(seed:)`` will give a gradient for it.
    public func tracked() -> Tensor {
        Tensor(storage: storage, shape: shape, node: GradientNode())
    }

    /// The same values, a constant: no gradient flows through it.
    public func detached() -> Tensor {
        Tensor(storage: storage, shape: shape, node: nil)
    }

    /// Whether a gradient flows through this tensor.
    public var isTracked: Bool { node != nil }

    /// This value with a place on the tape, where one of the inputs has one.
    ///
    /// - Parameters:
    ///   - inputs: what the value was computed from.
    ///   - remaking: makes the value again from what `pullback` keeps anyway, so that nobody else need keep it.
    ///   - pullback: from the gradient of this value to that of each input, in their order.
    func recorded(
        from inputs: [Tensor], remaking: (@Sendable () -> Tensor)? = nil, pullback: @escaping GradientNode.Pullback
    ) -> Tensor {
        guard inputs.contains(where: { $0.node != nil }) else { return self }
        let node = GradientNode(inputs: inputs.map(\.node), remaking: remaking, pullback: pullback)
        return Tensor(storage: storage, shape: shape, node: node)
    }

    /// What a pullback keeps of this value: a way to make it again where there is one, else the value itself.
    var kept: KeptTensor {
        node?.remaking.map(KeptTensor.remade) ?? .value(detached())
    }
}

/// A value that a pullback needs, for which memory is held only where it must be.
///
/// A convolution needs its input for the gradient of its weight. Where that is a batch normalisation with its activation,
/// it is made again from the normalisation's own input, which is kept for its gradient anyway: one pass over
/// memory instead of a third of a training step's peak.
enum KeptTensor: Sendable {
    case value(Tensor)
    case remade(@Sendable () -> Tensor)

    /// The value, without a place on the tape.
    var tensor: Tensor {
        switch self {
        case .value(let tensor): tensor
        case .remade(let remake): remake()
        }
    }
}
