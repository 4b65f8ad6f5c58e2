/// What material is drawn with, on top of any generator; the same numbers on every machine.
extension RandomNumberGenerator {
    /// 0 ≤ x < 1.
    package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    package mutating func uniform(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + unit() * (range.upperBound - range.lowerBound)
    }

    /// - Precondition: a bound of at least 1.
    package mutating func integer(below bound: Int) -> Int { min(bound - 1, Int(unit() * Double(bound))) }

    package mutating func happens(_ probability: Double) -> Bool { unit() < probability }

    /// - Precondition: the list isn't empty.
    package mutating func element<Element>(_ list: [Element]) -> Element {
        precondition(!list.isEmpty, "drawing from an empty list")
        return list[integer(below: list.count)]
    }

    /// An index, drawn in proportion to weights, which are not all zero.
    package mutating func index(weights: [Double]) -> Int {
        var rest = unit() * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            rest -= weight
            if rest < 0 { return index }
        }
        return weights.lastIndex { $0 > 0 } ?? 0
    }

    package mutating func shuffled<Element>(_ list: [Element]) -> [Element] {
        var list = list
        for index in list.indices.reversed() { list.swapAt(index, integer(below: index + 1)) }
        return list
    }
}
