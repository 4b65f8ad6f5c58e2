import Foundation

/// Decibel scaling, as librosa's `amplitude_to_db`, `power_to_db` and their inverses.
///
/// `20·log10(max(x, minimum) / max(reference, minimum))`, then nothing lower than `range` below the greatest result.
public struct Decibels: Sendable, Hashable, Codable {
    /// What 0 dB stands for.
    public enum Reference: Sendable, Hashable, Codable {
        /// This value, in the unit of the input.
        case value(Float)
        /// The greatest value of the input.
        case maximum
    }

    /// What 0 dB stands for.
    public var reference: Reference
    /// Smaller amplitudes are taken for this one. For powers its square is meant.
    public var minimum: Float
    /// The distance from the greatest result to the floor, in decibels; nil for no floor.
    public var range: Float?

    /// librosa's defaults: relative to 1, amplitudes from 1e-5, a range of 80 dB.
    ///
    /// - Precondition: `minimum` is above zero, `range` not below.
    public init(reference: Reference = .value(1), minimum: Float = 1e-5, range: Float? = 80) {
        precondition(minimum > 0, "Decibels: a smallest amplitude of \(minimum)")
        precondition((range ?? 0) >= 0, "Decibels: a range of \(range ?? 0) dB")
        self.reference = reference
        self.minimum = minimum
        self.range = range
    }

    /// Amplitudes (magnitudes) to decibels. Signs are dropped.
    public func amplitudes(_ values: [Float]) -> [Float] {
        scale(values.map { abs($0) }, factor: 20, minimum: minimum)
    }

    /// Powers (squared magnitudes) to decibels.
    public func powers(_ values: [Float]) -> [Float] {
        scale(values, factor: 10, minimum: minimum * minimum)
    }

    private func scale(_ values: [Float], factor: Float, minimum: Float) -> [Float] {
        let greatest = values.max() ?? 0
        let zero =
            switch reference {
            case .value(let value): max(abs(value), minimum)
            case .maximum: max(greatest, minimum)
            }
        let offset = factor * log10(zero)
        let floor = range.map { factor * log10(max(greatest, minimum)) - offset - $0 } ?? -.infinity
        return values.map { max(factor * log10(max($0, minimum)) - offset, floor) }
    }

    /// Decibels back to amplitudes, `reference · 10^(dB/20)`.
    public static func toAmplitudes(_ decibels: [Float], reference: Float = 1) -> [Float] {
        decibels.map { reference * pow(10, $0 / 20) }
    }

    /// Decibels back to powers, `reference · 10^(dB/10)`.
    public static func toPowers(_ decibels: [Float], reference: Float = 1) -> [Float] {
        decibels.map { reference * pow(10, $0 / 10) }
    }
}

extension Spectrogram {
    /// The spectrogram of magnitudes in decibels.
    public func decibels(_ scale: Decibels = .init()) -> Spectrogram {
        var result = self
        result.values = scale.amplitudes(values)
        return result
    }
}
