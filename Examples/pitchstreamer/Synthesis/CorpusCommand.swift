import ArgumentParser
import Audio
import Foundation
import Synchronization

struct CorpusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "corpus", abstract: "Make training material: pairs of sound and score from MIDI files and banks.",
        discussion: """
            Each item is an excerpt of a score, or parts of several, given to any of the nine instruments, \
            rendered by recorded notes or General MIDI banks, mixed, and written as 00000.flac (16 kHz, mono) and \
            00000.mid. The same seed gives the same items; pairs that are there already are kept.
            """)

    @Option(help: "A folder of MIDI files, folders within it included.")
    var scores: String

    @Option(help: "A register of recorded banks (CSV), which lie beside it; only those whose use is 'train' are taken.")
    var banks: String?

    @Option(help: "A General MIDI bank (repeatable).")
    var generalMidi: [String] = []

    @Option(help: "The share of parts that General MIDI banks play.")
    var generalShare = 0.4

    @Option(help: "How many items there are to be.")
    var count: Int

    @Option(help: "Another seed, another corpus.")
    var seed = 1

    @Option(help: "The length of an item.")
    var seconds = 30.0

    @Option(help: "The side of the scores, by a hash of the file's name: train (90 %), validation or test (5 % each).")
    var split = CorpusSplit.train

    @Option(help: "A text file with the names of scores to leave out, one on a line.")
    var excludeList: String?

    @Option(help: "Threads.")
    var jobs = 2

    @Option(name: .shortAndLong, help: "The folder to write to; it is made if it isn't there.")
    var output: String

    func validate() throws {
        guard count > 0 else { throw ValidationError("--count takes a positive number, not \(count).") }
        guard 1...600 ~= seconds else { throw ValidationError("--seconds takes 1 to 600, not \(seconds).") }
        guard 1...64 ~= jobs else { throw ValidationError("--jobs takes 1 to 64, not \(jobs).") }
        guard 0...1 ~= generalShare else { throw ValidationError("--general-share takes 0 to 1, not \(generalShare).") }
        guard banks != nil || !generalMidi.isEmpty else {
            throw ValidationError("Name a register with --banks, a bank with --general-midi, or both.")
        }
    }

    func run() throws {
        let excluded = try excludeList.map { path in
            try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline).map(String.init)
        }
        let library = try ScoreLibrary(
            folder: URL(fileURLWithPath: scores), split: split, excluding: Set(excluded ?? []), warn: Progress.note)
        let banks = try CorpusBanks(
            register: banks.map { URL(fileURLWithPath: $0) },
            generalMIDI: generalMidi.map { URL(fileURLWithPath: $0) })
        let arranger = CorpusArranger(scores: library, banks: banks, seconds: seconds, generalShare: generalShare)
        let folder = URL(fileURLWithPath: output)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let missing = (0..<count).filter { number in
            !CorpusCommand.files(number, in: folder).allSatisfy { FileManager.default.fileExists(atPath: $0.path) }
        }
        let progress = Progress(total: missing.count)
        let lengths = SoundingLengths()
        DispatchQueue.concurrentPerform(iterations: min(jobs, max(1, missing.count))) { _ in
            do {
                let renderer = try CorpusRenderer(arranger: arranger, lengths: lengths)
                while let place = progress.next() {
                    let (sound, score) = try renderer.item(seed: seed, number: missing[place])
                    let files = CorpusCommand.files(missing[place], in: folder)
                    try AudioFile.write(sound, to: files[0])
                    // The score comes last: an item with a score is whole.
                    try score.write(to: files[1])
                }
            } catch {
                progress.fail(error)
            }
        }
        try progress.finish()
        print("\(missing.count) of \(count) items written to \(output), from \(library.count) scores (\(split)).")
    }

    private static func files(_ number: Int, in folder: URL) -> [URL] {
        let digits = String(number)
        let name = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
        return ["flac", "mid"].map { folder.appendingPathComponent("\(name).\($0)") }
    }
}

extension CorpusCommand {
    /// Hands out the items and tells how far it has come.
    final class Progress: Sendable {
        private struct State {
            var next = 0
            var error: (any Error)?
        }

        private let total: Int
        private let state = Mutex(State())
        private let started = Date()

        init(total: Int) { self.total = total }

        func next() -> Int? {
            let place = state.withLock { state -> Int? in
                guard state.error == nil, state.next < total else { return nil }
                defer { state.next += 1 }
                return state.next
            }
            if let place, place.isMultiple(of: 20), isatty(2) != 0 {
                let rate = Double(place) / max(0.001, Date().timeIntervalSince(started))
                let rounded = (rate * 10).rounded() / 10
                FileHandle.standardError.write(Data("\r\(place) of \(total) items, \(rounded) a second ".utf8))
            }
            return place
        }

        func fail(_ error: any Error) {
            state.withLock { $0.error = $0.error ?? error }
        }

        func finish() throws {
            if isatty(2) != 0 { FileHandle.standardError.write(Data("\n".utf8)) }
            if let error = state.withLock({ $0.error }) { throw error }
        }

        static func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
    }
}
