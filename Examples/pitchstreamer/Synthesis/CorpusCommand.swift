import ArgumentParser
import Audio
import Foundation
import MultiTask
import Synchronization

struct CorpusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "corpus", abstract: "Make training material: pairs of sound and score from MIDI files and banks.",
        discussion: """
            Each item is an excerpt of a score, or parts of several, given to any of the nine instruments, \
            rendered by recorded notes or General MIDI banks, mixed, and written as 00000.flac (16 kHz, mono) and \
            00000.mid. The same seed gives the same items; pairs that are there already are kept. With --least-minutes \
            it is a test set: testset.json says how it was made and how long each instrument sounds.

            Examples:
              pitchstreamer corpus --scores midi --general-midi gm.sf2 --count 99 -o pairs
            """)

    @OptionGroup var material: MaterialOptions

    @Flag(help: "Make each item hard to hear: an unlabelled voice, a room, noise, and MP3 coding.")
    var hard = false

    @Option(help: "The minutes for which each instrument must sound; writes testset.json.")
    var leastMinutes: Double?

    func run() throws {
        let (arranger, scoreCount) = try material.arranger()
        let folder = try material.folder()
        let missing = (0..<material.count).filter { number in
            !CorpusCommand.files(number, in: folder).allSatisfy { FileManager.default.fileExists(atPath: $0.path) }
        }
        let lengths = SoundingLengths()
        let isHard = hard
        try material.onThreads(missing.count) { progress in
            let renderer = try CorpusRenderer(arranger: arranger, lengths: lengths, isHard: isHard)
            while let place = progress.next() {
                let (sound, score) = try renderer.item(seed: material.seed, number: missing[place])
                let files = CorpusCommand.files(missing[place], in: folder)
                try AudioFile.write(sound, to: files[0])
                // The score comes last: an item with a score is whole.
                try score.write(to: files[1])
            }
        }
        print(
            "\(missing.count) of \(material.count) items written to \(material.output), from \(scoreCount) scores (\(material.split))."
        )
        if let leastMinutes {
            let instruments = try material.banks.indices().map { Instrument.nine[$0] }
            let coverage = try TestSetCoverage(folder, instruments: instruments, seed: material.seed)
            try coverage.write(to: folder)
            print(coverage.table)
            try coverage.check(least: leastMinutes, in: folder)
        }
    }

    /// The number with at least five digits, so that names sort.
    static func digits(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }

    private static func files(_ number: Int, in folder: URL) -> [URL] {
        ["flac", "mid"].map { folder.appendingPathComponent("\(digits(number)).\($0)") }
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
            if let place, place.isMultiple(of: 20), Terminal.standardError.redraws {
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
            if Terminal.standardError.redraws { FileHandle.standardError.write(Data("\n".utf8)) }
            if let error = state.withLock({ $0.error }) { throw error }
        }

        static func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
    }
}
