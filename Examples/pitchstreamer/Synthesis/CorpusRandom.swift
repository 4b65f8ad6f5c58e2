import Foundation
import MultiTask

/// SplitMix64: the same numbers on every machine and with every toolchain, which the standard library doesn't promise.
/// `Drawing.swift` of `MultiTask` says what can be drawn.
struct CorpusRandom: RandomNumberGenerator {
    private var state: UInt64

    /// An independent stream for each item of a corpus.
    init(seed: Int, item: Int) {
        state = UInt64(bitPattern: Int64(seed)) &* 0xD1B5_4A32_D192_ED03 ^ UInt64(bitPattern: Int64(item))
        _ = next()
        state ^= next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Box and Muller's.
    mutating func normal() -> Double { (-2 * log(1 - unit())).squareRoot() * cos(2 * .pi * unit()) }
}

/// FNV-1a: the sides of a split must be the same next year.
func stableHash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
}
