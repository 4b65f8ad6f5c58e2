/// Exponentials and logarithms without branches or calls, so that loops over them become vector instructions.
///
/// The polynomials are those of Moshier's Cephes library (`expf.c`, `logf.c`, `tanhf.c`); errors are within two units
/// in the last place. NaN goes through.
enum VectorMath {
    /// eˣ: 0 below −104, infinite above 88.7.
    @inline(__always)
    static func exp(_ value: Float) -> Float {
        // The order of the arguments lets NaN through.
        let clamped = min(max(value, -104), 89)
        // Adding 1.5·2²³ rounds to an integer, which then stands in the low bits.
        let shifted = clamped * 1.442_695_04 + 12_582_912
        let power = shifted - 12_582_912
        let rest = (clamped - power * 0.693_359_375) + power * 2.121_944_4e-4
        var sum: Float = 1.987_569_15e-4
        sum = sum * rest + 1.398_199_95e-3
        sum = sum * rest + 8.333_451_9e-3
        sum = sum * rest + 4.166_579_6e-2
        sum = sum * rest + 1.666_666_55e-1
        sum = sum * rest + 5.000_000_1e-1
        sum = sum * (rest * rest) + rest + 1
        // In two factors, so that results near both ends of the range come out right.
        let exponent = Int32(bitPattern: shifted.bitPattern) &- 0x4B40_0000
        let half = exponent &>> 1
        return sum * powerOfTwo(half) * powerOfTwo(exponent &- half)
    }

    /// The natural logarithm: −∞ for 0, NaN below.
    @inline(__always)
    static func log(_ value: Float) -> Float {
        let isTiny = value < 0x1p-126
        let scaled = isTiny ? value * 0x1p32 : value
        let bits = scaled.bitPattern
        let raw = Float(bitPattern: (bits & 0x007F_FFFF) | 0x3F00_0000)
        let isLow = raw < 0.707_106_781
        let rest = (isLow ? raw + raw : raw) - 1
        let power =
            Float(Int32(bitPattern: (bits &>> 23) & 0xFF) &- 126) - (isLow ? 1 : 0) - (isTiny ? 32 : 0)
        let square = rest * rest
        var sum: Float = 7.037_683_6e-2
        sum = sum * rest - 1.151_461_03e-1
        sum = sum * rest + 1.167_699_87e-1
        sum = sum * rest - 1.242_014_08e-1
        sum = sum * rest + 1.424_932_28e-1
        sum = sum * rest - 1.666_805_77e-1
        sum = sum * rest + 2.000_071_48e-1
        sum = sum * rest - 2.499_999_4e-1
        sum = sum * rest + 3.333_333_1e-1
        let tail = sum * rest * square - power * 2.121_944_4e-4 - 0.5 * square
        let finite = rest + tail + power * 0.693_359_375
        let positive = value < .infinity ? finite : value
        return value > 0 ? positive : (value == 0 ? -.infinity : .nan)
    }

    /// log(1 + x) for 0 ≤ x ≤ 1, exact to the last places for the smallest x too: 2·artanh(x / (2 + x)) as a series.
    @inline(__always)
    static func logOnePlus(_ value: Float) -> Float {
        let ratio = value / (2 + value)
        let square = ratio * ratio
        var sum: Float = 1 / 13
        sum = sum * square + 1 / 11
        sum = sum * square + 1 / 9
        sum = sum * square + 1 / 7
        sum = sum * square + 1 / 5
        sum = sum * square + 1 / 3
        return 2 * ratio + 2 * ratio * square * sum
    }

    /// 1 / (1 + e⁻ˣ).
    @inline(__always)
    static func sigmoid(_ value: Float) -> Float {
        shares(value).positive
    }

    /// 1 / (1 + e⁻ˣ) and 1 / (1 + eˣ), both exact to the last places however small.
    @inline(__always)
    static func shares(_ value: Float) -> (positive: Float, negative: Float) {
        let decay = exp(-abs(value))
        let greater = 1 / (1 + decay)
        let smaller = decay * greater
        return value >= 0 ? (greater, smaller) : (smaller, greater)
    }

    /// The hyperbolic tangent.
    @inline(__always)
    static func tanh(_ value: Float) -> Float {
        let magnitude = abs(value)
        let far = 1 - 2 / (exp(2 * magnitude) + 1)
        let square = value * value
        var sum: Float = -5.704_988_7e-3
        sum = sum * square + 2.063_908_9e-2
        sum = sum * square - 5.373_971_6e-2
        sum = sum * square + 1.333_144_22e-1
        sum = sum * square - 3.333_328_2e-1
        let near = sum * square * value + value
        return magnitude > 0.625 ? (value < 0 ? -far : far) : near
    }

    @inline(__always)
    private static func powerOfTwo(_ exponent: Int32) -> Float {
        Float(bitPattern: UInt32(bitPattern: (exponent &+ 127) &<< 23))
    }
}
