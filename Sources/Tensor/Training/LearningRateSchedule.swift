import Foundation

/// The learning rate at each step or epoch; whoever trains decides which of the two is counted.
public enum LearningRateSchedule: Sendable, Hashable, Codable {
    /// The same all the time.
    case constant(rate: Float)
    /// rate · factor^⌊i ÷ every⌋.
    case step(rate: Float, every: Int, factor: Float)
    /// rate·(i + 1)/warmUp up to `warmUp`; then half a cosine from `rate` to `least`, which is reached at `total`
    /// and kept (Loshchilov and Hutter 2017).
    case cosine(rate: Float, least: Float = 0, warmUp: Int = 0, total: Int)
    /// rate ÷ (2·⌊epoch ÷ 70⌋ + 1): Hung, Chen and Yang, ICASSP 2019.
    case paper(rate: Float)

    /// - Parameter index: the step or epoch, counted from 0.
    /// - Precondition: the index is not negative, `every` is positive, 0 ≤ `warmUp` ≤ `total`.
    public func rate(at index: Int) -> Float {
        precondition(index >= 0, "LearningRateSchedule: no rate at \(index)")
        switch self {
        case .constant(let rate):
            return rate
        case .step(let rate, let every, let factor):
            precondition(every > 0, "LearningRateSchedule: a step every \(every)")
            return rate * pow(factor, Float(index / every))
        case .cosine(let rate, let least, let warmUp, let total):
            precondition(0...total ~= warmUp, "LearningRateSchedule: a warm-up of \(warmUp) of \(total)")
            if index < warmUp { return rate * Float(index + 1) / Float(warmUp) }
            if index >= total { return least }
            let progress = Double(index - warmUp) / Double(total - warmUp)
            return least + (rate - least) * Float((1 + cos(Double.pi * progress)) / 2)
        case .paper(let rate):
            return rate / Float(2 * (index / 70) + 1)
        }
    }
}
