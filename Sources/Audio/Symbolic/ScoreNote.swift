/// A note of a score or a performance, in seconds.
public struct ScoreNote: Sendable, Hashable, Codable {
    /// MIDI note number, 0…127; 69 is a′ (440 Hz).
    public var pitch: Int
    /// When it starts, in seconds from the beginning.
    public var onset: Double
    /// When it ends, in seconds from the beginning.
    public var offset: Double
    /// MIDI velocity, 1…127.
    public var velocity: Int
    /// General MIDI program, 0…127 (0 is the acoustic grand piano).
    public var program: Int
    /// MIDI channel, 0…15; channel 9 is percussion.
    public var channel: Int
    /// The track of the file it stands in, from 0.
    public var track: Int

    /// Nothing is checked: a file may hold anything.
    public init(
        pitch: Int, onset: Double, offset: Double, velocity: Int = 80, program: Int = 0, channel: Int = 0,
        track: Int = 0
    ) {
        self.pitch = pitch
        self.onset = onset
        self.offset = offset
        self.velocity = velocity
        self.program = program
        self.channel = channel
        self.track = track
    }

    /// Whether it is a drum: its pitch then names a sound, not a height.
    public var isPercussion: Bool { channel == 9 }
}
