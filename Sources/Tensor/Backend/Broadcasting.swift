/// Element-wise work on two tensors whose shapes fit by NumPy's rule: aligned at the last axis, an extent of 1
/// standing for any.
enum Broadcasting {
    /// The common shape; nil where the shapes don't fit.
    static func shape(_ first: TensorShape, _ second: TensorShape) -> TensorShape? {
        if first == second { return first }
        let rank = max(first.rank, second.rank)
        var dimensions = [Int](repeating: 1, count: rank)
        for axis in 0..<rank {
            let one = extent(of: first, axis: axis, rank: rank)
            let two = extent(of: second, axis: axis, rank: rank)
            guard one == two || one == 1 || two == 1 else { return nil }
            dimensions[axis] = one == 1 ? two : one
        }
        return TensorShape(dimensions)
    }

    /// `body` on each pair of elements.
    ///
    /// - Precondition: the shapes fit.
    @inline(__always)
    static func combine(
        _ first: Tensor, _ second: Tensor, _ body: @Sendable (Float, Float) -> Float
    ) -> Tensor {
        if first.shape == second.shape { return Elementwise.combine(first, second, body) }
        guard let shape = shape(first.shape, second.shape) else {
            preconditionFailure("broadcasting: the shapes \(first.shape) and \(second.shape) don't fit")
        }
        let plan = Plan(shape, first: first.shape, second: second.shape)
        return Tensor(shape: shape) { target in
            first.withPointer { one in
                second.withPointer { two in
                    let (target, one, two) = (SharedPointer(target), ConstantPointer(one), ConstantPointer(two))
                    let grain = max(1, Elementwise.grain / max(1, plan.columns))
                    Parallel.ranges(plan.columns == 0 ? 0 : plan.rows, grain: grain) { range in
                        let columns = plan.columns
                        plan.forEachRow(range) { row, firstOffset, secondOffset in
                            let target = target.base + row * columns
                            let (one, two) = (one.base + firstOffset, two.base + secondOffset)
                            if plan.firstIsConstant {
                                let value = one[0]
                                for column in 0..<columns { target[column] = body(value, two[column]) }
                            } else if plan.secondIsConstant {
                                let value = two[0]
                                for column in 0..<columns { target[column] = body(one[column], value) }
                            } else {
                                for column in 0..<columns { target[column] = body(one[column], two[column]) }
                            }
                        }
                    }
                }
            }
        }
    }

    /// A tensor repeated to a shape that it broadcasts to.
    static func expand(_ input: Tensor, to shape: TensorShape) -> Tensor {
        precondition(
            Broadcasting.shape(input.shape, shape) == shape,
            "broadcasting: the shape \(input.shape) can't be repeated to \(shape)")
        let plan = Plan(shape, first: input.shape, second: shape)
        return Tensor(shape: shape) { target in
            input.withPointer { source in
                let (target, source) = (SharedPointer(target), ConstantPointer(source))
                let grain = max(1, Elementwise.grain / max(1, plan.columns))
                Parallel.ranges(plan.columns == 0 ? 0 : plan.rows, grain: grain) { range in
                    plan.forEachRow(range) { row, offset, _ in
                        let target = target.base + row * plan.columns
                        if plan.firstIsConstant {
                            target.update(repeating: source.base[offset], count: plan.columns)
                        } else {
                            target.update(from: source.base + offset, count: plan.columns)
                        }
                    }
                }
            }
        }
    }

    /// The extent of an axis after shapes were aligned at the last one.
    fileprivate static func extent(of shape: TensorShape, axis: Int, rank: Int) -> Int {
        let own = axis - (rank - shape.rank)
        return own < 0 ? 1 : shape[own]
    }

    /// The result as rows of `columns` elements; along a row, either operand goes on or stands still.
    struct Plan: Sendable {
        /// Axes outside the row, neighbours that move alike seen as one: extent, and each operand's stride.
        private let axes: [(extent: Int, first: Int, second: Int)]
        let rows: Int
        let columns: Int
        let firstIsConstant: Bool
        let secondIsConstant: Bool

        init(_ shape: TensorShape, first: TensorShape, second: TensorShape) {
            var merged: [(extent: Int, first: Int, second: Int)] = []
            var (firstCount, secondCount) = (1, 1)
            for axis in stride(from: shape.rank - 1, through: 0, by: -1) where shape[axis] != 1 {
                let own = extent(of: first, axis: axis, rank: shape.rank)
                let other = extent(of: second, axis: axis, rank: shape.rank)
                let step = (extent: shape[axis], first: own == 1 ? 0 : firstCount, second: other == 1 ? 0 : secondCount)
                firstCount *= own
                secondCount *= other
                if let last = merged.last, (last.first == 0) == (step.first == 0),
                    (last.second == 0) == (step.second == 0)
                {
                    merged[merged.count - 1].extent *= step.extent
                } else {
                    merged.append(step)
                }
            }
            let row = merged.first ?? (extent: 1, first: 1, second: 1)
            columns = row.extent
            firstIsConstant = row.first == 0
            secondIsConstant = row.second == 0
            axes = Array(merged.dropFirst())
            rows = axes.reduce(1) { $0 * $1.extent }
        }

        /// Calls `body` with each row and where the operands stand.
        @inline(__always)
        func forEachRow(_ range: Range<Int>, _ body: (Int, Int, Int) -> Void) {
            var counters = [Int](repeating: 0, count: axes.count)
            var (first, second, rest) = (0, 0, range.lowerBound)
            for (index, axis) in axes.enumerated() {
                counters[index] = rest % axis.extent
                rest /= axis.extent
                first += counters[index] * axis.first
                second += counters[index] * axis.second
            }
            for row in range {
                body(row, first, second)
                for (index, axis) in axes.enumerated() {
                    counters[index] += 1
                    first += axis.first
                    second += axis.second
                    if counters[index] < axis.extent { break }
                    counters[index] = 0
                    first -= axis.first * axis.extent
                    second -= axis.second * axis.extent
                }
            }
        }
    }
}

extension Tensor {
    /// The same elements under another shape; no place on the tape.
    func sharing(shape: TensorShape) -> Tensor {
        Tensor(storage: storage, shape: shape, node: nil)
    }

    /// Repeated to a shape that this one broadcasts to; no place on the tape.
    func expanded(to full: TensorShape) -> Tensor {
        shape == full ? detached() : Broadcasting.expand(self, to: full)
    }

    /// Summed back to the shape that was broadcast to this one; no place on the tape.
    func contracted(to small: TensorShape) -> Tensor {
        if shape == small { return detached() }
        let added = shape.rank - small.rank
        let axes = shape.dimensions.indices.filter { axis in
            shape[axis] != 1 && (axis < added || small[axis - added] == 1)
        }
        return detached().sum(axes: axes).sharing(shape: small)
    }
}
