/// How the three losses are weighed: L = roll·L_roll + pitch·L_p + instrument·L_i, each a binary cross-entropy with
/// logits, averaged over all cells, positives counted more than once.
public struct LossSettings: Sendable, Hashable, Codable {
    /// One of the three: its weight in the sum, and how often a positive cell counts.
    public struct Term: Sendable, Hashable, Codable {
        /// Its weight in the sum.
        public var weight: Float
        /// How often a cell counts in which something sounds.
        public var positiveWeight: Float

        /// Neither may be negative.
        public init(weight: Float, positiveWeight: Float) {
            self.weight = weight
            self.positiveWeight = positiveWeight
        }
    }

    /// Of the pianoroll, who plays which pitch.
    public var roll: Term
    /// Of the pitches, whoever plays them.
    public var pitch: Term
    /// Of the instruments, whatever they play.
    public var instrument: Term

    /// ``standard`` and ``paper`` are two that were tried.
    public init(roll: Term, pitch: Term, instrument: Term) {
        self.roll = roll
        self.pitch = pitch
        self.instrument = instrument
    }

    /// The paper's: the pianoroll counts double, positives ten times.
    public static let paper = LossSettings(
        roll: Term(weight: 2, positiveWeight: 10), pitch: Term(weight: 1, positiveWeight: 10),
        instrument: Term(weight: 1, positiveWeight: 10))

    /// Ours. A frame has nine instrument cells and 792 of the pianoroll, so the mean over the cells of each lets a
    /// single instrument cell pull 44 times as hard as a cell of the roll: the weights make up for a part of that.
    public static let standard = LossSettings(
        roll: Term(weight: 20, positiveWeight: 3), pitch: Term(weight: 4, positiveWeight: 2),
        instrument: Term(weight: 1, positiveWeight: 1.5))
}
