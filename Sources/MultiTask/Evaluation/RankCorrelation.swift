/// How far two quantities rise together: Spearman's ρ, the correlation of their ranks, as `scipy.stats.spearmanr`.
enum RankCorrelation {
    /// −1…1; equal values share the mean of their ranks. Nil where either quantity is the same throughout.
    ///
    /// - Precondition: as many of one as of the other.
    static func spearman(_ first: [Double], _ second: [Double]) -> Double? {
        precondition(first.count == second.count, "RankCorrelation: \(first.count) and \(second.count) values")
        let (one, two) = (ranks(first), ranks(second))
        let middle = Double(first.count + 1) / 2
        var (both, squareOne, squareTwo) = (0.0, 0.0, 0.0)
        for (left, right) in zip(one, two) {
            both += (left - middle) * (right - middle)
            squareOne += (left - middle) * (left - middle)
            squareTwo += (right - middle) * (right - middle)
        }
        guard squareOne > 0, squareTwo > 0 else { return nil }
        return both / (squareOne * squareTwo).squareRoot()
    }

    /// From 1 on.
    private static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
            start = end
        }
        return ranks
    }
}
