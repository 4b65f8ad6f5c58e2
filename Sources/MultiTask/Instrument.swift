/// An instrument class that weights can tell apart: a name and the General MIDI programs that sound like it.
///
/// Open, not an enumeration: the metadata of the weights list theirs, in the order of the network's channels.
public struct Instrument: Sendable, Hashable, Codable {
    /// The name in plain English, lower case: "acoustic guitar".
    public let name: String
    /// General MIDI programs, counted from 0, that are labelled as this instrument. The first is used for writing.
    public let programs: [Int]

    /// - Precondition: a name, at least one program, each in 0…127.
    public init(name: String, programs: [Int]) {
        precondition(!name.isEmpty, "Instrument: an empty name")
        precondition(
            !programs.isEmpty && programs.allSatisfy { 0..<128 ~= $0 },
            "Instrument \(name): programs \(programs) are not in 0…127")
        self.name = name
        self.programs = programs
    }

    /// What a description that was read may get wrong.
    var isValid: Bool { !name.isEmpty && !programs.isEmpty && programs.allSatisfy { 0..<128 ~= $0 } }
}

extension Instrument: CustomStringConvertible {
    /// Its name.
    public var description: String { name }
}

extension Instrument {
    /// Grand and electric pianos, programs 0 to 5.
    public static let piano = Instrument(name: "piano", programs: [0, 1, 2, 3, 4, 5])
    /// With nylon or steel strings, programs 24 and 25.
    public static let acousticGuitar = Instrument(name: "acoustic guitar", programs: [24, 25])
    /// Clean to distorted, programs 26 to 31.
    public static let electricGuitar = Instrument(name: "electric guitar", programs: [27, 26, 28, 29, 30, 31])
    /// Open or muted, programs 56 and 59.
    public static let trumpet = Instrument(name: "trumpet", programs: [56, 59])
    /// Soprano to baritone, programs 64 to 67.
    public static let saxophone = Instrument(name: "saxophone", programs: [65, 64, 66, 67])
    /// Double bass plucked, electric and synthesized bass, programs 32 to 39.
    public static let bass = Instrument(name: "bass", programs: [33, 32, 34, 35, 36, 37, 38, 39])
    /// Program 40.
    public static let violin = Instrument(name: "violin", programs: [40])
    /// Program 42.
    public static let cello = Instrument(name: "cello", programs: [42])
    /// Program 73.
    public static let flute = Instrument(name: "flute", programs: [73])

    /// The nine classes of the paper (poster, table of results), in the order of our weights' channels.
    public static let nine: [Instrument] = [
        .piano, .acousticGuitar, .electricGuitar, .trumpet, .saxophone, .bass, .violin, .cello, .flute,
    ]
}
