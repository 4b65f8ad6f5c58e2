extension Tensor {
    /// The sum over some axes.
    ///
    /// - Parameters:
    ///   - axes: nil for all of them.
    ///   - keepDimensions: whether a summed axis stays, with extent 1.
    /// - Precondition: the shape has the axes.
    public func sum(axes: [Int]? = nil, keepDimensions: Bool = false) -> Tensor {
        let axes = axisSet(axes, operation: "sum")
        let value = reduced(axes, keepDimensions: keepDimensions, Reductions.sum)
        let kept = shape.removing(axes: axes, keepDimensions: true)
        let full = shape
        return value.recorded(from: [self]) { gradient in
            [gradient.sharing(shape: kept).expanded(to: full)]
        }
    }

    /// The mean over some axes.
    ///
    /// - Parameters:
    ///   - axes: nil for all of them.
    ///   - keepDimensions: whether an axis stays, with extent 1.
    /// - Precondition: the shape has the axes.
    public func mean(axes: [Int]? = nil, keepDimensions: Bool = false) -> Tensor {
        let count = axisSet(axes, operation: "mean").reduce(1) { $0 * shape[$1] }
        return sum(axes: axes, keepDimensions: keepDimensions) * (1 / Float(count))
    }

    /// The greatest value over some axes. As with PyTorch's `amax`, the gradient is split evenly among equals.
    ///
    /// - Parameters:
    ///   - axes: nil for all of them.
    ///   - keepDimensions: whether an axis stays, with extent 1.
    /// - Precondition: the shape has the axes, and none of them is empty.
    public func maximum(axes: [Int]? = nil, keepDimensions: Bool = false) -> Tensor {
        let axes = axisSet(axes, operation: "maximum")
        precondition(axes.allSatisfy { shape[$0] > 0 }, "maximum: nothing to choose from in the shape \(shape)")
        let kept = shape.removing(axes: axes, keepDimensions: true)
        let greatest = reduced(axes, keepDimensions: true, Reductions.maximum)
        let value = greatest.sharing(shape: shape.removing(axes: axes, keepDimensions: keepDimensions))
        let input = detached()
        return value.recorded(from: [self]) { gradient in
            let isGreatest = Broadcasting.combine(input, greatest, .equal)
            let share = gradient.sharing(shape: kept) / isGreatest.sum(axes: Array(axes), keepDimensions: true)
            return [isGreatest * share]
        }
    }

    /// Folds groups of neighbouring axes, the last group first.
    private func reduced(
        _ axes: Set<Int>, keepDimensions: Bool, _ fold: (Tensor, Int, Int, Int) -> Tensor
    ) -> Tensor {
        var value = detached()
        var end = shape.rank
        while end > 0 {
            var start = end - 1
            if axes.contains(start) {
                while start > 0, axes.contains(start - 1) { start -= 1 }
                let split = AxisSplit(value.shape, axes: start..<end, operation: "reduction")
                let ones = [Int](repeating: 1, count: end - start)
                let shape = value.shape.dimensions[..<start] + ones + value.shape.dimensions[end...]
                value = fold(value, split.outer, split.count, split.inner).sharing(shape: TensorShape(Array(shape)))
            }
            end = start
        }
        return value.sharing(shape: shape.removing(axes: axes, keepDimensions: keepDimensions))
    }

    private func axisSet(_ axes: [Int]?, operation: StaticString) -> Set<Int> {
        let chosen = axes ?? Array(0..<shape.rank)
        precondition(
            chosen.allSatisfy { 0..<shape.rank ~= $0 } && Set(chosen).count == chosen.count,
            "\(operation): the axes \(chosen) in the shape \(shape)")
        return Set(chosen)
    }
}
