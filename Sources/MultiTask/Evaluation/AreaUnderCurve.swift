/// The area under the receiver operating characteristic, as the statistic of Mann and Whitney; ties count half.
public enum AreaUnderCurve {
    /// The chance that a positive case scores above a negative one; nil, not 0.5, where there is only one kind.
    ///
    /// - Precondition: as many scores as labels.
    public static func value(scores: [Float], labels: [Bool]) -> Double? {
        precondition(scores.count == labels.count, "AreaUnderCurve: \(scores.count) scores, \(labels.count) labels")
        let positives = labels.count { $0 }
        let negatives = labels.count - positives
        guard positives > 0, negatives > 0 else { return nil }
        let order = scores.indices.sorted { scores[$0] < scores[$1] }
        // The sum of the positives' ranks, counted from 1; equal scores share the mean of theirs.
        var rankSum = 0.0
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
            let rank = Double(start + 1 + end) / 2
            for place in start..<end where labels[order[place]] { rankSum += rank }
            start = end
        }
        let least = Double(positives) * Double(positives + 1) / 2
        return (rankSum - least) / (Double(positives) * Double(negatives))
    }
}
