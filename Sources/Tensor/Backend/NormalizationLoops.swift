/// The loops of batch normalisation with a leaky ReLU behind it, over rows of channels: the plain twins of those in
/// `TensorKernels`.
///
/// With z = factor·x + shift, the layer's output is y = z where z is positive and slope·z where it isn't; a slope of 1
/// is no activation. z is computed again in the gradient rather than kept.
enum NormalizationLoops {
    typealias Vector = UnsafePointer<Float>
    typealias Target = UnsafeMutablePointer<Float>

    /// Σ (x − pivot) and Σ (x − pivot)² for each channel, one behind the other: the moments of a distribution seen from
    /// one of its values, where their difference loses nothing.
    static func moments(_ x: Vector, rows: Int, channels: Int, pivot: Vector, sums: Target) {
        sums.update(repeating: 0, count: 2 * channels)
        for row in 0..<rows {
            let values = x + row * channels
            for channel in 0..<channels {
                let distance = values[channel] - pivot[channel]
                sums[channel] += distance
                sums[channels + channel] += distance * distance
            }
        }
    }

    /// y from x.
    static func normalize(
        _ x: Vector, rows: Int, channels: Int, factor: Vector, shift: Vector, slope: Float, to y: Target
    ) {
        for row in 0..<rows {
            let (values, target) = (x + row * channels, y + row * channels)
            for channel in 0..<channels {
                let z = values[channel] * factor[channel] + shift[channel]
                target[channel] = z < 0 ? z * slope : z
            }
        }
    }

    /// Σ dz·(x − mean) and Σ dz for each channel, one behind the other, where dz is the gradient of z.
    static func gradientSums(
        _ dy: Vector, x: Vector, rows: Int, channels: Int, factor: Vector, shift: Vector, slope: Float, mean: Vector,
        sums: Target
    ) {
        sums.update(repeating: 0, count: 2 * channels)
        for row in 0..<rows {
            let (gradient, values) = (dy + row * channels, x + row * channels)
            for channel in 0..<channels {
                let z = values[channel] * factor[channel] + shift[channel]
                let dz = z > 0 ? gradient[channel] : gradient[channel] * slope
                sums[channel] += dz * (values[channel] - mean[channel])
                sums[channels + channel] += dz
            }
        }
    }

    /// dx = factor·(dz + linear·x + constant).
    static func gradient(
        _ dy: Vector, x: Vector, rows: Int, channels: Int, factor: Vector, shift: Vector, slope: Float,
        linear: Vector, constant: Vector, to dx: Target
    ) {
        for row in 0..<rows {
            let (gradient, values, target) = (dy + row * channels, x + row * channels, dx + row * channels)
            for channel in 0..<channels {
                let z = values[channel] * factor[channel] + shift[channel]
                let dz = z > 0 ? gradient[channel] : gradient[channel] * slope
                target[channel] = (dz + values[channel] * linear[channel] + constant[channel]) * factor[channel]
            }
        }
    }
}
