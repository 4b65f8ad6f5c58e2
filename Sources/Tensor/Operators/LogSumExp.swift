extension Tensor {
    /// log Σ eˣ over one axis: a smooth maximum. Stable: no exponential is greater than 1.
    ///
    /// - Parameters:
    ///   - axis: counted from 0, the outermost.
    ///   - keepDimensions: whether the axis stays, with extent 1.
    /// - Precondition: the shape has the axis, and it isn't empty.
    public func logSumExp(axis: Int, keepDimensions: Bool = false) -> Tensor {
        let split = AxisSplit(shape, axis: axis, operation: "logSumExp")
        precondition(split.count > 0, "logSumExp: nothing to add up on axis \(axis) of the shape \(shape)")
        let result = shape.removing(axes: [axis], keepDimensions: keepDimensions)
        let value = Exponentials.logSum(self, split).sharing(shape: result)
        let input = detached()
        return value.recorded(from: [self]) { gradient in
            // dx = dy · eˣ / Σ eˣ
            [Exponentials.shares(input, logSum: value, factor: gradient, split)]
        }
    }

    /// log Σ eˣ over several axes; see ``logSumExp(axis:keepDimensions:)``.
    ///
    /// - Precondition: at least one axis, each in the shape once.
    public func logSumExp(axes: [Int], keepDimensions: Bool = false) -> Tensor {
        precondition(!axes.isEmpty && Set(axes).count == axes.count, "logSumExp: the axes \(axes)")
        // From the last axis on, so that the places of the others don't change.
        return axes.sorted(by: >).reduce(self) { $0.logSumExp(axis: $1, keepDimensions: keepDimensions) }
    }

    /// x − log Σ eˣ along one axis: the logarithms of probabilities.
    ///
    /// - Precondition: the shape has the axis, and it isn't empty.
    public func logSoftmax(axis: Int) -> Tensor {
        let sum = detached().logSumExp(axis: axis, keepDimensions: true)
        let value = Broadcasting.combine(self, sum, .subtract)
        return value.recorded(from: [self]) { gradient in
            // dx = dy − softmax · Σ dy
            let total = gradient.sum(axes: [axis], keepDimensions: true)
            return [gradient - value.exp() * total]
        }
    }
}

/// The loops over one axis of exponentials. Where the axis is the last one, rows are worked in blocks: shift them by
/// their maxima, take all exponentials of the block in one loop, add up rows. Else columns are worked side by side.
enum Exponentials {
    /// Floats of one block, which stay in the first cache.
    private static let blockSize = 2048

    /// log Σ eˣ over the middle axis: (outer, inner).
    static func logSum(_ input: Tensor, _ split: AxisSplit) -> Tensor {
        Tensor(shape: [split.outer, split.inner]) { target in
            input.withPointer { source in
                let (source, target) = (ConstantPointer(source), SharedPointer(target))
                forEachBlock(split) { outer, block, scratch in
                    if split.inner == 1 {
                        let rows = block
                        logSumRows(
                            source.base + rows.lowerBound * split.count, rows: rows.count, count: split.count,
                            scratch: scratch, into: target.base + rows.lowerBound)
                    } else {
                        logSumColumns(
                            source.base + outer * split.count * split.inner + block.lowerBound, width: block.count,
                            count: split.count, stride: split.inner, scratch: scratch,
                            into: target.base + outer * split.inner + block.lowerBound)
                    }
                }
            }
        }
    }

    /// factor · e^(x − logSum), where both hold one value for all of the middle axis.
    static func shares(_ input: Tensor, logSum: Tensor, factor: Tensor, _ split: AxisSplit) -> Tensor {
        Tensor(shape: input.shape) { target in
            input.withPointer { source in
                logSum.withPointer { logSum in
                    factor.withPointer { factor in
                        let (source, target) = (ConstantPointer(source), SharedPointer(target))
                        let (logSum, factor) = (ConstantPointer(logSum), ConstantPointer(factor))
                        forEachBlock(split) { outer, block, scratch in
                            if split.inner == 1 {
                                let start = block.lowerBound * split.count
                                shareRows(
                                    source.base + start, rows: block.count, count: split.count,
                                    logSum: logSum.base + block.lowerBound, factor: factor.base + block.lowerBound,
                                    into: target.base + start)
                            } else {
                                let place = outer * split.inner + block.lowerBound
                                let start = outer * split.count * split.inner + block.lowerBound
                                shareColumns(
                                    source.base + start, width: block.count, count: split.count, stride: split.inner,
                                    logSum: logSum.base + place, factor: factor.base + place, scratch: scratch,
                                    into: target.base + start)
                            }
                        }
                    }
                }
            }
        }
    }

    /// Calls `body` with (outer index, range of rows or columns, scratch of a block's size).
    private static func forEachBlock(
        _ split: AxisSplit, _ body: @Sendable (Int, Range<Int>, UnsafeMutablePointer<Float>) -> Void
    ) {
        let isRows = split.inner == 1
        let count = isRows ? split.outer : split.inner
        let size = isRows ? max(1, blockSize / split.count) : blockSize / 4
        let blocks = (count + size - 1) / size
        let cost = max(1, (isRows ? size : min(size, count)) * split.count)
        Parallel.ranges((isRows ? 1 : split.outer) * blocks, grain: max(1, Elementwise.curveGrain / cost)) { range in
            withScratch(max(blockSize, split.count)) { scratch in
                for task in range {
                    let start = task % blocks * size
                    body(task / blocks, start..<min(count, start + size), scratch)
                }
            }
        }
    }

    private static func logSumRows(
        _ source: UnsafePointer<Float>, rows: Int, count: Int, scratch: UnsafeMutablePointer<Float>,
        into target: UnsafeMutablePointer<Float>
    ) {
        Kernels.current.sumExpRows(source, rows: rows, count: count, shifts: target, sums: scratch)
        for row in 0..<rows { target[row] += VectorMath.log(scratch[row]) }
    }

    private static func logSumColumns(
        _ source: UnsafePointer<Float>, width: Int, count: Int, stride: Int, scratch: UnsafeMutablePointer<Float>,
        into target: UnsafeMutablePointer<Float>
    ) {
        target.update(from: source, count: width)
        for row in 1..<max(1, count) {
            let values = source + row * stride
            for column in 0..<width { target[column] = max(target[column], values[column]) }
        }
        for column in 0..<width {
            target[column] = finite(target[column])
            scratch[column] = 0
        }
        for row in 0..<count {
            Kernels.current.addExp(source + row * stride, minus: target, count: width, to: scratch)
        }
        for column in 0..<width { target[column] += VectorMath.log(scratch[column]) }
    }

    private static func shareRows(
        _ source: UnsafePointer<Float>, rows: Int, count: Int, logSum: UnsafePointer<Float>,
        factor: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<rows { (target + row * count).update(repeating: finite(logSum[row]), count: count) }
        Kernels.current.exp(source, minus: target, count: rows * count, to: target)
        for row in 0..<rows {
            let result = target + row * count
            let scale = factor[row]
            for index in 0..<count { result[index] *= scale }
        }
    }

    private static func shareColumns(
        _ source: UnsafePointer<Float>, width: Int, count: Int, stride: Int, logSum: UnsafePointer<Float>,
        factor: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>, into target: UnsafeMutablePointer<Float>
    ) {
        for column in 0..<width { scratch[column] = finite(logSum[column]) }
        for row in 0..<count {
            let result = target + row * stride
            Kernels.current.exp(source + row * stride, minus: scratch, count: width, to: result)
            for column in 0..<width { result[column] *= factor[column] }
        }
    }

    /// For each row its maximum, and the sum of e^(x − maximum); the plain twin of the one in `TensorKernels`.
    static func sumExpRows(
        _ x: UnsafePointer<Float>, rows: Int, count: Int, shifts: UnsafeMutablePointer<Float>,
        sums: UnsafeMutablePointer<Float>
    ) {
        // A part at a time: its exponentials become vector instructions, and rounding errors of long sums stay small.
        let length = 128
        withUnsafeTemporaryAllocation(of: Float.self, capacity: length) { buffer in
            guard let part = buffer.baseAddress else { return }
            for row in 0..<rows {
                let values = x + row * count
                let shift = finite(Reductions.maximum(values, count: count))
                var sum: Float = 0
                for start in stride(from: 0, to: count, by: length) {
                    let width = min(length, count - start)
                    for index in 0..<width { part[index] = VectorMath.exp(values[start + index] - shift) }
                    sum += Reductions.sum(part, count: width)
                }
                shifts[row] = shift
                sums[row] = sum
            }
        }
    }

    /// y = e^(x − shift), the plain twin of the one in `TensorKernels`. The target may be the shift.
    static func exp(
        _ x: UnsafePointer<Float>, minus shift: UnsafePointer<Float>, count: Int, to y: UnsafeMutablePointer<Float>
    ) {
        for index in 0..<count { y[index] = VectorMath.exp(x[index] - shift[index]) }
    }

    /// Adds e^(x − shift) to sums, the plain twin of the one in `TensorKernels`.
    static func addExp(
        _ x: UnsafePointer<Float>, minus shift: UnsafePointer<Float>, count: Int, to sums: UnsafeMutablePointer<Float>
    ) {
        for index in 0..<count { sums[index] += VectorMath.exp(x[index] - shift[index]) }
    }

    /// An infinite shift would make differences that aren't numbers; any other shift gives the right limit.
    @inline(__always)
    private static func finite(_ value: Float) -> Float {
        abs(value) < .infinity ? value : (value.isNaN ? value : 0)
    }
}
