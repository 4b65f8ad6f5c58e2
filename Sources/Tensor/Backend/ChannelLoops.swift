/// Loops over rows of channels (…, C), where something is done to each channel: sixteen at a time, which is one
/// cache line, then the rest one by one.
enum ChannelLoops {
    typealias Lanes = SIMD16<Float>

    /// Rows for one part of a split loop.
    static func grain(channels: Int) -> Int { max(64, Elementwise.grain / max(1, channels)) }

    /// Adds one value per channel to each row.
    static func add(_ values: [Float], toRows rows: Int, of base: UnsafeMutablePointer<Float>) {
        let channels = values.count
        values.withUnsafeBufferPointer { values in
            guard let values = values.baseAddress else { return }
            forEachBlock(channels: channels) { channel in
                let addend = load(values + channel)
                var row = base + channel
                for _ in 0..<rows {
                    store(load(row) + addend, to: row)
                    row += channels
                }
            } single: { channel in
                let addend = values[channel]
                for row in 0..<rows { base[row * channels + channel] += addend }
            }
        }
    }

    /// Writes one value per channel to each of some rows that lie `stride` floats apart.
    static func fill(_ base: UnsafeMutablePointer<Float>, with values: [Float], rows: Int, stride: Int) {
        values.withUnsafeBufferPointer { values in
            guard let first = values.baseAddress else { return }
            for row in 0..<rows { (base + row * stride).update(from: first, count: values.count) }
        }
    }

    /// The sum over all rows, (C).
    static func sum(_ tensor: Tensor) -> Tensor {
        let channels = tensor.shape.dimensions.last ?? 1
        let zeros = Storage(count: channels)
        zeros.base.update(repeating: 0, count: channels)
        let pivot = ConstantPointer(zeros.base)
        // Memory is what it waits for: the squares beside the sums cost nothing.
        let totals = withExtendedLifetime(zeros) {
            reduce(tensor, sums: 2) { base, rows, target in
                Kernels.current.moments(base, rows: rows, channels: channels, pivot: pivot.base, sums: target)
            }
        }
        return Tensor(totals.prefix(channels).map { Float($0) }, shape: [channels])
    }

    /// Adds up `sums` values per channel over all rows: parts in `Float` over a bounded number of rows, then in
    /// `Double`, in an order that depends on the shape alone.
    ///
    /// - Parameter body: gets the first row of a part, its number of rows, and where its sums go (sums × C).
    static func reduce(
        _ tensor: Tensor, sums: Int,
        _ body: @Sendable (UnsafePointer<Float>, Int, UnsafeMutablePointer<Float>) -> Void
    ) -> [Double] {
        let channels = tensor.shape.dimensions.last ?? 1
        let rows = tensor.shape.elementCount / max(1, channels)
        let width = sums * channels
        let grain = 256
        let parts = (rows + grain - 1) / grain
        var totals = [Double](repeating: 0, count: width)
        guard parts > 0 else { return totals }
        let partials = Storage(count: parts * width)
        let shared = SharedPointer(partials.base)
        tensor.withPointer { base in
            let base = ConstantPointer(base)
            let partsPerTask = max(1, Self.grain(channels: channels) / grain)
            Parallel.ranges(parts, grain: partsPerTask) { range in
                for part in range {
                    let first = part * grain
                    body(base.base + first * channels, min(grain, rows - first), shared.base + part * width)
                }
            }
        }
        withExtendedLifetime(partials) {
            for part in 0..<parts {
                let values = partials.base + part * width
                for index in 0..<width { totals[index] += Double(values[index]) }
            }
        }
        return totals
    }

    /// Calls `block` for the first channel of every sixteen and `single` for each of the rest.
    @inline(__always)
    static func forEachBlock(channels: Int, _ block: (Int) -> Void, single: (Int) -> Void) {
        var channel = 0
        while channel + Lanes.scalarCount <= channels {
            block(channel)
            channel += Lanes.scalarCount
        }
        while channel < channels {
            single(channel)
            channel += 1
        }
    }

    @inline(__always)
    static func load(_ pointer: UnsafePointer<Float>) -> Lanes {
        UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
    }

    @inline(__always)
    static func load(_ pointer: UnsafeMutablePointer<Float>) -> Lanes {
        UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
    }

    @inline(__always)
    static func store(_ lanes: Lanes, to pointer: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: Lanes.self)
    }
}
