import Testing

@testable import Tensor

/// The transforms as the matrices that they stand for, and put together: 4 × 4 outputs of a 3 × 3 kernel.
@Suite struct WinogradTransformsTests {
    private typealias Matrix = [[Double]]

    /// Bᵀ, G and Aᵀ of F(4, 3) with the points 0, ±a, ±b and ∞, derived from them: products of polynomials are those of
    /// their values, and Lagrange's formula leads back.
    private static let (a, b) = (0.75, 1.5)
    private static let points = [0, a, -a, b, -b]
    private static let outputMatrix: Matrix = (0..<4).map { power in
        points.map { point in (0..<power).reduce(1.0) { value, _ in value * point } } + [power == 3 ? 1 : 0]
    }
    private static let kernelMatrix: Matrix =
        points.map { point in
            let scale = points.filter { $0 != point }.reduce(1.0) { $0 * (point - $1) }
            return [1 / scale, point / scale, point * point / scale]
        } + [[0, 0, 1]]
    private static let inputMatrix: Matrix =
        points.map { point in polynomial(roots: points.filter { $0 != point }) + [0] } + [polynomial(roots: points)]

    /// The coefficients of ∏ (x − root), the constant first.
    private static func polynomial(roots: [Double]) -> [Double] {
        roots.reduce([1]) { factors, root in
            zip([0] + factors, factors + [0]).map { $0 - root * $1 }
        }
    }

    private func product(_ left: Matrix, _ right: Matrix) -> Matrix {
        left.map { row in (0..<right[0].count).map { column in zip(row, right).reduce(0) { $0 + $1.0 * $1.1[column] } }
        }
    }

    private func transposed(_ matrix: Matrix) -> Matrix {
        (0..<matrix[0].count).map { column in matrix.map { $0[column] } }
    }

    /// left · values · leftᵀ, of a square of values row after row.
    private func sandwich(_ left: Matrix, _ values: [Float]) -> [Float] {
        let side = left[0].count
        let square = (0..<side).map { row in (0..<side).map { Double(values[row * side + $0]) } }
        return product(product(left, square), transposed(left)).flatMap { $0.map { Float($0) } }
    }

    /// So many pixels of so many channels, dense.
    private func pixels(_ count: Int, _ channels: Int, seed: UInt64) -> [Float] {
        randomTensor([count, channels], seed: seed).scalars
    }

    private func channel(_ channel: Int, of values: [Float], stride: Int) -> [Float] {
        Swift.stride(from: channel, to: values.count, by: stride).map { values[$0] }
    }

    // MARK: One by one

    @Test(arguments: 1...9)
    func input(channels: Int) {
        let tile = pixels(36, channels, seed: 1)
        let planes = Floats(count: 36 * channels)
        withPixels(Floats(tile), count: 36, stride: channels) {
            WinogradTransforms.input($0, channels: channels, to: planes.base, planeStride: channels)
        }
        #expect(planes.isIntactAround)
        for index in 0..<channels {
            let expected = sandwich(Self.inputMatrix, channel(index, of: tile, stride: channels))
            #expect(relativeError(channel(index, of: planes.values, stride: channels), expected) < 1e-6)
        }
    }

    @Test(arguments: 1...9)
    func output(channels: Int) {
        let planes = pixels(36, channels, seed: 2)
        let bias = pixels(1, channels, seed: 3)
        let image = Floats(count: 16 * channels)
        withPixels(image, count: 16, stride: channels) {
            WinogradTransforms.output(
                planes, planeStride: channels, channels: channels, to: $0, bias: bias, slope: 0.1)
        }
        #expect(image.isIntactAround)
        for index in 0..<channels {
            let expected = sandwich(Self.outputMatrix, channel(index, of: planes, stride: channels)).map { sum in
                (sum + bias[index]) * (sum + bias[index] < 0 ? 0.1 : 1)
            }
            #expect(relativeError(channel(index, of: image.values, stride: channels), expected) < 1e-6)
        }
    }

    @Test(arguments: 1...9)
    func gradient(channels: Int) {
        let tile = pixels(16, channels, seed: 5)
        let planes = Floats(count: 36 * channels)
        withPixels(Floats(tile), count: 16, stride: channels) {
            WinogradTransforms.gradient($0, channels: channels, to: planes.base, planeStride: channels)
        }
        #expect(planes.isIntactAround)
        for index in 0..<channels {
            let expected = sandwich(transposed(Self.outputMatrix), channel(index, of: tile, stride: channels))
            #expect(relativeError(channel(index, of: planes.values, stride: channels), expected) < 1e-6)
        }
    }

    /// Four kernels at a time, one in each lane.
    @Test func kernelAndItsGradient() {
        let kernels = (0..<9).map { lanes($0) }
        let values = (0..<36).map { lanes(100 + $0) }
        var there = [WinogradTransforms.Lanes](repeating: .zero, count: 36)
        var back = [WinogradTransforms.Lanes](repeating: .zero, count: 9)
        WinogradTransforms.kernel(kernels, to: &there)
        WinogradTransforms.kernelGradient(values, to: &back)
        for lane in 0..<4 {
            let expected = sandwich(Self.kernelMatrix, kernels.map { $0[lane] })
            #expect(relativeError(there.map { $0[lane] }, expected) < 1e-6)
            let gradient = sandwich(transposed(Self.kernelMatrix), values.map { $0[lane] })
            #expect(relativeError(back.map { $0[lane] }, gradient) < 1e-6)
        }
    }

    private func lanes(_ seed: Int) -> WinogradTransforms.Lanes {
        let values = randomTensor([4], seed: UInt64(seed)).scalars
        return WinogradTransforms.Lanes(values[0], values[1], values[2], values[3])
    }

    // MARK: Put together

    /// Aᵀ·[(G·g·Gᵀ) ∘ (Bᵀ·d·B)]·A is the convolution.
    @Test(arguments: 1...9)
    func areAConvolution(channels: Int) {
        let tile = randomTensor([1, 6, 6, channels], seed: 1)
        let kernels = randomTensor([channels, 1, 3, 3], seed: 2)
        let planes = Floats(count: 36 * channels)
        withPixels(Floats(tile.scalars), count: 36, stride: channels) {
            WinogradTransforms.input($0, channels: channels, to: planes.base, planeStride: channels)
        }
        var products = planes.values
        for channel in 0..<channels {
            let kernel = kernels.scalars[channel * 9..<channel * 9 + 9]
                .map { WinogradTransforms.Lanes(repeating: $0) }
            var weights = [WinogradTransforms.Lanes](repeating: .zero, count: 36)
            WinogradTransforms.kernel(kernel, to: &weights)
            for plane in 0..<36 { products[plane * channels + channel] *= weights[plane][0] }
        }
        let image = Floats(count: 16 * channels)
        let zeros = [Float](repeating: 0, count: channels)
        withPixels(image, count: 16, stride: channels) {
            WinogradTransforms.output(
                products, planeStride: channels, channels: channels, to: $0, bias: zeros, slope: 1)
        }
        #expect(planes.isIntactAround && image.isIntactAround)
        let expected = directConvolution(
            tile, kernels, bias: nil, settings: ConvolutionSettings(groups: channels))
        #expect(relativeError(image.values, expected.scalars) < 2e-6)
    }

    /// Every constant of the maps is exact in binary but those of the kernel's, which divide by 1.265625 and the like.
    @Test func pointsAreExact() {
        for value in (Self.inputMatrix + Self.outputMatrix).joined() {
            #expect(Double(Float(value)) == value)
        }
    }

    @Test(arguments: 0...13)
    func groupsCoverAllChannelsOnce(channels: Int) {
        var seen: [Int] = []
        WinogradTransforms.forEachGroup(channels) { first, count in
            #expect(1...4 ~= count && first.isMultiple(of: 4))
            seen += first..<first + count
        }
        #expect(seen == Array(0..<channels))
    }

    @Test(arguments: 1...4)
    func loadsAndStoresAsManyAsAreLeft(count: Int) {
        let source = (0..<count).map { Float($0 + 1) }
        let lanes = WinogradTransforms.load(source, count)
        let target = Floats(count: count)
        WinogradTransforms.store(lanes, to: target.base, count)
        #expect(target.values == source && target.isIntactAround)
        #expect((count..<4).allSatisfy { lanes[$0] == 0 })
    }
}
