import Foundation

/// How well the pitches of frames were found, exactly as `mir_eval.multipitch` counts: sums over frames of true
/// positives, of notes in the reference and in the estimate, and of Poliner and Ellis's errors.
///
/// Where a denominator is 0 the value is 0, as there.
public struct MultiPitchMetrics: Sendable, Hashable, Codable {
    /// Pitches of the estimate that are matched to one of the reference within half a semitone.
    public private(set) var truePositives = 0
    /// Pitches of the reference, over all frames.
    public private(set) var referenceCount = 0
    /// Pitches of the estimate, over all frames.
    public private(set) var estimateCount = 0
    /// Σ min(reference, estimate) − matched: wrong instead of right.
    public private(set) var substitutions = 0
    /// Σ of what the estimate has too few.
    public private(set) var misses = 0
    /// Σ of what the estimate has too many.
    public private(set) var falseAlarms = 0

    /// No frames yet.
    public init() {}

    /// Adds a frame by its counts.
    public mutating func add(matched: Int, reference: Int, estimate: Int) {
        truePositives += matched
        referenceCount += reference
        estimateCount += estimate
        substitutions += min(reference, estimate) - matched
        misses += max(reference - estimate, 0)
        falseAlarms += max(estimate - reference, 0)
    }

    /// Adds a frame of pitches in (fractional) MIDI numbers, matched as well as they can be.
    public mutating func add(reference: [Double], estimate: [Double], window: Double = 0.5) {
        let edges = estimate.map { pitch in reference.indices.filter { abs(reference[$0] - pitch) <= window } }
        let matching = BipartiteMatching(edges: edges, order: Array(edges.indices), rightCount: reference.count)
        add(matched: matching.count, reference: reference.count, estimate: estimate.count)
    }

    /// Adds T frames of `width` yes-or-no cells each.
    ///
    /// - Precondition: as many cells on both sides, a multiple of `width`.
    public mutating func add(reference: [Bool], estimate: [Bool], width: Int) {
        precondition(
            reference.count == estimate.count && width > 0 && reference.count.isMultiple(of: width),
            "MultiPitchMetrics: \(reference.count) and \(estimate.count) cells in frames of \(width)")
        for start in stride(from: 0, to: reference.count, by: width) {
            var (matched, inReference, inEstimate) = (0, 0, 0)
            for cell in start..<start + width {
                if reference[cell] { inReference += 1 }
                if estimate[cell] { inEstimate += 1 }
                if reference[cell] && estimate[cell] { matched += 1 }
            }
            add(matched: matched, reference: inReference, estimate: inEstimate)
        }
    }

    /// Compares two series of frequencies in hertz; an estimate on other times is taken at the nearest of its own.
    ///
    /// - Precondition: as many times, ascending, as frames on either side; positive frequencies.
    public init(
        referenceTimes: [Double], referenceFrequencies: [[Double]], estimateTimes: [Double],
        estimateFrequencies: [[Double]], window: Double = 0.5
    ) {
        precondition(
            referenceTimes.count == referenceFrequencies.count && estimateTimes.count == estimateFrequencies.count,
            "MultiPitchMetrics: a time for each frame is needed")
        let onReference = MultiPitchMetrics.resample(
            times: estimateTimes, frames: estimateFrequencies, to: referenceTimes)
        for (reference, estimate) in zip(referenceFrequencies, onReference) {
            add(
                reference: reference.map(MultiPitchMetrics.midi), estimate: estimate.map(MultiPitchMetrics.midi),
                window: window)
        }
    }

    /// True positives over all that were found, 0…1.
    public var precision: Double { ratio(truePositives, estimateCount) }
    /// True positives over all that are there, 0…1.
    public var recall: Double { ratio(truePositives, referenceCount) }
    /// True positives over everything that is in either.
    public var accuracy: Double { ratio(truePositives, referenceCount + estimateCount - truePositives) }
    /// The harmonic mean of precision and recall, which mir_eval leaves to its users.
    public var f1: Double { ratio(2 * truePositives, referenceCount + estimateCount) }
    /// E_sub, E_miss, E_fa and their sum E_tot, as shares of the reference.
    public var substitutionError: Double { ratio(substitutions, referenceCount) }
    /// E_miss: pitches that weren't found, and nothing in their place.
    public var missError: Double { ratio(misses, referenceCount) }
    /// E_fa: pitches that were found where there are none.
    public var falseAlarmError: Double { ratio(falseAlarms, referenceCount) }
    /// E_tot, the sum of the three.
    public var totalError: Double { ratio(substitutions + misses + falseAlarms, referenceCount) }

    private func ratio(_ numerator: Int, _ denominator: Int) -> Double {
        denominator > 0 ? Double(numerator) / Double(denominator) : 0
    }

    private static func midi(_ frequency: Double) -> Double { 69 + 12 * log2(frequency / 440) }

    /// The frames at the nearest times; the earlier where two are as near; nothing outside of their range.
    private static func resample(times: [Double], frames: [[Double]], to target: [Double]) -> [[Double]] {
        let isSame =
            times.count == target.count
            && zip(times, target).allSatisfy { abs($0 - $1) <= 1e-8 + 1e-5 * abs($1) }
        if isSame { return frames }
        guard let first = times.first, let last = times.last else { return target.map { _ in [] } }
        var nearest = 0
        return target.map { time in
            guard time >= first, time <= last else { return [] }
            // The targets ascend, but nothing breaks where they don't.
            while nearest > 0, time <= (times[nearest - 1] + times[nearest]) / 2 { nearest -= 1 }
            while nearest + 1 < times.count, time > (times[nearest] + times[nearest + 1]) / 2 { nearest += 1 }
            return frames[nearest]
        }
    }
}
