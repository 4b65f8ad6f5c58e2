/// The small linear maps of Winograd's convolution F(4×4, 3×3): 4 × 4 outputs of a 3 × 3 kernel from 6 × 6 inputs with
/// 36 products instead of 144 (Lavin and Gray, "Fast algorithms for convolutional neural networks", 2016).
///
/// In one dimension, outputs y = Aᵀ·[(G·g) ∘ (Bᵀ·d)], which multiplies polynomials at the points 0, ±a, ±b and ∞. The
/// usual points are 0, ±1, ±2; with a = 3/4, b = 3/2 the error is a quarter of theirs (1.5e-6 of the largest output
/// instead of 6.4e-6, normal inputs) and every constant is still exact in binary. Two dimensions: rows, then columns.
///
/// All loops run over channels, four at a time, which is what the smallest x86-64 has.
enum WinogradTransforms {
    typealias Lanes = SIMD4<Float>
    /// A tile's elements before and after the products: 6 × 6.
    static let planeCount = 36
    /// Outputs of a tile along each axis.
    static let outputs = 4

    private static let a: Float = 0.75
    private static let b: Float = 1.5
    private static let a2: Float = 0.5625
    private static let b2: Float = 2.25
    private static let a3: Float = 0.421875
    private static let b3: Float = 3.375
    private static let a2b2: Float = 1.265625
    private static let a2plusb2: Float = 2.8125
    /// What the polynomials are divided by: 1 / (a²b²), 1 / (2a²(a² − b²)), 1 / (2b²(b² − a²)).
    private static let atZero: Float = 1 / 1.265625
    private static let atA: Float = -1 / 1.8984375
    private static let atB: Float = 1 / 7.59375

    /// V = Bᵀ·d·B: the tile's 36 pixels to 36 planes.
    static func input(
        _ pixels: WinogradTiles.Pixels, channels: Int, to planes: UnsafeMutablePointer<Float>,
        planeStride: Int
    ) {
        withUnsafeTemporaryAllocation(of: Lanes.self, capacity: planeCount) { buffer in
            guard let half = buffer.baseAddress else { return }
            forEachGroup(channels) { channel, count in
                for column in 0..<6 {
                    spread6(
                        load(pixels[column] + channel, count), load(pixels[6 + column] + channel, count),
                        load(pixels[12 + column] + channel, count), load(pixels[18 + column] + channel, count),
                        load(pixels[24 + column] + channel, count), load(pixels[30 + column] + channel, count)
                    ) { half[$0 * 6 + column] = $1 }
                }
                for row in 0..<6 {
                    let line = half + row * 6
                    let target = planes + row * 6 * planeStride + channel
                    spread6(line[0], line[1], line[2], line[3], line[4], line[5]) {
                        store($1, to: target + $0 * planeStride, count)
                    }
                }
            }
        }
    }

    /// leaky(Aᵀ·m·A + bias): 36 planes to the tile's 16 pixels.
    static func output(
        _ planes: UnsafePointer<Float>, planeStride: Int, channels: Int,
        to pixels: WinogradTiles.Pixels, bias: UnsafePointer<Float>, slope: Float
    ) {
        withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 24) { buffer in
            guard let half = buffer.baseAddress else { return }
            forEachGroup(channels) { channel, count in
                let bias = load(bias + channel, count)
                for column in 0..<6 {
                    let source = planes + column * planeStride + channel
                    let step = 6 * planeStride
                    gather4(
                        load(source, count), load(source + step, count), load(source + 2 * step, count),
                        load(source + 3 * step, count), load(source + 4 * step, count),
                        load(source + 5 * step, count)
                    ) { half[$0 * 6 + column] = $1 }
                }
                for row in 0..<4 {
                    let line = half + row * 6
                    gather4(line[0], line[1], line[2], line[3], line[4], line[5]) { column, sum in
                        let value = sum + bias
                        let active = value.replacing(with: value * slope, where: value .< 0)
                        store(active, to: pixels[row * 4 + column] + channel, count)
                    }
                }
            }
        }
    }

    /// Z = A·dy·Aᵀ: the gradient of the tile's 16 outputs to 36 planes.
    static func gradient(
        _ pixels: WinogradTiles.Pixels, channels: Int, to planes: UnsafeMutablePointer<Float>,
        planeStride: Int
    ) {
        withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 24) { buffer in
            guard let half = buffer.baseAddress else { return }
            forEachGroup(channels) { channel, count in
                for column in 0..<4 {
                    spread4(
                        load(pixels[column] + channel, count), load(pixels[4 + column] + channel, count),
                        load(pixels[8 + column] + channel, count), load(pixels[12 + column] + channel, count)
                    ) { half[$0 * 4 + column] = $1 }
                }
                for row in 0..<6 {
                    let line = half + row * 4
                    let target = planes + row * 6 * planeStride + channel
                    spread4(line[0], line[1], line[2], line[3]) {
                        store($1, to: target + $0 * planeStride, count)
                    }
                }
            }
        }
    }

    /// U = G·g·Gᵀ: four kernels of nine elements, side by side in the lanes, to 36 values.
    static func kernel(_ kernel: UnsafePointer<Lanes>, to values: UnsafeMutablePointer<Lanes>) {
        withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 18) { buffer in
            guard let half = buffer.baseAddress else { return }
            for column in 0..<3 {
                spread3(kernel[column], kernel[3 + column], kernel[6 + column]) { half[$0 * 3 + column] = $1 }
            }
            for row in 0..<6 {
                let line = half + row * 3
                spread3(line[0], line[1], line[2]) { values[row * 6 + $0] = $1 }
            }
        }
    }

    /// dg = Gᵀ·dU·G: the way back from 36 values to nine.
    static func kernelGradient(_ values: UnsafePointer<Lanes>, to kernel: UnsafeMutablePointer<Lanes>) {
        withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 18) { buffer in
            guard let half = buffer.baseAddress else { return }
            for column in 0..<6 {
                gather3(
                    values[column], values[6 + column], values[12 + column], values[18 + column],
                    values[24 + column], values[30 + column]
                ) { half[$0 * 6 + column] = $1 }
            }
            for row in 0..<3 {
                let line = half + row * 6
                gather3(line[0], line[1], line[2], line[3], line[4], line[5]) { kernel[row * 3 + $0] = $1 }
            }
        }
    }
}

/// The maps in one dimension. Points come in pairs of either sign, so even and odd parts are computed once.
extension WinogradTransforms {
    /// Bᵀ·d
    @inline(__always)
    private static func spread6(
        _ d0: Lanes, _ d1: Lanes, _ d2: Lanes, _ d3: Lanes, _ d4: Lanes, _ d5: Lanes,
        _ give: (Int, Lanes) -> Void
    ) {
        give(0, d0 * a2b2 + (d4 - d2 * a2plusb2))
        let (evenA, oddA) = (d4 - d2 * b2, (d3 - d1 * b2) * a)
        give(1, evenA + oddA)
        give(2, evenA - oddA)
        let (evenB, oddB) = (d4 - d2 * a2, (d3 - d1 * a2) * b)
        give(3, evenB + oddB)
        give(4, evenB - oddB)
        give(5, d1 * a2b2 + (d5 - d3 * a2plusb2))
    }

    /// Aᵀ·m
    @inline(__always)
    private static func gather4(
        _ m0: Lanes, _ m1: Lanes, _ m2: Lanes, _ m3: Lanes, _ m4: Lanes, _ m5: Lanes,
        _ give: (Int, Lanes) -> Void
    ) {
        let (sumA, sumB) = (m1 + m2, m3 + m4)
        let (differenceA, differenceB) = (m1 - m2, m3 - m4)
        give(0, m0 + sumA + sumB)
        give(1, differenceA * a + differenceB * b)
        give(2, sumA * a2 + sumB * b2)
        give(3, differenceA * a3 + differenceB * b3 + m5)
    }

    /// A·y
    @inline(__always)
    private static func spread4(_ y0: Lanes, _ y1: Lanes, _ y2: Lanes, _ y3: Lanes, _ give: (Int, Lanes) -> Void) {
        give(0, y0)
        let (evenA, oddA) = (y0 + y2 * a2, y1 * a + y3 * a3)
        give(1, evenA + oddA)
        give(2, evenA - oddA)
        let (evenB, oddB) = (y0 + y2 * b2, y1 * b + y3 * b3)
        give(3, evenB + oddB)
        give(4, evenB - oddB)
        give(5, y3)
    }

    /// G·g
    @inline(__always)
    private static func spread3(_ g0: Lanes, _ g1: Lanes, _ g2: Lanes, _ give: (Int, Lanes) -> Void) {
        give(0, g0 * atZero)
        let (evenA, oddA) = ((g0 + g2 * a2) * atA, g1 * (a * atA))
        give(1, evenA + oddA)
        give(2, evenA - oddA)
        let (evenB, oddB) = ((g0 + g2 * b2) * atB, g1 * (b * atB))
        give(3, evenB + oddB)
        give(4, evenB - oddB)
        give(5, g2)
    }

    /// Gᵀ·u
    @inline(__always)
    private static func gather3(
        _ u0: Lanes, _ u1: Lanes, _ u2: Lanes, _ u3: Lanes, _ u4: Lanes, _ u5: Lanes,
        _ give: (Int, Lanes) -> Void
    ) {
        let (sumA, sumB) = ((u1 + u2) * atA, (u3 + u4) * atB)
        give(0, u0 * atZero + sumA + sumB)
        give(1, (u1 - u2) * (a * atA) + (u3 - u4) * (b * atB))
        give(2, sumA * a2 + sumB * b2 + u5)
    }
}

/// Groups of four channels, and what is left of them.
extension WinogradTransforms {
    /// Calls `body` with the first channel of each group and how many of the four there are.
    @inline(__always)
    static func forEachGroup(_ channels: Int, _ body: (Int, Int) -> Void) {
        var channel = 0
        while channel + 4 <= channels {
            body(channel, 4)
            channel += 4
        }
        if channel < channels { body(channel, channels - channel) }
    }

    @inline(__always)
    static func load(_ pointer: UnsafePointer<Float>, _ count: Int) -> Lanes {
        if count == 4 { return UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self) }
        var lanes = Lanes.zero
        for index in 0..<count { lanes[index] = pointer[index] }
        return lanes
    }

    @inline(__always)
    static func store(_ lanes: Lanes, to pointer: UnsafeMutablePointer<Float>, _ count: Int) {
        if count == 4 {
            UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: Lanes.self)
        } else {
            for index in 0..<count { pointer[index] = lanes[index] }
        }
    }
}
