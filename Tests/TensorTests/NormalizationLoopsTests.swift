import Testing

@testable import Tensor

/// The plain loops of batch normalisation beside what they say they compute, in double precision.
@Suite struct NormalizationLoopsTests {
    private static let (rows, channels, slope) = (7, 5, Float(0.1))
    private let x = values(rows * channels, seed: 1)
    private let dy = values(rows * channels, seed: 2)
    private let factor = values(channels, seed: 3)
    private let shift = values(channels, seed: 4)
    private let third = values(channels, seed: 5)
    private let fourth = values(channels, seed: 6)

    private static func values(_ count: Int, seed: UInt64) -> [Float] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in generator.normal() }
    }

    /// z = factor·x + shift, and the gradient of z.
    private func z(_ index: Int) -> Double {
        Double(x[index]) * Double(factor[index % Self.channels]) + Double(shift[index % Self.channels])
    }

    private func dz(_ index: Int) -> Double { Double(dy[index]) * (z(index) > 0 ? 1 : Double(Self.slope)) }

    /// A sum over rows for each channel.
    private func sums(_ value: (_ index: Int, _ channel: Int) -> Double) -> [Float] {
        (0..<Self.channels).map { channel in
            Float((0..<Self.rows).reduce(0) { $0 + value($1 * Self.channels + channel, channel) })
        }
    }

    @Test func moments() {
        let result = Floats(count: 2 * Self.channels, value: 99)
        NormalizationLoops.moments(x, rows: Self.rows, channels: Self.channels, pivot: third, sums: result.base)
        let distance = { (index: Int, channel: Int) in Double(x[index]) - Double(third[channel]) }
        let expected = sums(distance) + sums { distance($0, $1) * distance($0, $1) }
        #expect(relativeError(result.values, expected) < 1e-6)
    }

    @Test func normalize() {
        let result = Floats(count: x.count)
        NormalizationLoops.normalize(
            x, rows: Self.rows, channels: Self.channels, factor: factor, shift: shift, slope: Self.slope,
            to: result.base)
        let expected = x.indices.map { Float(z($0) < 0 ? z($0) * Double(Self.slope) : z($0)) }
        #expect(relativeError(result.values, expected) < 1e-6)
    }

    @Test func gradientSums() {
        let result = Floats(count: 2 * Self.channels, value: 99)
        NormalizationLoops.gradientSums(
            dy, x: x, rows: Self.rows, channels: Self.channels, factor: factor, shift: shift, slope: Self.slope,
            mean: third, sums: result.base)
        let expected = sums { dz($0) * (Double(x[$0]) - Double(third[$1])) } + sums { index, _ in dz(index) }
        #expect(relativeError(result.values, expected) < 1e-6)
    }

    @Test func gradient() {
        let result = Floats(count: x.count)
        NormalizationLoops.gradient(
            dy, x: x, rows: Self.rows, channels: Self.channels, factor: factor, shift: shift, slope: Self.slope,
            linear: third, constant: fourth, to: result.base)
        let expected = x.indices.map { index in
            let channel = index % Self.channels
            let sum = dz(index) + Double(third[channel]) * Double(x[index]) + Double(fourth[channel])
            return Float(sum * Double(factor[channel]))
        }
        #expect(relativeError(result.values, expected) < 1e-6)
    }
}
