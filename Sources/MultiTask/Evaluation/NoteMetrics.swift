import Audio

/// How well notes were found, exactly as `mir_eval.transcription` counts: a maximum matching of the notes whose onsets,
/// pitches and, if asked for, offsets are near.
public struct NoteMetrics: Sendable, Hashable, Codable {
    /// What is compared of a note.
    public struct Item: Sendable, Hashable {
        /// Seconds.
        public var onset: Double
        /// Seconds.
        public var offset: Double
        /// MIDI number, may lie between keys.
        public var pitch: Double
        /// Notes of different labels never match in ``matchingLabels(reference:estimate:tolerance:)``.
        public var label: Int

        /// Any note as these rules see it.
        public init(onset: Double, offset: Double, pitch: Double, label: Int = 0) {
            self.onset = onset
            self.offset = offset
            self.pitch = pitch
            self.label = label
        }

        /// A note of a score, labelled with its program; percussion with 128.
        public init(_ note: ScoreNote) {
            self.init(
                onset: note.onset, offset: note.offset, pitch: Double(note.pitch),
                label: note.isPercussion ? 128 : note.program)
        }
    }

    /// What counts as near. Nil: never mind.
    public struct Tolerance: Sendable, Hashable, Codable {
        /// Seconds.
        public var onset: Double
        /// Semitones.
        public var pitch: Double?
        /// A share of the reference note's length …
        public var offsetRatio: Double?
        /// … but at least this, in seconds.
        public var offsetMinimum: Double

        /// The defaults are mir_eval's.
        public init(
            onset: Double = 0.05, pitch: Double? = 0.5, offsetRatio: Double? = 0.2, offsetMinimum: Double = 0.05
        ) {
            self.onset = onset
            self.pitch = pitch
            self.offsetRatio = offsetRatio
            self.offsetMinimum = offsetMinimum
        }

        /// Onset within 50 ms, pitch within 50 cents, offset within 50 ms or a fifth of the length.
        public static let withOffset = Tolerance()
        /// Onset and pitch.
        public static let withoutOffset = Tolerance(offsetRatio: nil)
        /// Onset alone, of whatever pitch.
        public static let onsetOnly = Tolerance(pitch: nil, offsetRatio: nil)
    }

    /// Pairs of the matching.
    public private(set) var matched = 0
    /// Notes that are there.
    public private(set) var referenceCount = 0
    /// Notes that were found.
    public private(set) var estimateCount = 0
    /// The sum over the matched notes of overlap over union.
    private var overlapSum = 0.0

    /// Compares two lists of notes, in any order.
    ///
    /// - Precondition: no negative lengths.
    public init(reference: [Item], estimate: [Item], tolerance: Tolerance = .withOffset) {
        precondition(
            (reference + estimate).allSatisfy { $0.offset >= $0.onset }, "NoteMetrics: a note ends before it starts")
        referenceCount = reference.count
        estimateCount = estimate.count
        guard !reference.isEmpty, !estimate.isEmpty else { return }
        for pair in NoteMetrics.pairs(reference: reference, estimate: estimate, tolerance: tolerance) {
            matched += 1
            overlapSum += NoteMetrics.overlap(reference[pair.reference], estimate[pair.estimate])
        }
    }

    /// A greatest matching of the notes that are near, in the order of the reference.
    static func pairs(
        reference: [Item], estimate: [Item], tolerance: Tolerance
    ) -> [(reference: Int, estimate: Int)] {
        let graph = NoteMetrics.graph(reference: reference, estimate: estimate, tolerance: tolerance)
        let matching = BipartiteMatching(edges: graph.edges, order: graph.order, rightCount: reference.count)
        return matching.partner.enumerated().compactMap { $0.element >= 0 ? ($0.offset, $0.element) : nil }
    }

    /// Compares the notes of each label with those of the same label, as MT3's program-aware score does.
    public static func matchingLabels(
        reference: [Item], estimate: [Item], tolerance: Tolerance = .withOffset
    ) -> NoteMetrics {
        var total = NoteMetrics(reference: [], estimate: [], tolerance: tolerance)
        for label in Set((reference + estimate).map(\.label)).sorted() {
            let part = NoteMetrics(
                reference: reference.filter { $0.label == label }, estimate: estimate.filter { $0.label == label },
                tolerance: tolerance)
            total.matched += part.matched
            total.referenceCount += part.referenceCount
            total.estimateCount += part.estimateCount
            total.overlapSum += part.overlapSum
        }
        return total
    }

    /// 0 where there is no estimated note.
    public var precision: Double { estimateCount > 0 ? Double(matched) / Double(estimateCount) : 0 }
    /// 0 where there is no note in the reference.
    public var recall: Double { referenceCount > 0 ? Double(matched) / Double(referenceCount) : 0 }
    /// The harmonic mean of precision and recall.
    public var f1: Double {
        matched > 0 ? 2 * precision * recall / (precision + recall) : 0
    }
    /// The mean over the matched notes of the time that both sound over the time that either does; 0 for none.
    public var averageOverlapRatio: Double { matched > 0 ? overlapSum / Double(matched) : 0 }

    private static func overlap(_ first: Item, _ second: Item) -> Double {
        let union = max(first.offset, second.offset) - min(first.onset, second.onset)
        let both = min(first.offset, second.offset) - max(first.onset, second.onset)
        return union > 0 ? both / union : 1
    }

    /// For each estimated note the reference notes that it may stand for, and the order in which they are met when the
    /// reference is walked through.
    private static func graph(
        reference: [Item], estimate: [Item], tolerance: Tolerance
    ) -> (edges: [[Int]], order: [Int]) {
        var edges = [[Int]](repeating: [], count: estimate.count)
        var order: [Int] = []
        let byOnset = estimate.indices.sorted { estimate[$0].onset < estimate[$1].onset }
        for (index, note) in reference.enumerated() {
            // A little wider than the tolerance: `isNear` rounds, and has the last word.
            let from = note.onset - tolerance.onset - 1e-3
            var place = byOnset.partitionPoint { estimate[$0].onset >= from }
            var near: [Int] = []
            while place < byOnset.count, estimate[byOnset[place]].onset <= note.onset + tolerance.onset + 1e-3 {
                if isNear(note, estimate[byOnset[place]], tolerance) { near.append(byOnset[place]) }
                place += 1
            }
            for candidate in near.sorted() {
                if edges[candidate].isEmpty { order.append(candidate) }
                edges[candidate].append(index)
            }
        }
        return (edges, order)
    }

    private static func isNear(_ reference: Item, _ estimate: Item, _ tolerance: Tolerance) -> Bool {
        guard rounded(abs(reference.onset - estimate.onset)) <= tolerance.onset else { return false }
        if let pitch = tolerance.pitch, abs(reference.pitch - estimate.pitch) > pitch { return false }
        guard let ratio = tolerance.offsetRatio else { return true }
        return rounded(abs(reference.offset - estimate.offset))
            <= max(ratio * (reference.offset - reference.onset), tolerance.offsetMinimum)
    }

    /// To a tenth of a millisecond, so that exactly 50 ms are within 50 ms.
    private static func rounded(_ seconds: Double) -> Double {
        (seconds * 10_000).rounded(.toNearestOrEven) / 10_000
    }
}

extension Array {
    /// The first index from which the predicate holds, in an array where it fails first and then holds.
    fileprivate func partitionPoint(where predicate: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if predicate(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
