import Foundation

/// The taper that a short-time transform lays over its samples.
///
/// The values are SciPy's `scipy.signal.get_window` of the same name.
public enum WindowFunction: String, Sendable, Hashable, Codable, CaseIterable {
    /// 0.5 − 0.5·cos.
    case hann
    /// 0.54 − 0.46·cos.
    case hamming
    /// 0.42 − 0.5·cos + 0.08·cos of the double angle.
    case blackman
    /// All ones.
    case rectangular

    /// The window's samples.
    ///
    /// - Parameters:
    ///   - count: How many.
    ///   - periodic: Whether the window is one period of an endless one (for transforms) or symmetric (for filters).
    public func values(count: Int, periodic: Bool = true) -> [Float] {
        doubles(count: count, periodic: periodic).map(Float.init)
    }

    /// ``values(count:periodic:)`` in double precision.
    func doubles(count: Int, periodic: Bool = true) -> [Double] {
        precondition(count >= 0, "WindowFunction: a window of \(count) samples")
        guard count > 1 else { return [Double](repeating: 1, count: count) }
        let step = 2 * Double.pi / Double(periodic ? count : count - 1)
        return (0..<count).map { index in
            let angle = step * Double(index)
            return switch self {
            case .hann: 0.5 - 0.5 * cos(angle)
            case .hamming: 0.54 - 0.46 * cos(angle)
            case .blackman: 0.42 - 0.5 * cos(angle) + 0.08 * cos(2 * angle)
            case .rectangular: 1
            }
        }
    }

    /// The equivalent noise bandwidth in bins of a transform as long as the window: librosa's `window_bandwidth`.
    var bandwidth: Double {
        let values = doubles(count: 1000)
        let sum = values.reduce(0, +)
        return 1000 * values.reduce(0) { $0 + $1 * $1 } / (sum * sum)
    }
}
