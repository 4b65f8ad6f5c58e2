/// What distinguishes one network of this family from another: everything that its weights' shapes follow from.
public struct NetworkSettings: Sendable, Hashable, Codable {
    /// How the three outputs are read from the logits y (H × T × M).
    public enum Heads: String, Sendable, Hashable, Codable, CaseIterable {
        /// The paper's: instrument 0.01·Σ over pitch, pitch 0.1·Σ over instruments, pianoroll y·σ(instrument).
        case paper
        /// Ours: the log of the sum of exponentials over pitch and over instruments, and y itself. Sums of 88 logits
        /// make the heads fight: one loud note can't outvote 87 silent ones.
        case logSumExp
    }

    /// Channels of the four encoder blocks: 32, 64, 128, 256 in the paper.
    public var channels: [Int]
    /// Channels of the last hidden layer, which the logits are made of: half of the first block's in the paper.
    public var lastHiddenChannels: Int
    /// M, the channels of the output: one for each instrument (the paper's released weights have one unused).
    public var instrumentCount: Int
    /// How the three outputs are read from the logits.
    public var heads: Heads
    /// Whether pairs of frames share their greatest logit before the heads, as in the authors' released code.
    public var timePooling: Bool

    /// The number of pitches: 88 keys from A0 (27.5 Hz), one constant-Q bin each.
    public static let pitchCount = 88

    /// - Parameters:
    ///   - channels: of the four encoder blocks.
    ///   - lastHiddenChannels: nil for half of the first block's.
    ///   - instrumentCount: channels of the output.
    ///   - heads: how the outputs are read from the logits.
    ///   - timePooling: whether pairs of frames share their greatest logit.
    /// - Precondition: four even channel counts and at least one instrument.
    public init(
        channels: [Int] = [32, 64, 128, 256], lastHiddenChannels: Int? = nil, instrumentCount: Int,
        heads: Heads = .logSumExp, timePooling: Bool = false
    ) {
        self.channels = channels
        self.lastHiddenChannels = lastHiddenChannels ?? (channels.first ?? 0) / 2
        self.instrumentCount = instrumentCount
        self.heads = heads
        self.timePooling = timePooling
        precondition(isValid, "NetworkSettings: channels \(channels), \(instrumentCount) instruments")
    }

    /// What a description that was read may get wrong.
    var isValid: Bool {
        // Far beyond what any memory holds, products of channels would overflow.
        channels.count == 4 && channels.allSatisfy { 1...1 << 16 ~= $0 && $0.isMultiple(of: 2) }
            && 1...1 << 16 ~= instrumentCount && 1...1 << 16 ~= lastHiddenChannels
    }

    /// Values in a column of Z: 5 bands (88 pitches, halved four times) of the last block's channels.
    var latentSize: Int { Self.pitchCount / 16 * channels[3] }

    /// The paper's channels times a factor, rounded to even numbers: 0.5 trains some 2.5 times as fast.
    public init(
        width: Double, lastHiddenChannels: Int? = nil, instrumentCount: Int, heads: Heads = .logSumExp,
        timePooling: Bool = false
    ) {
        let channels = [32, 64, 128, 256].map { max(2, Int((Double($0) * width / 2).rounded()) * 2) }
        self.init(
            channels: channels, lastHiddenChannels: lastHiddenChannels, instrumentCount: instrumentCount,
            heads: heads, timePooling: timePooling)
    }

    /// The network that a file without metadata holds: ten channels (index 3 unused) and the paper's heads.
    public static let paper = NetworkSettings(instrumentCount: 10, heads: .paper)
}

extension NetworkSettings {
    /// Descriptions that were written before ``lastHiddenChannels`` was there have the paper's.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        channels = try container.decode([Int].self, forKey: .channels)
        lastHiddenChannels =
            try container.decodeIfPresent(Int.self, forKey: .lastHiddenChannels) ?? (channels.first ?? 0) / 2
        instrumentCount = try container.decode(Int.self, forKey: .instrumentCount)
        heads = try container.decode(Heads.self, forKey: .heads)
        timePooling = try container.decode(Bool.self, forKey: .timePooling)
    }
}
