import Testing

@testable import Tensor

/// Every loop that is there more than once, for each family that this processor runs, beside its plain twin in Swift:
/// any number of channels, and nothing written but what is theirs.
@Suite(.enabled(if: !nativeFamilies.isEmpty)) struct KernelsTests {
    private static let plain = Kernels(.other)
    /// All that fill groups of four, eight and sixteen lanes in part, and some as wide as the network's.
    private static let channelCounts = Array(1...40) + [48, 63, 64, 65, 96, 127, 192, 384]

    // MARK: Winograd's transforms

    @Test(arguments: nativeFamilies)
    func winogradInput(family: EngineDescription.Family) {
        compareTransforms(family, pixels: 36, planes: 36) { kernels, pixels, channels, stride, planes in
            kernels.winogradInput(pixels, channels: channels, to: planes, planeStride: stride, tileStride: channels)
        }
    }

    @Test(arguments: nativeFamilies)
    func winogradGradient(family: EngineDescription.Family) {
        compareTransforms(family, pixels: 16, planes: 36) { kernels, pixels, channels, stride, planes in
            kernels.winogradGradient(pixels, channels: channels, to: planes, planeStride: stride, tileStride: channels)
        }
    }

    @Test(arguments: nativeFamilies, [1, 0.01, 0] as [Float])
    func winogradOutput(family: EngineDescription.Family, slope: Float) {
        for channels in Self.channelCounts {
            let stride = channels + channels % 3
            let planes = values(36 * stride, seed: 1)
            let bias = values(channels, seed: 2)
            let results = [Self.plain, Kernels(family)].map { kernels in
                // Pixels in an image whose rows are wider than their channels.
                let image = Floats(count: 16 * (channels + 2), value: 99)
                withPixels(image, count: 16, stride: channels + 2) { pixels in
                    kernels.winogradOutput(
                        planes, planeStride: stride, tileStride: channels, channels: channels, to: pixels, bias: bias,
                        slope: slope)
                    #expect((0..<16).allSatisfy { pixels[$0][channels] == 99 && pixels[$0][channels + 1] == 99 })
                }
                #expect(image.isIntactAround)
                return image.values
            }
            #expect(relativeError(results[1], results[0]) < 1e-6, "\(channels) channels")
        }
    }

    /// Runs a transform from pixels to planes.
    private func compareTransforms(
        _ family: EngineDescription.Family, pixels count: Int, planes: Int,
        _ run: (Kernels, WinogradTiles.Pixels, Int, Int, UnsafeMutablePointer<Float>) -> Void
    ) {
        for channels in Self.channelCounts {
            let stride = channels + channels % 5
            let image = Floats(values(count * channels, seed: 1))
            let results = [Self.plain, Kernels(family)].map { kernels in
                let target = Floats(count: planes * stride, value: 99)
                withPixels(image, count: count, stride: channels) {
                    run(kernels, $0, channels, stride, target.base)
                }
                #expect(target.isIntactAround)
                let between = (0..<planes * stride).filter { $0 % stride >= channels }
                #expect(between.allSatisfy { target.base[$0] == 99 }, "\(channels) channels")
                return target.values
            }
            #expect(relativeError(results[1], results[0]) < 1e-6, "\(channels) channels")
        }
    }

    // MARK: Up-convolutions

    @Test(arguments: nativeFamilies, [false, true])
    func phases(family: EngineDescription.Family, adding: Bool) {
        for channels in Self.channelCounts {
            for pixels in [1, 2, 7, 8] {
                let low = values(4 * 4 * channels, seed: 1)
                let biases = values(4 * channels, seed: 2)
                let borders = (0..<pixels).map { ($0 == 0 ? 2 : $0 == pixels - 1 ? 1 : 3) * channels }
                let results = [Self.plain, Kernels(family)].map { kernels in
                    let out = Floats(values(pixels * channels, seed: 3))
                    low.withUnsafeBufferPointer { low in
                        guard let low = low.baseAddress else { return }
                        biases.withUnsafeBufferPointer { biases in
                            borders.withUnsafeBufferPointer { borders in
                                guard let biases = biases.baseAddress, let borders = borders.baseAddress else { return }
                                kernels.phases(
                                    PreparedUpConvolution.Row(
                                        low: low, stride: 4 * channels, pixels: pixels, biases: biases,
                                        borders: borders),
                                    channels: channels, slope: 0.1, adding: adding, to: out.base)
                            }
                        }
                    }
                    #expect(out.isIntactAround)
                    return out.values
                }
                #expect(relativeError(results[1], results[0]) < 1e-6, "\(channels) channels, \(pixels) pixels")
            }
        }
    }

    // MARK: Exponentials

    @Test(arguments: nativeFamilies)
    func exponentials(family: EngineDescription.Family) {
        for count in Self.channelCounts {
            let x = values(count, seed: 1).map { $0 * 60 } + [-.infinity, 0, 89, -104, .infinity]
            let shift = values(count, seed: 2) + [0, 0, 0, 0, 0]
            let results = [Self.plain, Kernels(family)].map { kernels in
                let (value, sum) = (Floats(count: x.count), Floats(count: x.count, value: 1))
                kernels.exp(x, minus: shift, count: x.count, to: value.base)
                kernels.addExp(x, minus: shift, count: x.count, to: sum.base)
                #expect(value.isIntactAround && sum.isIntactAround)
                return value.values + sum.values
            }
            #expect(zip(results[1], results[0]).allSatisfy { $0 == $1 || abs($0 - $1) <= 4e-7 * abs($1) })
        }
    }

    @Test(arguments: nativeFamilies)
    func sumsOfExponentials(family: EngineDescription.Family) {
        for count in Self.channelCounts {
            var x = values(5 * count, seed: 3).map { $0 * 30 }
            (x[0], x[count], x[2 * count + count / 2]) = (.infinity, -.infinity, .nan)
            let results = [Self.plain, Kernels(family)].map { kernels in
                let (shifts, sums) = (Floats(count: 5), Floats(count: 5))
                kernels.sumExpRows(x, rows: 5, count: count, shifts: shifts.base, sums: sums.base)
                #expect(shifts.isIntactAround && sums.isIntactAround)
                // Which of the two isn't a number doesn't matter.
                return zip(shifts.values, sums.values).map { $0 + VectorMath.log($1) }
            }
            #expect(
                zip(results[1], results[0]).allSatisfy {
                    $0 == $1 || ($0.isNaN && $1.isNaN) || abs($0 - $1) <= 1e-6 * abs($1)
                }, "\(count) terms: \(results)")
        }
    }

    // MARK: Few channels

    @Test(arguments: nativeFamilies, [(1, 1.0), (3, 0.01), (3, 1)] as [(Int, Float)])
    func taps(family: EngineDescription.Family, kernel: (side: Int, slope: Float)) {
        for channels in Self.channelCounts {
            for (pixels, inputs) in [(1, 1), (6, 1), (9, 2)] {
                let stride = (pixels + kernel.side - 1) * inputs
                let rows = values(kernel.side * stride, seed: 1)
                let weights = values(kernel.side * kernel.side * inputs * channels, seed: 2)
                let bias = values(channels, seed: 3)
                let results = [Self.plain, Kernels(family)].map { kernels in
                    // Pixels of an image with more channels than these.
                    let out = Floats(values(pixels * (channels + 3), seed: 4))
                    rows.withUnsafeBufferPointer { rows in
                        bias.withUnsafeBufferPointer { bias in
                            guard let rows = rows.baseAddress else { return }
                            let seen = TapConvolution.Seen(
                                rows: rows, rowStride: stride, kernelRows: kernel.side,
                                rowTaps: kernel.side * inputs, step: inputs, pixels: pixels)
                            kernels.taps(
                                seen, weights: weights, bias: bias, slope: kernel.slope,
                                to: out.base, pixelStride: channels + 3)
                        }
                    }
                    #expect(out.isIntactAround)
                    return out.values
                }
                #expect(relativeError(results[1], results[0]) < 1e-6, "\(channels) channels, \(pixels) pixels")
            }
        }
    }

    // MARK: Batch normalisation

    @Test(arguments: nativeFamilies)
    func moments(family: EngineDescription.Family) {
        compareRows(family, results: { _, channels in 2 * channels }) { kernels, rows, target in
            kernels.moments(
                rows.first, rows: rows.count, channels: rows.channels, pivot: rows.vectors[0], sums: target)
        }
    }

    @Test(arguments: nativeFamilies, [1, 0.01, 0] as [Float])
    func normalize(family: EngineDescription.Family, slope: Float) {
        compareRows(family, results: { $0 * $1 }) { kernels, rows, target in
            kernels.normalize(
                rows.first, rows: rows.count, channels: rows.channels, factor: rows.vectors[0], shift: rows.vectors[1],
                slope: slope, to: target)
        }
    }

    @Test(arguments: nativeFamilies, [1, 0.01, 0] as [Float])
    func gradientSums(family: EngineDescription.Family, slope: Float) {
        compareRows(family, results: { _, channels in 2 * channels }) { kernels, rows, target in
            kernels.gradientSums(
                rows.first, x: rows.second, rows: rows.count, channels: rows.channels, factor: rows.vectors[0],
                shift: rows.vectors[1], slope: slope, mean: rows.vectors[2], sums: target)
        }
    }

    @Test(arguments: nativeFamilies, [1, 0.01, 0] as [Float])
    func normalizeGradient(family: EngineDescription.Family, slope: Float) {
        compareRows(family, results: { $0 * $1 }) { kernels, rows, target in
            kernels.normalizeGradient(
                rows.first, x: rows.second, rows: rows.count, channels: rows.channels, factor: rows.vectors[0],
                shift: rows.vectors[1], slope: slope, linear: rows.vectors[2], constant: rows.vectors[3], to: target)
        }
    }

    /// At the kink both agree which side zero is on: y = z there, and its gradient is that of the negative side.
    @Test(arguments: nativeFamilies + [.other])
    func zeroIsOnTheNegativeSide(family: EngineDescription.Family) {
        let (zeros, ones) = ([Float](repeating: 0, count: 19), [Float](repeating: 1, count: 19))
        let (value, gradient) = (Floats(count: 19), Floats(count: 19))
        let kernels = Kernels(family)
        kernels.normalize(zeros, rows: 1, channels: 19, factor: ones, shift: zeros, slope: 0.25, to: value.base)
        kernels.normalizeGradient(
            ones, x: zeros, rows: 1, channels: 19, factor: ones, shift: zeros, slope: 0.25, linear: zeros,
            constant: zeros, to: gradient.base)
        #expect(value.values == zeros)
        #expect(gradient.values.allSatisfy { $0 == 0.25 })
    }

    /// Two images of rows, and four vectors of one value per channel.
    private struct Rows {
        let count: Int
        let channels: Int
        let first: [Float]
        let second: [Float]
        let vectors: [[Float]]
    }

    private func compareRows(
        _ family: EngineDescription.Family, results: (_ rows: Int, _ channels: Int) -> Int,
        _ run: (Kernels, Rows, UnsafeMutablePointer<Float>) -> Void
    ) {
        for channels in Self.channelCounts {
            for count in 1...9 {
                let rows = Rows(
                    count: count, channels: channels, first: values(count * channels, seed: 1),
                    second: values(count * channels, seed: 2),
                    vectors: (0..<4).map { values(channels, seed: 3 + UInt64($0)) })
                let found = [Self.plain, Kernels(family)].map { kernels in
                    let target = Floats(count: results(count, channels), value: 99)
                    run(kernels, rows, target.base)
                    #expect(target.isIntactAround)
                    return target.values
                }
                #expect(relativeError(found[1], found[0]) < 1e-6, "\(channels) channels, \(count) rows")
            }
        }
    }

    private func values(_ count: Int, seed: UInt64) -> [Float] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in 2 * generator.uniform() - 1 }
    }
}
