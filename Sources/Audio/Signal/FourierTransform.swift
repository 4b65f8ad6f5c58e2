import Foundation

/// The discrete Fourier transform of complex numbers, of any size.
///
/// `X[k] = Σ x[n]·exp(−2πi·kn/size)`, unscaled forwards, divided by the size backwards, as in NumPy. Sizes whose prime
/// factors are small take a Stockham transform of mixed radix; others Bluestein's detour over a power of two. Data are
/// `Float`, twiddle factors are made in double precision.
///
/// A value is an immutable plan: make it once, use it often, share it between threads.
public struct FourierTransform: Sendable {
    /// The number of points.
    public let size: Int
    private let method: Method

    private indirect enum Method: Sendable {
        case stages([Stage])
        /// A convolution with a chirp, by a larger transform.
        case chirp(inner: FourierTransform, chirp: Waves, filter: Waves)
    }

    /// Complex numbers, parts apart.
    struct Waves: Sendable {
        var real: [Float]
        var imaginary: [Float]

        /// `exp(−iπ·numerator/denominator)` for each numerator.
        init(halfTurns numerators: some Sequence<Int>, over denominator: Int) {
            let angles = numerators.map { Double.pi * Double($0) / Double(denominator) }
            real = angles.map { Float(cos($0)) }
            imaginary = angles.map { Float(-sin($0)) }
        }

        init(zeros count: Int) {
            real = [Float](repeating: 0, count: count)
            imaginary = real
        }
    }

    /// - Precondition: at least one point.
    public init(size: Int) {
        precondition(size > 0, "FourierTransform: a size of \(size)")
        self.size = size
        if let radices = Self.radices(of: size) {
            var length = size
            var stride = 1
            var stages: [Stage] = []
            for radix in radices {
                stages.append(Stage(radix: radix, length: length, stride: stride))
                length /= radix
                stride *= radix
            }
            method = .stages(stages)
            return
        }
        var padded = 1
        while padded < 2 * size - 1 { padded *= 2 }
        let inner = FourierTransform(size: padded)
        // The square is reduced before it becomes an angle, so that long transforms stay exact.
        let chirp = Waves(halfTurns: (0..<size).map { $0 * $0 % (2 * size) }, over: size)
        var filter = Waves(zeros: padded)
        for index in 0..<size {
            for place in Set([index, (padded - index) % padded]) {
                filter.real[place] = chirp.real[index]
                filter.imaginary[place] = -chirp.imaginary[index]
            }
        }
        inner.forward(&filter.real, &filter.imaginary)
        method = .chirp(inner: inner, chirp: chirp, filter: filter)
    }

    /// The factors in the order in which they are worked, fours first; nil if a prime above 13 is among them.
    private static func radices(of size: Int) -> [Int]? {
        var rest = size
        var radices: [Int] = []
        for radix in [4, 2, 3, 5, 7, 11, 13] {
            while rest.isMultiple(of: radix) {
                radices.append(radix)
                rest /= radix
            }
        }
        return rest == 1 ? radices : nil
    }

    /// Transforms in place.
    ///
    /// - Precondition: both arrays have ``size`` elements.
    public func forward(_ real: inout [Float], _ imaginary: inout [Float]) {
        precondition(
            real.count == size && imaginary.count == size,
            "FourierTransform: \(real.count) and \(imaginary.count) values for \(size) points")
        switch method {
        case .stages(let stages):
            var spareReal = [Float](repeating: 0, count: size)
            var spareImaginary = spareReal
            for stage in stages {
                stage.run(real, imaginary, into: &spareReal, &spareImaginary)
                swap(&real, &spareReal)
                swap(&imaginary, &spareImaginary)
            }
        case .chirp(let inner, let chirp, let filter):
            var work = Waves(zeros: inner.size)
            for n in 0..<size {
                work.real[n] = real[n] * chirp.real[n] - imaginary[n] * chirp.imaginary[n]
                work.imaginary[n] = real[n] * chirp.imaginary[n] + imaginary[n] * chirp.real[n]
            }
            inner.forward(&work.real, &work.imaginary)
            for k in 0..<inner.size {
                let value = work.real[k]
                work.real[k] = value * filter.real[k] - work.imaginary[k] * filter.imaginary[k]
                work.imaginary[k] = value * filter.imaginary[k] + work.imaginary[k] * filter.real[k]
            }
            inner.inverse(&work.real, &work.imaginary)
            for k in 0..<size {
                real[k] = work.real[k] * chirp.real[k] - work.imaginary[k] * chirp.imaginary[k]
                imaginary[k] = work.real[k] * chirp.imaginary[k] + work.imaginary[k] * chirp.real[k]
            }
        }
    }

    /// Transforms back in place.
    ///
    /// - Precondition: both arrays have ``size`` elements.
    public func inverse(_ real: inout [Float], _ imaginary: inout [Float]) {
        // With the parts exchanged a transform turns the other way.
        forward(&imaginary, &real)
        let scale = 1 / Float(size)
        for index in 0..<size {
            real[index] *= scale
            imaginary[index] *= scale
        }
    }
}

extension FourierTransform {
    /// One pass: butterflies of one radix over the whole array, from one buffer into another (Stockham, self-sorting).
    private struct Stage: Sendable {
        let radix: Int
        /// Butterflies in a transform of this stage's length.
        let count: Int
        /// Transforms that lie interleaved.
        let stride: Int
        /// Butterfly `p`'s factor for its output `k ≥ 1` at `p·(radix − 1) + k − 1`.
        let twiddles: Waves
        /// The roots of unity of the radix.
        let roots: Waves

        init(radix: Int, length: Int, stride: Int) {
            self.radix = radix
            self.stride = stride
            count = length / radix
            twiddles = Waves(
                halfTurns: (0..<length / radix).flatMap { p in (1..<radix).map { 2 * p * $0 } }, over: length)
            roots = Waves(halfTurns: (0..<radix).map { 2 * $0 }, over: radix)
        }

        func run(
            _ real: [Float], _ imaginary: [Float], into outReal: inout [Float], _ outImaginary: inout [Float]
        ) {
            real.withUnsafeBufferPointer { real in
                imaginary.withUnsafeBufferPointer { imaginary in
                    outReal.withUnsafeMutableBufferPointer { outReal in
                        outImaginary.withUnsafeMutableBufferPointer { outImaginary in
                            switch radix {
                            case 4: radix4(real, imaginary, outReal, outImaginary)
                            case 2: radix2(real, imaginary, outReal, outImaginary)
                            default: anyRadix(real, imaginary, outReal, outImaginary)
                            }
                        }
                    }
                }
            }
        }

        private func radix4(
            _ xr: UnsafeBufferPointer<Float>, _ xi: UnsafeBufferPointer<Float>,
            _ yr: UnsafeMutableBufferPointer<Float>, _ yi: UnsafeMutableBufferPointer<Float>
        ) {
            let step = stride * count
            for p in 0..<count {
                let w1r = twiddles.real[3 * p], w1i = twiddles.imaginary[3 * p]
                let w2r = twiddles.real[3 * p + 1], w2i = twiddles.imaginary[3 * p + 1]
                let w3r = twiddles.real[3 * p + 2], w3i = twiddles.imaginary[3 * p + 2]
                for q in 0..<stride {
                    let a = q + stride * p
                    let sumR = xr[a] + xr[a + 2 * step], sumI = xi[a] + xi[a + 2 * step]
                    let difR = xr[a] - xr[a + 2 * step], difI = xi[a] - xi[a + 2 * step]
                    let oddR = xr[a + step] + xr[a + 3 * step], oddI = xi[a + step] + xi[a + 3 * step]
                    let turnR = xi[a + 3 * step] - xi[a + step], turnI = xr[a + step] - xr[a + 3 * step]
                    let b = q + stride * 4 * p
                    yr[b] = sumR + oddR
                    yi[b] = sumI + oddI
                    let oneR = difR - turnR, oneI = difI - turnI
                    yr[b + stride] = oneR * w1r - oneI * w1i
                    yi[b + stride] = oneR * w1i + oneI * w1r
                    let twoR = sumR - oddR, twoI = sumI - oddI
                    yr[b + 2 * stride] = twoR * w2r - twoI * w2i
                    yi[b + 2 * stride] = twoR * w2i + twoI * w2r
                    let threeR = difR + turnR, threeI = difI + turnI
                    yr[b + 3 * stride] = threeR * w3r - threeI * w3i
                    yi[b + 3 * stride] = threeR * w3i + threeI * w3r
                }
            }
        }

        private func radix2(
            _ xr: UnsafeBufferPointer<Float>, _ xi: UnsafeBufferPointer<Float>,
            _ yr: UnsafeMutableBufferPointer<Float>, _ yi: UnsafeMutableBufferPointer<Float>
        ) {
            let step = stride * count
            for p in 0..<count {
                let wr = twiddles.real[p], wi = twiddles.imaginary[p]
                for q in 0..<stride {
                    let a = q + stride * p
                    let b = q + stride * 2 * p
                    let difR = xr[a] - xr[a + step], difI = xi[a] - xi[a + step]
                    yr[b] = xr[a] + xr[a + step]
                    yi[b] = xi[a] + xi[a + step]
                    yr[b + stride] = difR * wr - difI * wi
                    yi[b + stride] = difR * wi + difI * wr
                }
            }
        }

        private func anyRadix(
            _ xr: UnsafeBufferPointer<Float>, _ xi: UnsafeBufferPointer<Float>,
            _ yr: UnsafeMutableBufferPointer<Float>, _ yi: UnsafeMutableBufferPointer<Float>
        ) {
            let step = stride * count
            for p in 0..<count {
                for k in 0..<radix {
                    let wr = k == 0 ? 1 : twiddles.real[p * (radix - 1) + k - 1]
                    let wi = k == 0 ? 0 : twiddles.imaginary[p * (radix - 1) + k - 1]
                    for q in 0..<stride {
                        var sumR: Float = 0, sumI: Float = 0
                        for j in 0..<radix {
                            let a = q + stride * p + step * j
                            let root = j * k % radix
                            sumR += xr[a] * roots.real[root] - xi[a] * roots.imaginary[root]
                            sumI += xr[a] * roots.imaginary[root] + xi[a] * roots.real[root]
                        }
                        let b = q + stride * (radix * p + k)
                        yr[b] = sumR * wr - sumI * wi
                        yi[b] = sumR * wi + sumI * wr
                    }
                }
            }
        }
    }
}
