extension Tensor {
    /// The axes in another order, as NumPy's `transpose`: axis i of the result is axis `order[i]` of this tensor.
    ///
    /// - Precondition: `order` names every axis once.
    public func permuted(_ order: [Int]) -> Tensor {
        precondition(
            order.sorted() == Array(0..<shape.rank), "permuted: the order \(order) for the shape \(shape)")
        var inverse = order
        for (axis, old) in order.enumerated() { inverse[old] = axis }
        let back = inverse
        return Permutation(shape, order: order).apply(to: self).recorded(from: [self]) { [$0.permuted(back)] }
    }

    /// The last two axes changed over.
    ///
    /// - Precondition: at least two axes.
    public func transposed() -> Tensor {
        precondition(shape.rank >= 2, "transposed: the shape \(shape) has no two axes")
        var order = Array(0..<shape.rank)
        order.swapAt(shape.rank - 1, shape.rank - 2)
        return permuted(order)
    }
}

/// A permutation as copies of runs, or of square tiles where the last axis changes.
private struct Permutation: Sendable {
    private struct Axis {
        let extent: Int
        let source: Int
        var target = 0
    }

    private let shape: TensorShape
    /// The axes of the result without those of extent 1, neighbours that stay together seen as one.
    private let axes: [Axis]

    init(_ old: TensorShape, order: [Int]) {
        shape = TensorShape(order.map { old[$0] })
        let strides = old.strides
        var merged: [Axis] = []
        for axis in order where old[axis] != 1 {
            if let last = merged.last, last.source == old[axis] * strides[axis] {
                merged[merged.count - 1] = Axis(extent: last.extent * old[axis], source: strides[axis])
            } else {
                merged.append(Axis(extent: old[axis], source: strides[axis]))
            }
        }
        var count = 1
        for index in merged.indices.reversed() {
            merged[index].target = count
            count *= merged[index].extent
        }
        axes = merged
    }

    func apply(to input: Tensor) -> Tensor {
        guard axes.count > 1, shape.elementCount > 0 else { return input.sharing(shape: shape) }
        return Tensor(shape: shape) { target in
            input.withPointer { source in
                let (target, source) = (SharedPointer(target), ConstantPointer(source))
                if axes[axes.count - 1].source == 1 {
                    copyRuns(from: source, to: target)
                } else {
                    copyTiles(from: source, to: target)
                }
            }
        }
    }

    private func copyRuns(from source: ConstantPointer, to target: SharedPointer) {
        let length = axes[axes.count - 1].extent
        forEachPosition(axes.dropLast(), size: length) { from, to in
            (target.base + to).update(from: source.base + from, count: length)
        }
    }

    /// The axis that lay side by side and the one that will, in tiles that both fit the cache.
    private func copyTiles(from source: ConstantPointer, to target: SharedPointer) {
        guard let near = axes.first(where: { $0.source == 1 }), let far = axes.last else { return }
        let tile = 32
        forEachPosition(axes.dropLast().filter { $0.source != 1 }, size: near.extent * far.extent) { from, to in
            for nearStart in stride(from: 0, to: near.extent, by: tile) {
                for farStart in stride(from: 0, to: far.extent, by: tile) {
                    for one in nearStart..<min(near.extent, nearStart + tile) {
                        let (read, write) = (source.base + from + one, target.base + to + one * near.target)
                        for other in farStart..<min(far.extent, farStart + tile) {
                            write[other] = read[other * far.source]
                        }
                    }
                }
            }
        }
    }

    /// Calls `body` with the offsets of every position of some axes.
    private func forEachPosition(_ axes: [Axis], size: Int, _ body: @Sendable (Int, Int) -> Void) {
        let count = axes.reduce(1) { $0 * $1.extent }
        Parallel.ranges(count, grain: max(1, Elementwise.grain / max(1, size))) { range in
            for position in range {
                var (rest, from, to) = (position, 0, 0)
                for axis in axes.reversed() {
                    let index = rest % axis.extent
                    rest /= axis.extent
                    from += index * axis.source
                    to += index * axis.target
                }
                body(from, to)
            }
        }
    }
}
