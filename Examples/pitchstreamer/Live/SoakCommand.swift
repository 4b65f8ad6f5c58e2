import ArgumentParser
import Audio
import Foundation
import MultiTask

/// `pitchstreamer soak FILE`: one session that listens for a day, as fast as it goes.
struct SoakCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak",
        abstract: "Let one live session hear a passage again and again, and check that nothing grows or drifts.",
        discussion: """
            The passage is the beginning of FILE, followed by silence. Once what is remembered of instruments has settled, each \
            repetition must give the same final notes, in the same places of the passage to a millisecond (the mean; \
            a single note may move by an eighth of a frame), and memory must stay as it is. What doesn't hold is an error (status 4).

            Examples:
              pitchstreamer soak song.flac --hours 2
            """)

    @Argument(help: "A recording.", completion: .recording)
    var file: String

    @Option(help: "How many hours to listen.")
    var hours = 24.0

    @Option(help: "Seconds, or exact.", completion: .lookAhead)
    var lookAhead = LookAheadOption.standard

    @Option(help: "Weights as safetensors; by default those that ship with the program.", completion: .weights)
    var weights: String?

    /// What a soak found wrong.
    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What a repetition gave: pitches and instruments, and places in the passage.
    private struct Repetition {
        var names: [String] = []
        var onsets: [Double] = []

        mutating func add(_ note: Note, start: Double) {
            names.append("\(note.pitchName) \(note.instrument.name)")
            onsets.append(note.onset - start)
        }

        /// How far places differ, in seconds: the mean, and the most of a single note; nil where the notes are others.
        func distance(to other: Repetition) -> (mean: Double, most: Double)? {
            guard names == other.names, !onsets.isEmpty else { return nil }
            let moves = zip(onsets, other.onsets).map { $0 - $1 }
            return (abs(moves.reduce(0, +)) / Double(moves.count), moves.map { abs($0) }.max() ?? 0)
        }
    }

    /// Seconds of the unit that both rates hold whole: 44.1 kHz are resampled, and 16 network frames of 16 kHz fit in.
    private static let unit = 112_896
    private static let sampleRate = 44_100.0
    /// Of 2.56 s: sound, and silence behind it.
    private static let (soundUnits, silentUnits) = (9, 3)
    /// Repetitions until what is remembered has settled: ten minutes.
    private static let warmUp = 20
    private static let mostBytes = 8 << 20
    private static let mostDrift = 1e-3
    /// Onsets are told in eighths of a frame: a last bit may move one of them by so much.
    private static let mostMove = 0.0041

    func validate() throws {
        guard hours > 0, hours <= 1_000 else { throw ValidationError("--hours must be positive, and 1000 at most.") }
    }

    func run() throws {
        let streamer = try weights.map { try PitchStreamer(contentsOf: URL(fileURLWithPath: $0)) } ?? PitchStreamer()
        let passage = try passage()
        let period = Double(passage.count) / Self.sampleRate
        let count = max(Self.warmUp + 2, Int((hours * 3600 / period).rounded(.up)))
        var session = try streamer.session(sampleRate: Self.sampleRate, lookAhead: lookAhead.lookAhead)
        var (expected, current) = (Repetition(), Repetition())
        var (drift, move, bytes, mostBytes) = (0.0, 0.0, 0, 0)
        let progress = ProgressLine()
        let (processor, clock) = (ProcessUsage.processorSeconds, ContinuousClock())
        let begin = clock.now
        for number in 0..<count {
            progress.show("repetition \(number) of \(count)")
            for start in stride(from: 0, to: passage.count, by: 882) {
                try Task.checkCancellation()
                let notes = try session.append(Array(passage[start..<min(passage.count, start + 882)])).notes
                for note in notes { current.add(note, start: Double(number) * period) }
            }
            if number == Self.warmUp {
                expected = current
                bytes = ProcessUsage.residentBytes
                guard !expected.names.isEmpty else { throw Failure(description: "no note was heard") }
            } else if number > Self.warmUp {
                guard let distance = current.distance(to: expected) else {
                    throw Failure(
                        description: "repetition \(number) has \(current.names.count) notes, others than the "
                            + "\(expected.names.count) of repetition \(Self.warmUp)")
                }
                drift = max(drift, distance.mean)
                move = max(move, distance.most)
                mostBytes = max(mostBytes, ProcessUsage.residentBytes)
            }
            current = Repetition()
        }
        progress.clear()
        let sound = Double(count) * period
        try StandardOutput.print(
            """
            heard      \(String(format: "%.2f", sound / 3600)) h in \(((clock.now - begin) / .seconds(1)).asClock), \
            \(count) repetitions of \(String(format: "%.2f", period)) s
            notes      \(expected.names.count) in each, the same ones
            drift      \(String(format: "%.2f", 1e3 * drift)) ms at most, a single note \(String(format: "%.1f", 1e3 * move)) ms
            memory     \(Self.megabytes(bytes)) after \(Self.warmUp) repetitions, \(Self.megabytes(mostBytes)) at most after that
            processor  \(((ProcessUsage.processorSeconds - processor) / sound).asPercent) of a core in real time
            """)
        guard drift <= Self.mostDrift, move <= Self.mostMove else {
            throw Failure(description: "notes drifted by \(drift) s, one of them by \(move) s")
        }
        guard mostBytes <= bytes + Self.mostBytes else {
            throw Failure(description: "memory grew from \(Self.megabytes(bytes)) to \(Self.megabytes(mostBytes))")
        }
    }

    private func passage() throws -> [Float] {
        let sound = try AudioFile.read(contentsOf: URL(fileURLWithPath: file)).mono().resampled(to: Self.sampleRate)
        var samples = Array(sound.samples.prefix(Self.soundUnits * Self.unit))
        samples += [Float](repeating: 0, count: (Self.soundUnits + Self.silentUnits) * Self.unit - samples.count)
        return samples
    }

    private static func megabytes(_ bytes: Int) -> String { String(format: "%.1f MB", Double(bytes) / 1e6) }
}
