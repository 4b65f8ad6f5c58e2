import Audio
import Foundation
import Testing

/// ``FourierTransform`` and ``RealFourierTransform`` beside NumPy, in sizes of every kind: powers of two, small factors,
/// primes (the largest by Bluestein's way), odd and even.
struct FourierTransformTests {
    @Test func realEqualsNumPy() throws {
        let sound = try SpectraGolden.sound()
        var expected = try Golden.floats("spectra_fourier.bin")[...]
        for size in try SpectraGolden.load().sizes {
            let transform = RealFourierTransform(size: size)
            let samples = Array(sound[1000..<1000 + size])
            let ours = transform.forward(samples)
            let theirs = expected.prefix(2 * transform.binCount)
            expected = expected.dropFirst(theirs.count)
            #expect(relativeDifference(ours.real + ours.imaginary, theirs) < 1e-6, "size \(size)")
            let back = transform.inverse(real: ours.real, imaginary: ours.imaginary)
            #expect(relativeDifference(back, samples) < 2e-6, "size \(size)")
        }
        #expect(expected.isEmpty)
    }

    @Test(arguments: [1, 2, 3, 8, 11, 17, 60, 64, 101, 1009, 1024])
    func complexIsTheSumItIsDefinedAs(size: Int) {
        var random = Random(seed: UInt64(size))
        let real = (0..<size).map { _ in Float.random(in: -1...1, using: &random) }
        let imaginary = (0..<size).map { _ in Float.random(in: -1...1, using: &random) }
        let transform = FourierTransform(size: size)
        var ours = (real: real, imaginary: imaginary)
        transform.forward(&ours.real, &ours.imaginary)

        let sums = (0..<size).map { k -> (Float, Float) in
            var sum = (0.0, 0.0)
            for n in 0..<size {
                let angle = -2 * Double.pi * Double(k * n % size) / Double(size)
                sum.0 += Double(real[n]) * cos(angle) - Double(imaginary[n]) * sin(angle)
                sum.1 += Double(real[n]) * sin(angle) + Double(imaginary[n]) * cos(angle)
            }
            return (Float(sum.0), Float(sum.1))
        }
        #expect(relativeDifference(ours.real + ours.imaginary, sums.map(\.0) + sums.map(\.1)) < 2e-6)

        transform.inverse(&ours.real, &ours.imaginary)
        #expect(relativeDifference(ours.real + ours.imaginary, real + imaginary) < 2e-6)
    }
}
