extension Tensor {
    /// Tensors joined along one axis, in their order.
    ///
    /// - Precondition: at least one, equal in every other axis.
    public static func concatenation(of parts: [Tensor], axis: Int) -> Tensor {
        let shapes = parts.map(\.shape)
        guard let first = shapes.first else { preconditionFailure("concatenation: of nothing") }
        precondition(
            axis >= 0 && axis < first.rank
                && shapes.allSatisfy {
                    $0.rank == first.rank
                        && $0.replacing(axis: axis, with: 0) == first.replacing(axis: axis, with: 0)
                },
            "concatenation: the shapes \(shapes) don't fit along axis \(axis)")
        if parts.count == 1 { return parts[0] }
        let extents = shapes.map { $0[axis] }
        let shape = first.replacing(axis: axis, with: extents.reduce(0, +))
        let whole = AxisSplit(shape, axis: axis, operation: "concatenation")
        let value = Tensor(shape: shape) { target in
            var start = 0
            for (part, extent) in zip(parts, extents) {
                part.withPointer { source in
                    AxisCopy.runs(
                        whole.outer, length: extent * whole.inner, from: source, every: extent * whole.inner,
                        to: target + start * whole.inner, every: whole.count * whole.inner)
                }
                start += extent
            }
        }
        let needed = parts.map(\.isTracked)
        return value.recorded(from: parts) { gradient in
            var start = 0
            return zip(extents, needed).map { extent, isNeeded in
                defer { start += extent }
                return isNeeded ? gradient.sliced(start..<start + extent, axis: axis) : nil
            }
        }
    }

    /// A range of one axis, or every `step`-th of it.
    ///
    /// - Precondition: the shape has the axis and the range; the step is positive.
    public func sliced(_ range: Range<Int>, axis: Int, step: Int = 1) -> Tensor {
        let split = AxisSplit(shape, axis: axis, operation: "sliced")
        precondition(
            range.lowerBound >= 0 && range.upperBound <= split.count && step > 0,
            "sliced: every \(step). of \(range) on axis \(axis) of the shape \(shape)")
        let count = (range.count + step - 1) / step
        let value = Tensor(shape: shape.replacing(axis: axis, with: count)) { target in
            withPointer { source in
                AxisCopy.slice(
                    split, from: source + range.lowerBound * split.inner, step: step, to: target, count: count)
            }
        }
        let full = shape
        return value.recorded(from: [self]) { gradient in
            [
                Tensor(shape: full) { target in
                    target.update(repeating: 0, count: full.elementCount)
                    gradient.withPointer { source in
                        AxisCopy.spread(
                            split, from: source, to: target + range.lowerBound * split.inner, step: step,
                            count: count)
                    }
                }
            ]
        }
    }
}

/// Copies between one axis of a tensor and a part of the same axis in another.
enum AxisCopy {
    /// `count` runs of `length` floats, each `every` floats after the one before.
    static func runs(
        _ count: Int, length: Int, from source: UnsafePointer<Float>, every sourceStep: Int,
        to target: UnsafeMutablePointer<Float>, every targetStep: Int
    ) {
        let (source, target) = (ConstantPointer(source), SharedPointer(target))
        Parallel.ranges(length == 0 ? 0 : count, grain: max(1, Elementwise.grain / max(1, length))) { range in
            var (from, to) = (source.base + range.lowerBound * sourceStep, target.base + range.lowerBound * targetStep)
            for _ in range {
                to.update(from: from, count: length)
                from += sourceStep
                to += targetStep
            }
        }
    }

    /// Every `step`-th of an axis, `count` of them, packed.
    static func slice(
        _ whole: AxisSplit, from source: UnsafePointer<Float>, step: Int, to target: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        let inner = whole.inner
        if step == 1 {
            runs(
                whole.outer, length: count * inner, from: source, every: whole.count * inner, to: target,
                every: count * inner)
        } else {
            for outer in 0..<whole.outer {
                runs(
                    count, length: inner, from: source + outer * whole.count * inner, every: step * inner,
                    to: target + outer * count * inner, every: inner)
            }
        }
    }

    /// The way back from ``slice(_:from:step:to:count:)``; what lies between isn't touched.
    static func spread(
        _ whole: AxisSplit, from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, step: Int,
        count: Int
    ) {
        let inner = whole.inner
        if step == 1 {
            runs(
                whole.outer, length: count * inner, from: source, every: count * inner, to: target,
                every: whole.count * inner)
        } else {
            for outer in 0..<whole.outer {
                runs(
                    count, length: inner, from: source + outer * count * inner, every: inner,
                    to: target + outer * whole.count * inner, every: step * inner)
            }
        }
    }
}
