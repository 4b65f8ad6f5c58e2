import Audio
import Foundation
import MultiTask

/// How much of a test set there is of each instrument, and how it was made: what `testset.json` beside it says.
struct TestSetCoverage: Encodable {
    let seed: Int
    /// The command line that made it.
    let command: String
    let clips: Int
    let minutes: Double
    /// The minutes in which each instrument sounds, by its labels.
    let instrumentMinutes: [String: Double]

    private let names: [String]

    private enum CodingKeys: String, CodingKey { case seed, command, clips, minutes, instrumentMinutes }

    /// Reads a folder of pairs.
    init(_ folder: URL, instruments: [Instrument], seed: Int) throws {
        self.seed = seed
        command = (["pitchstreamer"] + CommandLine.arguments.dropFirst()).map(Self.quoted).joined(separator: " ")
        let pairs = try PairedFolder(folder).pairs
        clips = pairs.count
        var seconds = 0.0
        var sounding = [Double](repeating: 0, count: instruments.count)
        for pair in pairs {
            seconds += try AudioFileReader(contentsOf: pair.audio).info.duration ?? 0
            let notes = try MIDIFile(contentsOf: pair.score).notes.filter { !$0.isPercussion }
            for (index, instrument) in instruments.enumerated() {
                sounding[index] += Self.covered(notes.filter { instrument.programs.contains($0.program) })
            }
        }
        minutes = (seconds / 60).rounded(places: 3)
        names = instruments.map(\.name)
        var minutesByName: [String: Double] = [:]
        for (name, seconds) in zip(names, sounding) { minutesByName[name] = (seconds / 60).rounded(places: 3) }
        instrumentMinutes = minutesByName
    }

    func write(to folder: URL) throws {
        try OutputFile.write(JSONText.data(of: self), to: folder.appendingPathComponent("testset.json"))
    }

    /// For a person.
    var table: String {
        var table = TextTable(head: ["sounds", "minutes"])
        for name in names { table.add([name, String(format: "%.1f", instrumentMinutes[name] ?? 0)]) }
        table.add(["all", String(format: "%.1f", minutes)])
        return table.text
    }

    /// - Throws: `AudioError.malformed` where an instrument sounds for less.
    func check(least: Double, in folder: URL) throws {
        let short = names.filter { (instrumentMinutes[$0] ?? 0) < least }
        guard short.isEmpty else {
            throw AudioError.malformed(
                path: folder.path,
                reason: "\(short.joined(separator: " and ")) sound for less than \(least) minutes; raise --count")
        }
    }

    /// Seconds in which any of the notes sounds.
    static func covered(_ notes: [ScoreNote]) -> Double {
        var sum = 0.0
        var end = -Double.infinity
        for note in notes.sorted(by: { $0.onset < $1.onset }) where note.offset > end {
            sum += note.offset - max(note.onset, end)
            end = note.offset
        }
        return sum
    }

    /// As a shell takes it.
    private static func quoted(_ argument: String) -> String {
        let isPlain = argument.allSatisfy { $0.isLetter || $0.isNumber || "-_./,=".contains($0) }
        return isPlain ? argument : "'" + argument.replacingOccurrences(of: "'", with: #"'\''"#) + "'"
    }
}
