import ArgumentParser
import MultiTask

/// Which way Z is to be moved, in what music is described by.
struct LatentMoveOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Less of one instrument and more of another: \"violin=flute\".", valueName: "from=to"))
    var swap: InstrumentSwap?

    @Option(help: "Higher by this many semitones, or lower.")
    var higher: Float = 0

    @Option(help: "More notes at once by this many, or fewer.")
    var denser: Float = 0

    @Flag(help: "Keep from the decoder what the encoder's earlier blocks heard: all that it decodes comes from Z.")
    var withoutSkips = false

    func validate() throws {
        guard higher.isFinite, denser.isFinite else { throw ValidationError("--higher and --denser take numbers.") }
    }

    var isNothing: Bool { swap == nil && higher == 0 && denser == 0 && !withoutSkips }

    /// The whole way times an amount.
    ///
    /// - Throws: `ValidationError` for an instrument that the space doesn't know.
    func move(in space: LatentSpace, times amount: Float) throws -> LatentMove {
        var move = LatentMove(space, keepsSkips: !withoutSkips)
        var ways: [(name: String, length: Float)] = [(LatentSamples.height, higher), (LatentSamples.noteCount, denser)]
        if let swap { ways += [(swap.from, -1), (swap.to, 1)] }
        for (name, length) in ways where length != 0 {
            guard let direction = space.direction(of: name) else {
                throw ValidationError(
                    "The space has no '\(name)'; it has: \(space.descriptors.joined(separator: ", ")).")
            }
            move.add(direction, times: amount * length)
        }
        return move
    }
}

/// "violin=flute"
struct InstrumentSwap: ExpressibleByArgument {
    let from: String
    let to: String

    init?(argument: String) {
        let sides = argument.split(separator: "=", omittingEmptySubsequences: false).map {
            InstrumentNames(argument: String($0))?.names ?? []
        }
        guard sides.count == 2, let from = sides[0].first, let to = sides[1].first, sides.map(\.count) == [1, 1],
            from != to
        else { return nil }
        (self.from, self.to) = (from, to)
    }
}
