import Foundation

/// SplitMix64: the same numbers on every machine and with every toolchain, which the standard library doesn't promise.
struct CorpusRandom {
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

    /// 0 ≤ x < 1.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    mutating func uniform(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + unit() * (range.upperBound - range.lowerBound)
    }

    mutating func integer(below bound: Int) -> Int { min(bound - 1, Int(unit() * Double(bound))) }

    mutating func happens(_ probability: Double) -> Bool { unit() < probability }

    /// Box and Muller's.
    mutating func normal() -> Double { (-2 * log(1 - unit())).squareRoot() * cos(2 * .pi * unit()) }

    mutating func element<T>(_ list: [T]) -> T {
        precondition(!list.isEmpty, "CorpusRandom: drawing from an empty list")
        return list[integer(below: list.count)]
    }

    /// An index, drawn in proportion to weights, which are not all zero.
    mutating func index(weights: [Double]) -> Int {
        var rest = unit() * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            rest -= weight
            if rest < 0 { return index }
        }
        return weights.lastIndex { $0 > 0 } ?? 0
    }

    mutating func shuffled<T>(_ list: [T]) -> [T] {
        var list = list
        for index in list.indices.reversed() { list.swapAt(index, integer(below: index + 1)) }
        return list
    }
}

/// FNV-1a: the sides of a split must be the same next year.
func stableHash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
}
