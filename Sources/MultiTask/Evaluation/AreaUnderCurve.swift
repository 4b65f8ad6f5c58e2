/// The area under the receiver operating characteristic, as the statistic of Mann and Whitney; ties count half.
public enum AreaUnderCurve {
    /// The chance that a positive case scores above a negative one; nil, not 0.5, where there is only one kind.
    ///
    /// - Precondition: as many scores as labels.
    public static func value(scores: [Float], labels: [Bool]) -> Double? {
        precondition(scores.count == labels.count, "AreaUnderCurve: \(scores.count) scores, \(labels.count) labels")
        return RankedScores(scores: scores, labels: labels, ends: [scores.count]).area([1])
    }
}
