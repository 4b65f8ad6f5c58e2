import Foundation
import Testing

/// Damaged files of every kind that is read: each gives a value or the typed error, in a second and 64 MB.
///
/// Each group runs in a process of its own, so that a crash is one failed test. `make fuzz` runs many more cases than
/// `make test`. Cases follow from a seed; one that fails says how to repeat it alone.
@Suite struct ReaderFuzzTests {
    /// What the environment asks for; a child process inherits it.
    private enum Asked {
        /// How many cases, of all readers together: `FUZZ_CASES`.
        static let cases = number("FUZZ_CASES") ?? 2400
        /// What all of them follow from: `FUZZ_SEED`.
        static let seed = UInt64(number("FUZZ_SEED") ?? 1)
        /// The only one to run, such as `wav:17`: `FUZZ_CASE`.
        static let only = ProcessInfo.processInfo.environment["FUZZ_CASE"]
        /// Where to leave the bytes of that one: `FUZZ_SAVE`.
        static let save = ProcessInfo.processInfo.environment["FUZZ_SAVE"]

        private static func number(_ name: String) -> Int? {
            ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
        }
    }

    @Test func soundFiles() async {
        let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            try Self.run(FuzzedReader.sound)
        }
        Self.report(result)
    }

    @Test func scoresAndArrays() async {
        let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            try Self.run(FuzzedReader.others)
        }
        Self.report(result)
    }

    /// Damage isn't so great that all cases end at the same check, nor so small that they are good files.
    @Test func someCasesAreReadAndSomeAreRefused() throws {
        for reader in FuzzedReader.all {
            let good = try Self.goodFiles(reader)
            let cases = (0..<50).map {
                Damage.bytes(of: good, repair: reader.repair, seed: 1, index: $0)
            }
            #expect(cases.filter { !good.contains($0) }.count > 40, "\(reader.name)")
            #expect(Set(cases).count > 45, "\(reader.name)")
        }
    }

    private static func run(_ readers: [FuzzedReader]) throws {
        var limits = try CaseLimits()
        for reader in readers {
            let good = try goodFiles(reader)
            for index in 0..<Asked.cases / FuzzedReader.all.count {
                let name = "\(reader.name):\(index)"
                if let only = Asked.only, only != name { continue }
                let bytes = Damage.bytes(of: good, repair: reader.repair, seed: Asked.seed, index: index)
                // The last line tells the case that a crash came from.
                say(name)
                if Asked.only != nil, let path = Asked.save { try Data(bytes).write(to: URL(fileURLWithPath: path)) }
                let repeating = "FUZZ_SEED=\(Asked.seed) FUZZ_CASE=\(name) make test FILTER=ReaderFuzzTests"
                do {
                    let excess = try limits.measure(inputBytes: bytes.count) { try reader.run(bytes) }
                    if let excess { Issue.record("\(excess); to repeat it alone: \(repeating)") }
                } catch let nonsense as FuzzedReader.Nonsense {
                    Issue.record("\(nonsense.words); to repeat it alone: \(repeating)")
                }
            }
        }
        say("at most \(limits.worstMemory >> 10) kB beyond the input and \(limits.worstTime) s")
    }

    private static func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    /// Says where a process ended that shouldn't have; where more cases were asked for, what they took.
    private static func report(_ result: ExitTest.Result?) {
        let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
        let lines = output.split(separator: "\n")
        // Other lines are the test library's own.
        let last = lines.last { $0.hasPrefix("at most") || $0.contains(":") && !$0.contains(" ") } ?? "nothing"
        if last.hasPrefix("at most") {
            if Asked.cases > 2400 { print("fuzz, seed \(Asked.seed): \(last)") }
        } else {
            Issue.record(
                "the process ended in FUZZ_SEED=\(Asked.seed) FUZZ_CASE=\(last) make test FILTER=ReaderFuzzTests")
        }
    }

    /// The golden files of the tests of `Audio` and `Tensor`, by their endings.
    private static func goodFiles(_ reader: FuzzedReader) throws -> [[UInt8]] {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        var files: [[UInt8]] = []
        for folder in ["AudioTests/Golden/decoding", "AudioTests/Golden/MIDI", "TensorTests/Golden/Checkpoint"] {
            let url = tests.appendingPathComponent(folder)
            for name in try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
            where reader.endings.contains((name as NSString).pathExtension) {
                let bytes = try [UInt8](Data(contentsOf: url.appendingPathComponent(name)))
                if bytes.count < 20_000 { files.append(bytes) }
            }
        }
        try #require(!files.isEmpty, "no good files of the kind \(reader.name)")
        return files
    }
}
