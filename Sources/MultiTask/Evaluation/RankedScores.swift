/// The scores of a class put in order once, so that the area under the curve of any choice of clips is one walk.
struct RankedScores: Sendable {
    /// For each score, in ascending order, the clip that it is of.
    private let clips: [Int32]
    private let labels: [Bool]
    /// Whether a score equals the one before.
    private let isTied: [Bool]

    /// - Parameter ends: For each clip the index behind its last score.
    init(scores: [Float], labels: [Bool], ends: [Int]) {
        var clipOfScore = [Int32](repeating: 0, count: scores.count)
        var start = 0
        for (clip, end) in ends.enumerated() {
            for index in start..<end { clipOfScore[index] = Int32(clip) }
            start = end
        }
        let order = scores.indices.sorted { scores[$0] < scores[$1] }
        clips = order.map { clipOfScore[$0] }
        self.labels = order.map { labels[$0] }
        isTied = order.indices.map { $0 > 0 && scores[order[$0]] == scores[order[$0 - 1]] }
    }

    /// The area of the clips, each counted as often as its weight says; nil where they have only one kind of label.
    func area(_ weights: [Double]) -> Double? {
        // Wins of positives over negatives below them; ties count half.
        var wins = 0.0
        var (negatives, positives) = (0.0, 0.0)
        var (tiedNegatives, tiedPositives) = (0.0, 0.0)
        for index in clips.indices {
            if !isTied[index] {
                wins += tiedPositives * (negatives + tiedNegatives / 2)
                negatives += tiedNegatives
                positives += tiedPositives
                (tiedNegatives, tiedPositives) = (0, 0)
            }
            let weight = weights[Int(clips[index])]
            if labels[index] { tiedPositives += weight } else { tiedNegatives += weight }
        }
        wins += tiedPositives * (negatives + tiedNegatives / 2)
        negatives += tiedNegatives
        positives += tiedPositives
        return positives > 0 && negatives > 0 ? wins / (positives * negatives) : nil
    }
}

/// For each instrument the probabilities and the truth of all clips, for the areas under the curves.
struct ActivityScores: Sendable {
    private var scores: [[Float]]
    private var labels: [[Bool]]
    /// For each instrument and clip the index behind its last score.
    private var ends: [[Int]]

    init(instrumentCount: Int) {
        scores = Array(repeating: [], count: instrumentCount)
        labels = Array(repeating: [], count: instrumentCount)
        ends = Array(repeating: [], count: instrumentCount)
    }

    /// Adds a clip of T × M cells, the greatest of so many frames at a time; what is left at the end is one more.
    ///
    /// - Parameter known: which cells' truth is known; nil: all. Where the greatest truth isn't, there is no score.
    mutating func add(_ probabilities: [Float], _ truth: [Bool], known: [Bool]? = nil, pooling: Int = 1) {
        let count = scores.count
        let frameCount = probabilities.count / count
        for index in 0..<count {
            for start in stride(from: 0, to: frameCount, by: pooling) {
                var (greatest, isActive, isKnown) = (-Float.infinity, false, true)
                for frame in start..<min(start + pooling, frameCount) {
                    greatest = max(greatest, probabilities[frame * count + index])
                    if truth[frame * count + index] { isActive = true }
                    if let known, !known[frame * count + index] { isKnown = false }
                }
                guard isKnown || isActive else { continue }
                scores[index].append(greatest)
                labels[index].append(isActive)
            }
            ends[index].append(scores[index].count)
        }
    }

    var ranked: [RankedScores] {
        scores.indices.map { RankedScores(scores: scores[$0], labels: labels[$0], ends: ends[$0]) }
    }
}
