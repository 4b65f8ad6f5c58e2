/// Sums and maxima over one axis of (outer, count, inner), in an order that depends on the shape alone.
///
/// A long axis is folded in parts and the parts again, so that rounding errors stay small and every processor has
/// something to do.
enum Reductions {
    typealias Lanes = ChannelLoops.Lanes

    /// The sum over the middle axis: (outer, inner).
    static func sum(_ input: Tensor, outer: Int, count: Int, inner: Int) -> Tensor {
        guard count > 0 else { return .zeros([outer, inner]) }
        return fold(input, outer: outer, count: count, inner: inner) {
            $0 + $1
        } single: {
            $0 + $1
        }
    }

    /// The greatest value over the middle axis: (outer, inner). NaN where there is one first.
    static func maximum(_ input: Tensor, outer: Int, count: Int, inner: Int) -> Tensor {
        fold(input, outer: outer, count: count, inner: inner) {
            $1.replacing(with: $0, where: $0 .> $1)
        } single: {
            max($0, $1)
        }
    }

    /// The sum of `count` floats side by side.
    @inline(__always)
    static func sum(_ base: UnsafePointer<Float>, count: Int) -> Float {
        run(base, count: count) {
            $0 + $1
        } single: {
            $0 + $1
        }
    }

    /// The greatest of `count` floats side by side, at least one.
    @inline(__always)
    static func maximum(_ base: UnsafePointer<Float>, count: Int) -> Float {
        run(base, count: count) {
            $1.replacing(with: $0, where: $0 .> $1)
        } single: {
            max($0, $1)
        }
    }

    @inline(__always)
    private static func fold(
        _ input: Tensor, outer: Int, count: Int, inner: Int, _ lanes: @Sendable (Lanes, Lanes) -> Lanes,
        single: @Sendable (Float, Float) -> Float
    ) -> Tensor {
        var (value, remaining) = (input, count)
        repeat {
            let length = inner == 1 ? 4096 : 256
            let parts = (remaining + length - 1) / length
            let (source, extent) = (value, remaining)
            value = Tensor(shape: [outer, parts, inner]) { target in
                source.withPointer { source in
                    let (source, target) = (ConstantPointer(source), SharedPointer(target))
                    let size = max(1, min(length, extent) * inner)
                    Parallel.ranges(outer * parts, grain: max(1, Elementwise.grain / size)) { range in
                        for task in range {
                            let first = task % parts * length
                            let rows = min(length, extent - first)
                            let base = source.base + (task / parts * extent + first) * inner
                            if inner == 1 {
                                target.base[task] = run(base, count: rows, lanes, single: single)
                            } else {
                                columns(
                                    base, rows: rows, width: inner, into: target.base + task * inner, lanes,
                                    single: single)
                            }
                        }
                    }
                }
            }
            remaining = parts
        } while remaining > 1
        return Tensor(storage: value.storage, shape: [outer, inner], node: nil)
    }

    /// Folds floats that lie side by side, at least one.
    @inline(__always)
    private static func run(
        _ base: UnsafePointer<Float>, count: Int, _ lanes: (Lanes, Lanes) -> Lanes, single: (Float, Float) -> Float
    ) -> Float {
        var (value, next) = (base[0], 1)
        if count >= 2 * Lanes.scalarCount {
            var sum = ChannelLoops.load(base)
            next = Lanes.scalarCount
            while next + Lanes.scalarCount <= count {
                sum = lanes(sum, ChannelLoops.load(base + next))
                next += Lanes.scalarCount
            }
            value = sum[0]
            for index in 1..<Lanes.scalarCount { value = single(value, sum[index]) }
        }
        while next < count {
            value = single(value, base[next])
            next += 1
        }
        return value
    }

    /// Folds rows of `width` into one.
    @inline(__always)
    private static func columns(
        _ base: UnsafePointer<Float>, rows: Int, width: Int, into target: UnsafeMutablePointer<Float>,
        _ lanes: (Lanes, Lanes) -> Lanes, single: (Float, Float) -> Float
    ) {
        // Sixteen narrow rows are one wide one, which fills the lanes.
        let joined = 16
        guard width < Lanes.scalarCount, rows >= 4 * joined else {
            wideColumns(base, rows: rows, width: width, into: target, lanes, single: single)
            return
        }
        withUnsafeTemporaryAllocation(of: Float.self, capacity: joined * width) { scratch in
            guard let scratch = scratch.baseAddress else { return }
            let wide = rows / joined
            wideColumns(base, rows: wide, width: joined * width, into: scratch, lanes, single: single)
            wideColumns(scratch, rows: joined, width: width, into: target, lanes, single: single)
            for row in wide * joined..<rows {
                for column in 0..<width { target[column] = single(target[column], base[row * width + column]) }
            }
        }
    }

    @inline(__always)
    private static func wideColumns(
        _ base: UnsafePointer<Float>, rows: Int, width: Int, into target: UnsafeMutablePointer<Float>,
        _ lanes: (Lanes, Lanes) -> Lanes, single: (Float, Float) -> Float
    ) {
        target.update(from: base, count: width)
        for row in 1..<max(1, rows) {
            let source = base + row * width
            ChannelLoops.forEachBlock(channels: width) { column in
                let sum = lanes(ChannelLoops.load(target + column), ChannelLoops.load(source + column))
                ChannelLoops.store(sum, to: target + column)
            } single: { column in
                target[column] = single(target[column], source[column])
            }
        }
    }

    /// Adds all parts to the first, element by element in the order of the parts.
    static func add(parts: Int, of count: Int, in sums: SharedPointer) {
        Parallel.ranges(count, grain: 1 << 15) { range in
            for part in 1..<max(1, parts) {
                let (total, addend) = (sums.base, sums.base + part * count)
                for index in range { total[index] += addend[index] }
            }
        }
    }
}
