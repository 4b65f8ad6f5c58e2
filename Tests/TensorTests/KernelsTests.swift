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
            kernels.winogradInput(pixels, channels: channels, ahead: 0, to: planes, planeStride: stride)
        }
    }

    @Test(arguments: nativeFamilies)
    func winogradGradient(family: EngineDescription.Family) {
        compareTransforms(family, pixels: 16, planes: 36) { kernels, pixels, channels, stride, planes in
            kernels.winogradGradient(pixels, channels: channels, ahead: 0, to: planes, planeStride: stride)
        }
    }

    @Test(arguments: nativeFamilies, [1, 0.01, 0] as [Float])
    func winogradOutput(family: EngineDescription.Family, slope: Float) {
        for channels in Self.channelCounts {
            let stride = channels + channels % 3
            let planes = values(36 * stride, seed: 1)
            let (bias, after) = (values(channels, seed: 2), values(channels, seed: 3))
            let results = [Self.plain, Kernels(family)].map { kernels in
                // Pixels in an image whose rows are wider than their channels.
                let image = Floats(count: 16 * (channels + 2), value: 99)
                let table = (0..<16).map { image.base + $0 * (channels + 2) }
                kernels.winogradOutput(
                    planes, planeStride: stride, channels: channels, to: table, bias: bias, after: after, slope: slope)
                #expect(image.isIntactAround)
                #expect((0..<16).allSatisfy { table[$0][channels] == 99 && table[$0][channels + 1] == 99 })
                return image.values
            }
            #expect(relativeError(results[1], results[0]) < 1e-6, "\(channels) channels")
        }
    }

    /// Runs a transform from pixels, which lie anywhere, to planes.
    private func compareTransforms(
        _ family: EngineDescription.Family, pixels count: Int, planes: Int,
        _ run: (Kernels, UnsafePointer<UnsafePointer<Float>>, Int, Int, UnsafeMutablePointer<Float>) -> Void
    ) {
        for channels in Self.channelCounts {
            let stride = channels + channels % 5
            let pixels = (0..<count).map { values(channels, seed: UInt64($0)) }
            // Arrays that each end with the last channel.
            let memory = pixels.map { pixel in
                let copy = UnsafeMutablePointer<Float>.allocate(capacity: channels)
                copy.initialize(from: pixel, count: channels)
                return copy
            }
            defer { for pointer in memory { pointer.deallocate() } }
            let results = [Self.plain, Kernels(family)].map { kernels in
                let target = Floats(count: planes * stride, value: 99)
                run(kernels, memory.map { UnsafePointer($0) }, channels, stride, target.base)
                #expect(target.isIntactAround)
                let between = (0..<planes * stride).filter { $0 % stride >= channels }
                #expect(between.allSatisfy { target.base[$0] == 99 }, "\(channels) channels")
                return target.values
            }
            #expect(relativeError(results[1], results[0]) < 1e-6, "\(channels) channels")
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
