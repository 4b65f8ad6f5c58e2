/// What the caller knows of the music: who may play, how many notes at once, which pitches.
///
/// ```swift
/// var options = PitchStreamer.Options()
/// options.steering.players = .only([.flute, .cello])
/// options.steering.polyphony = [.flute: 1]
/// options.steering.pitchRange = 36...96
/// ```
///
/// It acts on the network's probabilities, before anything is decided: what can't be is 0, and a note goes to the
/// likeliest of those who may play it. A note that nobody may play isn't one.
public struct Steering: Sendable, Hashable {
    /// Who plays.
    public enum Players: Sendable, Hashable {
        /// Any of the weights' instruments.
        case all
        /// These and no others, "exactly these three": every note is one of theirs. Those that the weights don't know
        /// are passed over.
        case only(Set<Instrument>)
        /// So many, whichever they are: those that are likeliest over the whole recording, which is then heard twice. Live,
        /// those that were likeliest so far.
        case count(Int)
    }

    /// Who plays.
    public var players: Players
    /// The most notes that an instrument plays at once, at least 1; without an entry: any number.
    public var polyphony: [Instrument: Int]
    /// The MIDI pitches that may sound; nil: all 88.
    public var pitchRange: ClosedRange<Int>?

    /// - Precondition: no negative or zero numbers of players or notes.
    public init(
        players: Players = .all, polyphony: [Instrument: Int] = [:], pitchRange: ClosedRange<Int>? = nil
    ) {
        self.players = players
        self.polyphony = polyphony
        self.pitchRange = pitchRange
    }

    /// Nothing is known.
    public static let none = Steering()
}

extension Steering {
    /// Steering at work on a stream of predictions.
    struct Filter: Sendable {
        private let steering: Steering
        private let mayPlay: [Bool]
        private let polyphony: [Int?]
        private let silentKeys: [Int]
        /// Of each instrument's probabilities so far: only for ``Players/count(_:)``.
        private var sums: [Double]

        init(_ steering: Steering, instruments: [Instrument]) {
            let fewest = ([steering.playerCount ?? 1] + Array(steering.polyphony.values)).min() ?? 1
            precondition(fewest > 0, "Steering: \(fewest) players or notes at once")
            self.steering = steering
            if case .only(let players) = steering.players {
                mayPlay = instruments.map(players.contains)
            } else {
                mayPlay = instruments.map { _ in true }
            }
            polyphony = instruments.map { steering.polyphony[$0] }
            silentKeys =
                steering.pitchRange.map { range in
                    (0..<Prediction.pitchCount).filter { !range.contains($0 + Prediction.lowestPitch) }
                } ?? []
            sums = instruments.map { _ in 0 }
        }

        /// The prediction with what can't be taken out of it.
        mutating func apply(to prediction: Prediction) -> Prediction {
            guard steering != .none else { return prediction }
            var (roll, pitch, activity) = (prediction.roll, prediction.pitch, prediction.instrument)
            let (keys, count) = (Prediction.pitchCount, prediction.instruments.count)
            for frame in 0..<prediction.frameCount {
                for index in 0..<count { sums[index] += Double(activity[frame * count + index]) }
                let allowed = allowedPlayers()
                for index in 0..<count where !allowed[index] {
                    activity[frame * count + index] = 0
                    for key in 0..<keys { roll[(frame * keys + key) * count + index] = 0 }
                }
                for key in silentKeys {
                    pitch[frame * keys + key] = 0
                    for index in 0..<count { roll[(frame * keys + key) * count + index] = 0 }
                }
                for index in 0..<count {
                    guard let most = polyphony[index], most < keys else { continue }
                    Self.keepGreatest(most, in: &roll, from: frame * keys * count + index, step: count)
                }
            }
            return prediction.replacing(roll: roll, pitch: pitch, instrument: activity)
        }

        private func allowedPlayers() -> [Bool] {
            guard let count = steering.playerCount, count < sums.count else { return mayPlay }
            let least = sums.sorted(by: >)[count - 1]
            return sums.map { $0 >= least }
        }

        /// Of 88 values, `step` apart, those that aren't among the `most` greatest become 0.
        private static func keepGreatest(_ most: Int, in values: inout [Float], from first: Int, step: Int) {
            let cells = (0..<Prediction.pitchCount).map { first + $0 * step }
            for cell in cells.sorted(by: { values[$0] > values[$1] }).dropFirst(most) { values[cell] = 0 }
        }
    }

    fileprivate var playerCount: Int? {
        if case .count(let count) = players { return count }
        return nil
    }
}
