import ArgumentParser
import Foundation
import MultiTask

/// Which banks play: what all commands that make material have in common.
struct BankOptions: ParsableArguments {
    @Option(help: "A register of recorded banks (CSV), which lie beside it.", completion: .file(extensions: ["csv"]))
    var banks: String?

    @Option(help: "Which banks of the register are taken, by its column 'use'.")
    var use = "train"

    @Option(help: "A General MIDI bank (repeatable).", completion: .bank)
    var generalMidi: [String] = []

    @Option(
        help: "A configuration of TiMidity++, whose patches are a General MIDI bank, too (repeatable).",
        completion: .file(extensions: ["cfg"]))
    var timidity: [String] = []

    @Option(help: "Which of the nine instruments play, with commas between; by default all.", completion: .instruments)
    var instruments = InstrumentNames.nine

    func validate() throws {
        guard banks != nil || !generalMidi.isEmpty || !timidity.isEmpty else {
            throw ValidationError("Name a register with --banks, a bank with --general-midi or --timidity, or both.")
        }
        _ = try indices()
    }

    /// The instruments' places among the nine.
    func indices() throws -> [Int] { try instruments.indices(in: Instrument.nine) }

    func read() throws -> CorpusBanks {
        try CorpusBanks(
            register: banks.map { URL(fileURLWithPath: $0) }, use: use,
            generalMIDI: generalMidi.map { URL(fileURLWithPath: $0) },
            timidity: timidity.map { URL(fileURLWithPath: $0) }, instruments: indices())
    }
}

/// What `corpus` and `render` have in common: where their material comes from, and where it goes.
struct MaterialOptions: ParsableArguments {
    @Option(help: "A folder of MIDI files, folders within it included.", completion: .directory)
    var scores: String

    @OptionGroup var banks: BankOptions

    @Option(help: "The share of parts that General MIDI banks play.")
    var generalShare = 0.4

    @Option(help: "How many parts play at a time, as in 1-4.")
    var parts = PartCounts(range: 1...6)

    @Option(help: "The standard deviation of the random part of each note's velocity.")
    var velocitySpread = 7.0

    @Option(help: "How many items or groups there are to be.")
    var count: Int

    @Option(help: "Another seed, other material.")
    var seed = 1

    @Option(help: "Seconds of an item.")
    var seconds = 30.0

    @Option(help: "The side of the scores, by a hash of the file's name: train (90 %), validation or test (5 % each).")
    var split = CorpusSplit.train

    @Option(
        help: "A text file with the names of scores to leave out, one on a line.",
        completion: .file(extensions: ["txt"]))
    var excludeList: String?

    @Option(help: "Threads.")
    var jobs = 2

    @Option(name: .shortAndLong, help: "The folder to write to; it is made if it isn't there.", completion: .directory)
    var output: String

    func validate() throws {
        guard count > 0 else { throw ValidationError("--count takes a positive number, not \(count).") }
        guard 1...600 ~= seconds else { throw ValidationError("--seconds takes 1 to 600, not \(seconds).") }
        guard 1...64 ~= jobs else { throw ValidationError("--jobs takes 1 to 64, not \(jobs).") }
        guard 0...64 ~= velocitySpread else {
            throw ValidationError("--velocity-spread takes 0 to 64, not \(velocitySpread).")
        }
        guard 0...1 ~= generalShare else { throw ValidationError("--general-share takes 0 to 1, not \(generalShare).") }
    }

    /// The folder to write to, made if need be.
    func folder() throws -> URL {
        let folder = URL(fileURLWithPath: output)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// Who draws what is played, and of how many scores.
    func arranger() throws -> (CorpusArranger, scoreCount: Int) {
        let excluded = try excludeList.map { path in
            try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline).map(String.init)
        }
        let library = try ScoreLibrary(
            folder: URL(fileURLWithPath: scores), split: split, excluding: Set(excluded ?? []),
            warn: CorpusCommand.Progress.note)
        let arranger = CorpusArranger(
            scores: library, banks: try banks.read(), seconds: seconds, generalShare: generalShare,
            instruments: try banks.indices(), partCounts: parts.range, velocitySpread: velocitySpread)
        return (arranger, library.count)
    }

    /// Runs `body` on as many threads as were asked for; the first error of any ends all.
    func onThreads(_ count: Int, _ body: @Sendable (CorpusCommand.Progress) throws -> Void) throws {
        let progress = CorpusCommand.Progress(total: count)
        DispatchQueue.concurrentPerform(iterations: min(jobs, max(1, count))) { _ in
            do { try body(progress) } catch { progress.fail(error) }
        }
        try progress.finish()
    }
}

/// Numbers of parts on the command line: "3" or "1-4", within 1 to 6.
struct PartCounts: ExpressibleByArgument, CustomStringConvertible {
    let range: ClosedRange<Int>

    init(range: ClosedRange<Int>) { self.range = range }

    init?(argument: String) {
        let ends = argument.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard 1...2 ~= ends.count, let first = ends[0], let last = ends[ends.count - 1], 1 <= first, first <= last,
            last <= 6
        else { return nil }
        range = first...last
    }

    var description: String { "\(range.lowerBound)-\(range.upperBound)" }
    var defaultValueDescription: String { description }
}
