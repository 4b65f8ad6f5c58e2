import Testing

@testable import Tensor

/// Numbers of eight bits of mantissa.
@Suite struct BFloat16RoundingTests {
    private static let pairs: [(value: Float, rounded: Float)] = [
        (1, 1), (-3.5, -3.5), (0, 0), (.infinity, .infinity), (.greatestFiniteMagnitude, .infinity),
        // Neighbours of 1 are 2⁻⁷ apart; a tie goes to the even one.
        (0x1.008p0, 1), (0x1.01p0, 1), (0x1.018p0, 0x1.02p0), (0x1.03p0, 0x1.04p0), (-0x1.018p0, -0x1.02p0),
    ]

    @Test(arguments: pairs)
    func nearest(pair: (value: Float, rounded: Float)) {
        #expect(Float(bitPattern: UInt32(BFloat16Product.rounded(pair.value)) << 16) == pair.rounded)
    }

    /// Nor does a NaN whose upper bits are none become infinity.
    @Test func noNumberStaysNone() {
        for bits in [0x7FC0_0000, 0x7F80_0001, 0xFFFF_FFFF] as [UInt32] {
            let rounded = BFloat16Product.rounded(Float(bitPattern: bits))
            #expect(Float(bitPattern: UInt32(rounded) << 16).isNaN)
        }
    }
}

/// The kernels that only some processors run, beside the definition.
@Suite(.enabled(if: BFloat16Product.current(.bfloat16) != nil)) struct BFloat16ProductTests {
    private func product() throws -> BFloat16Product { try #require(BFloat16Product.current(.bfloat16)) }

    private func values(_ count: Int, seed: UInt64) -> [Float] {
        randomTensor([count], seed: seed).scalars
    }

    /// Numbers that bfloat16 holds.
    private func halves(_ count: Int, seed: UInt64) -> [UInt16] {
        values(count, seed: seed).map(BFloat16Product.rounded)
    }

    private func float(_ half: UInt16) -> Float { Float(bitPattern: UInt32(half) << 16) }

    /// Two rows become one of pairs; a last odd one is paired with zeros.
    @Test(arguments: [1, 2, 5, 8], [1, 15, 16, 17, 40])
    func pairs(rows: Int, channels: Int) throws {
        let stride = channels + 3
        let source = halves(rows * stride, seed: 1)
        let width = BFloat16Product.stride(channels)
        var found = [UInt32](repeating: 0, count: (rows + 1) / 2 * width)
        try product().pairs(source, stride: stride, count: rows, channels: channels, to: &found)
        for pair in 0..<(rows + 1) / 2 {
            for channel in 0..<channels {
                let low = source[2 * pair * stride + channel]
                let high = 2 * pair + 1 < rows ? source[(2 * pair + 1) * stride + channel] : 0
                #expect(found[pair * width + channel] == UInt32(high) << 16 | UInt32(low))
            }
        }
    }

    /// Every number of rows, columns and pairs that fills blocks of registers in part; rows that lie in either order;
    /// with and without what stood there, and nothing written beside.
    @Test(arguments: [1, 2, 3, 7, 12, 16, 25, 41], [1, 9, 16, 17, 32, 40, 48, 50, 64])
    func multiply(rows: Int, columns: Int) throws {
        let product = try product()
        for (pairs, adding, isTurned) in [(1, false, false), (2, true, true), (19, true, false), (32, false, true)] {
            let width = BFloat16Product.stride(columns)
            // What stands beyond the columns is no number, and changes nothing.
            var right = [UInt32](repeating: 0x7FFF_7FFF, count: pairs * width)
            let (left, others) = (halves(2 * rows * pairs, seed: 1), halves(2 * columns * pairs, seed: 2))
            var lefts = [UInt32](repeating: 0, count: rows * pairs)
            let (rowStride, pairStride) = isTurned ? (1, rows) : (pairs, 1)
            for pair in 0..<pairs {
                for row in 0..<rows {
                    let place = 2 * (row * pairs + pair)
                    lefts[row * rowStride + pair * pairStride] = UInt32(left[place + 1]) << 16 | UInt32(left[place])
                }
                for column in 0..<columns {
                    let place = 2 * (column * pairs + pair)
                    right[pair * width + column] = UInt32(others[place + 1]) << 16 | UInt32(others[place])
                }
            }
            let stride = columns + 2
            let target = Floats(values(rows * stride, seed: 3))
            let before = target.values
            product.multiply(
                lefts, row: rowStride, pair: pairStride, right, rightStride: width, into: target.base, stride: stride,
                rows: rows, columns: columns, pairs: pairs, adding: adding)
            #expect(target.isIntactAround)
            for (index, found) in target.values.enumerated() {
                let (row, column) = (index / stride, index % stride)
                guard column < columns else {
                    #expect(found == before[index])
                    continue
                }
                var sum = adding ? Double(before[index]) : 0
                for term in 0..<2 * pairs {
                    let (a, b) = (left[row * 2 * pairs + term], others[column * 2 * pairs + term])
                    sum += Double(float(a)) * Double(float(b))
                }
                #expect(abs(Double(found) - sum) < 1e-5, "\(rows) × \(columns), \(pairs) pairs")
            }
        }
    }

    /// The transforms are those of single precision, rounded.
    @Test(arguments: [2, 15, 16, 17, 48, 64], [false, true])
    func transforms(channels: Int, isGradient: Bool) throws {
        let product = try product()
        let count = isGradient ? 16 : 36
        let image = Floats(values(count * channels, seed: 1))
        var single = [Float](repeating: 0, count: 36 * channels)
        // Two more to each plane, which stay as they are.
        var rounded = [UInt16](repeating: 7, count: 36 * (channels + 2))
        withPixels(image, count: count, stride: channels) { pixels in
            if isGradient {
                WinogradTransforms.gradient(pixels, channels: channels, to: &single, planeStride: channels)
                product.winogradGradient(
                    pixels, channels: channels, to: &rounded, planeStride: channels + 2, tileStride: channels)
            } else {
                WinogradTransforms.input(pixels, channels: channels, to: &single, planeStride: channels)
                product.winogradInput(
                    pixels, channels: channels, to: &rounded, planeStride: channels + 2, tileStride: channels)
            }
        }
        let greatest = single.map(abs).max() ?? 0
        for plane in 0..<36 {
            for channel in 0..<channels {
                let expected = single[plane * channels + channel]
                let found = float(rounded[plane * (channels + 2) + channel])
                #expect(abs(found - expected) <= abs(expected) * 0x1p-8 + 1e-6 * greatest)
            }
            #expect(rounded[plane * (channels + 2) + channels] == 7)
            #expect(rounded[plane * (channels + 2) + channels + 1] == 7)
        }
    }
}

/// Convolutions asked for in bfloat16.
@Suite struct BFloat16ConvolutionTests {
    private let single = ConvolutionSettings(padding: Size2D(1))
    private let rounded = ConvolutionSettings(padding: Size2D(1), precision: .bfloat16)

    /// How far the result and its gradients are from single precision's: the root of the mean square, as a share of theirs.
    private func differences(inputs: Int, outputs: Int, size: Size2D) -> [Double] {
        let image = randomTensor([2, size.height, size.width, inputs], seed: 1)
        let weight = randomTensor([outputs, inputs, 3, 3], seed: 2)
        let upstream = randomTensor([2, size.height, size.width, outputs], seed: 3)
        func all(_ settings: ConvolutionSettings) -> [Tensor] {
            let geometry = ConvolutionGeometry(
                images: 2, input: size, inputChannels: inputs, outputChannels: outputs, kernel: Size2D(3),
                settings: settings)
            return [
                ConvolutionKernels.forward(image, weight: weight, bias: nil, geometry: geometry),
                ConvolutionKernels.dataGradient(upstream, weight: weight, geometry: geometry),
                ConvolutionKernels.weightGradient(image, gradient: upstream, geometry: geometry),
            ]
        }
        return zip(all(rounded), all(single)).map(rms)
    }

    private func rms(_ found: Tensor, _ expected: Tensor) -> Double {
        func power(_ values: [Float]) -> Double { values.reduce(0) { $0 + Double($1) * Double($1) } }
        return (power((found - expected).scalars) / power(expected.scalars)).squareRoot()
    }

    /// The network's channels, others, few tiles and many. Where the processor can't, nothing differs at all.
    @Test(
        arguments: [(32, 32), (64, 128), (384, 192), (96, 48), (16, 10), (8, 70)],
        [Size2D(height: 11, width: 39), Size2D(height: 44, width: 50)])
    func differsByRounding(channels: (inputs: Int, outputs: Int), size: Size2D) {
        let found = differences(inputs: channels.inputs, outputs: channels.outputs, size: size)
        #expect(found.allSatisfy { $0 < 2e-2 }, "\(found)")
        let isRounded = BFloat16Product.current(.bfloat16) != nil
        #expect(found.allSatisfy { ($0 > 1e-5) == isRounded }, "\(found)")
    }

    /// Pairs along the input's channels take an even number of them; a sum over tiles takes any.
    @Test func oddChannels() {
        let found = differences(inputs: 9, outputs: 16, size: Size2D(12))
        #expect(found[0] == 0)
        #expect(found.allSatisfy { $0 < 2e-2 }, "\(found)")
    }

    /// Through the operators, and the other way round.
    @Test func operators() {
        let image = randomTensor([1, 20, 20, 16], seed: 1)
        let weight = randomTensor([24, 16, 3, 3], seed: 2)
        let found = image.conv2d(weight: weight, settings: rounded)
        let expected = image.conv2d(weight: weight, settings: single)
        #expect(rms(found, expected) < 2e-2)
        let back = found.transposedConv2d(weight: weight, settings: rounded)
        #expect(rms(back, expected.transposedConv2d(weight: weight, settings: single)) < 4e-2)
    }

    /// However many threads there are, the same bits: a block's sums don't depend on who makes them.
    @Test func repeats() {
        let image = randomTensor([3, 30, 31, 32], seed: 1)
        let weight = randomTensor([64, 32, 3, 3], seed: 2)
        let found = image.conv2d(weight: weight, settings: rounded).scalars
        for _ in 0..<5 { #expect(image.conv2d(weight: weight, settings: rounded).scalars == found) }
    }
}
