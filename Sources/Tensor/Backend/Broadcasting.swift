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

    /// What is done to each pair of elements.
    enum Operation: Sendable {
        case add, subtract, multiply, divide
        /// 1 where the two are equal, 0 where they aren't.
        case equal
    }

    /// An operation on each pair of elements.
    ///
    /// - Precondition: the shapes fit.
    static func combine(_ first: Tensor, _ second: Tensor, _ operation: Operation) -> Tensor {
        guard let shape = shape(first.shape, second.shape) else {
            preconditionFailure("broadcasting: the shapes \(first.shape) and \(second.shape) don't fit")
        }
        let plan = Plan(shape, first: first.shape, second: second.shape)
        return Tensor(shape: shape) { target in
            first.withPointer { one in
                second.withPointer { two in
                    let (target, one, two) = (SharedPointer(target), ConstantPointer(one), ConstantPointer(two))
                    plan.forEachRow { place, firstPlace, secondPlace, count in
                        let pair = RowPair(
                            target: target.base + place, first: one.base + firstPlace,
                            second: two.base + secondPlace, count: count, firstIsConstant: plan.firstIsConstant,
                            secondIsConstant: plan.secondIsConstant)
                        switch operation {
                        case .add: pair.apply { $0 + $1 }
                        case .subtract: pair.apply { $0 - $1 }
                        case .multiply: pair.apply { $0 * $1 }
                        case .divide: pair.apply { $0 / $1 }
                        case .equal: pair.apply { $0 == $1 ? 1 : 0 }
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
                plan.forEachRow { place, sourcePlace, _, count in
                    let target = target.base + place
                    if plan.firstIsConstant {
                        target.update(repeating: source.base[sourcePlace], count: count)
                    } else {
                        target.update(from: source.base + sourcePlace, count: count)
                    }
                }
            }
        }
    }

    /// One row of the result, and where its operands are.
    private struct RowPair {
        let target: UnsafeMutablePointer<Float>
        let first: UnsafePointer<Float>
        let second: UnsafePointer<Float>
        let count: Int
        let firstIsConstant: Bool
        let secondIsConstant: Bool

        @inline(__always)
        func apply(_ body: (Float, Float) -> Float) {
            if firstIsConstant {
                let value = first[0]
                for column in 0..<count { target[column] = body(value, second[column]) }
            } else if secondIsConstant {
                let value = second[0]
                for column in 0..<count { target[column] = body(first[column], value) }
            } else {
                for column in 0..<count { target[column] = body(first[column], second[column]) }
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

        /// Calls `body` with (place in the result, places in the operands, number of columns) for each row, or
        /// each part of a long one, on several processors.
        func forEachRow(_ body: @Sendable (Int, Int, Int, Int) -> Void) {
            let grain = Elementwise.grain
            guard columns <= grain else {
                let parts = (columns + grain - 1) / grain
                Parallel.forEach(rows * parts) { task in
                    let (first, second) = offsets(row: task / parts)
                    let start = task % parts * grain
                    body(
                        task / parts * columns + start, first + (firstIsConstant ? 0 : start),
                        second + (secondIsConstant ? 0 : start), min(grain, columns - start))
                }
                return
            }
            Parallel.ranges(columns == 0 ? 0 : rows, grain: max(1, grain / max(1, columns))) { range in
                var (first, second) = offsets(row: range.lowerBound)
                var counters = axes.map { _ in 0 }
                var rest = range.lowerBound
                for (index, axis) in axes.enumerated() {
                    counters[index] = rest % axis.extent
                    rest /= axis.extent
                }
                for row in range {
                    body(row * columns, first, second, columns)
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

        private func offsets(row: Int) -> (first: Int, second: Int) {
            var (first, second, rest) = (0, 0, row)
            for axis in axes {
                first += rest % axis.extent * axis.first
                second += rest % axis.extent * axis.second
                rest /= axis.extent
            }
            return (first, second)
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
