import Foundation

/// Random numbers that a seed repeats (xoshiro256**, seeded by SplitMix64; Blackman and Vigna 2018).
///
/// A value: copy it to repeat, pass it `inout` to go on. Nothing in this package draws from a hidden generator.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// Equal seeds give equal numbers; any seed will do, 0 too.
    public init(seed: UInt64) {
        var mix = seed
        func next() -> UInt64 {
            mix &+= 0x9E37_79B9_7F4A_7C15
            var value = mix
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
        state = (next(), next(), next(), next())
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        let product = state.1 &* 5
        let result = ((product << 7) | (product >> 57)) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = (state.3 << 45) | (state.3 >> 19)
        return result
    }

    /// Evenly from 0 up to, not including, 1.
    public mutating func uniform() -> Float {
        Float(next() >> 40) * 0x1p-24
    }

    /// From the normal distribution with mean 0 and deviation 1 (Box and Muller).
    public mutating func normal() -> Float {
        let radius = (-2 * Foundation.log(1 - Double(next() >> 11) * 0x1p-53)).squareRoot()
        return Float(radius * Foundation.cos(2 * Double.pi * Double(next() >> 11) * 0x1p-53))
    }
}
