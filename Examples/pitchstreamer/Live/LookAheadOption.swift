import ArgumentParser
import MultiTask

/// A look-ahead as it is written on the command line: `exact`, or seconds.
struct LookAheadOption: ExpressibleByArgument, CustomStringConvertible {
    let lookAhead: PitchStreamer.LookAhead

    static let standard = LookAheadOption(.standard)

    init(_ lookAhead: PitchStreamer.LookAhead) {
        self.lookAhead = lookAhead
    }

    init?(argument: String) {
        if argument == "exact" {
            lookAhead = .exact
        } else if let seconds = Double(argument), seconds >= 0, seconds < 3600 {
            lookAhead = .seconds(seconds)
        } else {
            return nil
        }
    }

    var description: String {
        switch lookAhead {
        case .exact: "exact"
        case .seconds(let seconds): "\(seconds)"
        }
    }

    var defaultValueDescription: String { description }
}
