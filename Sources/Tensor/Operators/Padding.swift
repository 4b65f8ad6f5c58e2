extension Tensor {
    /// A border of one value.
    ///
    /// - Parameters:
    ///   - before: elements in front of each axis.
    ///   - after: elements behind each axis.
    ///   - value: what the new elements are.
    /// - Precondition: a number that isn't negative for each axis.
    public func padded(before: [Int], after: [Int], with value: Float = 0) -> Tensor {
        precondition(
            before.count == shape.rank && after.count == shape.rank && (before + after).allSatisfy { $0 >= 0 },
            "padded: \(before) before and \(after) after the shape \(shape)")
        let extents = zip(shape.dimensions, zip(before, after)).map { $0 + $1.0 + $1.1 }
        let window = PaddedWindow(outer: TensorShape(extents), inner: shape, start: before)
        let padded = Tensor(shape: window.outer) { target in
            target.update(repeating: value, count: window.outer.elementCount)
            withPointer { source in
                window.forEachRun { outer, inner, count in (target + outer).update(from: source + inner, count: count) }
            }
        }
        return padded.recorded(from: [self]) { gradient in
            [
                Tensor(shape: window.inner) { target in
                    gradient.withPointer { source in
                        window.forEachRun { outer, inner, count in
                            (target + inner).update(from: source + outer, count: count)
                        }
                    }
                }
            ]
        }
    }
}

/// A tensor inside a larger one.
private struct PaddedWindow: Sendable {
    let outer: TensorShape
    let inner: TensorShape
    let start: [Int]

    /// Calls `body` with (place in the outer, place in the inner, count) for each run of the last axis.
    func forEachRun(_ body: (Int, Int, Int) -> Void) {
        guard let run = inner.dimensions.last else { return body(0, 0, 1) }
        let strides = outer.strides
        var place = zip(start, strides).reduce(0) { $0 + $1.0 * $1.1 }
        var counters = [Int](repeating: 0, count: inner.rank)
        for index in 0..<(run == 0 ? 0 : inner.elementCount / run) {
            body(place, index * run, run)
            for axis in stride(from: inner.rank - 2, through: 0, by: -1) {
                counters[axis] += 1
                place += strides[axis]
                if counters[axis] < inner[axis] { break }
                place -= inner[axis] * strides[axis]
                counters[axis] = 0
            }
        }
    }
}
