import ArgumentParser
import MultiTask

/// Instruments on the command line: names with commas between.
struct InstrumentNames: ExpressibleByArgument {
    let names: [String]

    init(names: [String]) { self.names = names }

    /// All that the bundled weights know.
    static let nine = InstrumentNames(names: Instrument.nine.map(\.name))

    init?(argument: String) {
        names = argument.split(separator: ",").map { name in
            name.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
        }
        if names.isEmpty || Set(names).count < names.count { return nil }
    }

    var defaultValueDescription: String { names.joined(separator: ",") }

    /// The places of the names among instruments.
    ///
    /// - Throws: `ValidationError` for a name that is none of them.
    func indices(in instruments: [Instrument]) throws -> [Int] {
        try names.map { name in
            guard let index = instruments.firstIndex(where: { $0.name == name }) else {
                let known = instruments.map(\.name).joined(separator: ", ")
                throw ValidationError("There is no instrument '\(name)' here; there are: \(known).")
            }
            return index
        }
    }
}
