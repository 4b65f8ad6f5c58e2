/// How stems become clips. Every range is drawn from evenly, every share is of clips.
public struct MixSettings: Sendable, Hashable, Codable {
    /// How often one, two, … six stems are mixed.
    public var sizes: [Double] = [0.12, 0.22, 0.24, 0.20, 0.13, 0.09]
    /// How often the stems come from several pieces, each from a place of its own, instead of from one.
    public var mixedShare = 0.3
    /// Of each stem, in decibels against stems of equal loudness.
    public var gain = -18.0...6.0
    /// Clips with percussion in the background.
    public var percussionShare = 0.2
    /// Clips with voices in the background that have no label.
    public var unlabelledShare = 0.15
    /// Clips in which nothing plays that has a label: silence, noise, percussion or unlabelled voices alone.
    public var emptyShare = 0.03
    /// The equaliser's bells on each stem and on the mix, ± decibels.
    public var equalizer = 8.0
    /// Clips in a room.
    public var roomShare = 0.5
    /// Clips whose loud places are held down.
    public var compressionShare = 0.25
    /// Clips without the highest or lowest frequencies.
    public var bandLimitShare = 0.15
    /// Clips with noise.
    public var noiseShare = 0.35
    /// Of the mix's peak, in decibels of full scale.
    public var peak = -24.0 ... -1.0

    /// The values above.
    public init() {}

    /// Stems as they were rendered: no equaliser, room, compression, band limit or noise.
    public static var dry: MixSettings {
        var settings = MixSettings()
        settings.equalizer = 0
        (settings.roomShare, settings.compressionShare, settings.bandLimitShare, settings.noiseShare) = (0, 0, 0, 0)
        return settings
    }
}
