extension Thresholds {
    /// What matters more: that what is reported is right, or that nothing is missed.
    public enum Preset: String, Sendable, Hashable, Codable, CaseIterable {
        /// As they were fitted: the best F1.
        case balanced
        /// Fewer notes, more of them right.
        case precise
        /// More notes, fewer of them right.
        case complete

        /// What the odds of every threshold are multiplied by.
        var oddsFactor: Float {
            switch self {
            case .balanced: 1
            case .precise: 3
            case .complete: 1 / 3
            }
        }
    }

    /// All thresholds higher for ``Preset/precise``, lower for ``Preset/complete``: odds p ÷ (1 − p) three times as large, or as
    /// small.
    public func adjusted(to preset: Preset) -> Thresholds {
        func moved(_ probability: Float) -> Float {
            let odds = preset.oddsFactor * probability
            return odds / (1 - probability + odds)
        }
        guard preset != .balanced else { return self }
        return Thresholds(
            pitch: moved(pitch),
            instruments: instruments.map {
                Row(instrument: $0.instrument, activity: moved($0.activity), roll: moved($0.roll))
            })
    }
}
