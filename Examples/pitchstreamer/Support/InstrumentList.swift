import ArgumentParser
import Foundation
import MultiTask

/// Instruments as they are named on the command line: "flute, voice=52 53 54".
enum InstrumentList {
    /// - Parameter text: nil: the nine.
    /// - Throws: `ValidationError` for a name that isn't known and has no programs, and for programs that aren't any.
    static func parse(_ text: String?) throws -> [Instrument] {
        guard let text else { return Instrument.nine }
        let instruments = try text.split(separator: ",").map { try instrument(String($0)) }
        guard !instruments.isEmpty, Set(instruments.map(\.name)).count == instruments.count else {
            throw ValidationError("--instruments names each instrument once, and at least one.")
        }
        return instruments
    }

    private static func instrument(_ text: String) throws -> Instrument {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts[0].trimmingCharacters(in: .whitespaces)
        guard parts.count == 2 else {
            guard let known = Instrument.nine.first(where: { $0.name == name }) else {
                throw ValidationError("\"\(name)\" is none of the nine: say which programs it has, as \(name)=52.")
            }
            return known
        }
        let programs = parts[1].split(separator: " ").map { Int($0) ?? -1 }
        guard !name.isEmpty, !programs.isEmpty, programs.allSatisfy({ 0..<128 ~= $0 }) else {
            throw ValidationError("\"\(text)\": an instrument has a name and programs from 0 to 127, as voice=52 53.")
        }
        return Instrument(name: name, programs: programs)
    }
}
