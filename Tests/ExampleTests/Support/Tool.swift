import Foundation
import Testing

/// The command line as a person runs it: a process with arguments, streams and a status.
enum Tool {
    /// How a run ended.
    struct Outcome {
        /// The exit status, or -1 where a signal ended it.
        let status: Int32
        /// The signal that ended it.
        let signal: Int32?
        let output: Data
        let errors: String

        var text: String { String(decoding: output, as: UTF8.self) }

        /// The lines, their words with one space between: a table whatever its widths.
        var rows: [String] {
            text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        }
    }

    /// A built program, which lies beside the tests' own.
    static func binary(of program: String = "pitchstreamer") -> URL? {
        let hosts =
            [Bundle.main.executableURL, Bundle.main.bundleURL] + CommandLine.arguments.map(URL.init(fileURLWithPath:))
        return hosts.compactMap { $0?.deletingLastPathComponent().appendingPathComponent(program) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    /// Runs a command to its end.
    ///
    /// - Parameters:
    ///   - program: which of the package's programs.
    ///   - input: what it finds on standard input; nothing by default.
    ///   - largestFile: no file may become longer, in blocks of 512 bytes: as if the disk were full.
    ///   - output: where standard output goes, instead of into the outcome.
    ///   - environment: variables beside those of the tests; nil: one that is not there.
    static func run(
        _ arguments: [String], program: String = "pitchstreamer", input: Data? = nil, largestFile: Int? = nil,
        output: String? = nil, environment: [String: String?] = [:]
    ) throws -> Outcome {
        let run = try Run(
            arguments, program: program, input: input, largestFile: largestFile, output: output,
            environment: environment)
        return try run.end()
    }

    /// A process that was started.
    final class Run {
        private let process = Process()
        private let folder: ScratchFolder
        private let finished = DispatchSemaphore(value: 0)

        /// - Parameter standardInput: a pipe that stays open, instead of `input`.
        init(
            _ arguments: [String], program: String = "pitchstreamer", input: Data? = nil, standardInput: Pipe? = nil,
            largestFile: Int? = nil, output: String? = nil, environment: [String: String?] = [:]
        ) throws {
            let binary = try #require(Tool.binary(of: program), "\(program) was not built beside the tests")
            folder = try ScratchFolder()
            if let largestFile {
                process.executableURL = URL(fileURLWithPath: "/bin/bash")
                // Its own unit with -f is 1024 bytes, in POSIX mode 512.
                process.arguments =
                    ["-c", "set -o posix; ulimit -f \(largestFile); exec \"$0\" \"$@\"", binary.path] + arguments
            } else {
                process.executableURL = binary
                process.arguments = arguments
            }
            var variables = ProcessInfo.processInfo.environment
            for (name, value) in environment { variables[name] = value }
            process.environment = variables
            // Through files, so that no full pipe can make it wait.
            let outputURL = try folder.file("output")
            let errorsURL = try folder.file("errors")
            process.standardOutput = try FileHandle(
                forWritingTo: output.map { URL(fileURLWithPath: $0) } ?? outputURL)
            process.standardError = try FileHandle(forWritingTo: errorsURL)
            if let standardInput {
                process.standardInput = standardInput
            } else if let input {
                process.standardInput = try FileHandle(forReadingFrom: folder.file("input", input))
            } else {
                process.standardInput = FileHandle.nullDevice
            }
            process.terminationHandler = { [finished] _ in finished.signal() }
            try process.run()
        }

        func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

        /// Waits for the end, five minutes at most: machines may be busy.
        func end() throws -> Outcome {
            if finished.wait(timeout: .now() + 300) == .timedOut {
                kill(process.processIdentifier, SIGKILL)
                Issue.record("the command did not end")
                finished.wait()
            }
            let isSignal = process.terminationReason == .uncaughtSignal
            return Outcome(
                status: isSignal ? -1 : process.terminationStatus, signal: isSignal ? process.terminationStatus : nil,
                output: try Data(contentsOf: folder.url.appendingPathComponent("output")),
                errors: try String(contentsOf: folder.url.appendingPathComponent("errors"), encoding: .utf8))
        }
    }
}

extension Tool.Outcome {
    /// It went well, and said nothing besides its results.
    func expectGood(at location: SourceLocation = #_sourceLocation) {
        #expect(status == 0, "\(errors)", sourceLocation: location)
        #expect(errors.isEmpty, "\(errors)", sourceLocation: location)
    }

    /// Status 3, nothing on standard output, and one sentence with the name and all of the words on standard error.
    func expectInputError(naming name: String, _ words: String..., at location: SourceLocation = #_sourceLocation) {
        #expect(status == 3, "\(errors)", sourceLocation: location)
        #expect(output.isEmpty, sourceLocation: location)
        for word in [name] + words { #expect(errors.contains(word), "\(errors)", sourceLocation: location) }
        #expect(errors.hasPrefix("pitchstreamer: "), "\(errors)", sourceLocation: location)
        #expect(errors.hasSuffix(".\n") && !errors.hasSuffix("..\n"), "\(errors)", sourceLocation: location)
        #expect(errors.dropLast().allSatisfy { $0 != "\n" }, "\(errors)", sourceLocation: location)
    }

    /// Status 2 and an explanation on standard error.
    func expectUsageError(_ words: String..., at location: SourceLocation = #_sourceLocation) {
        #expect(status == 2, "\(errors)", sourceLocation: location)
        #expect(output.isEmpty, sourceLocation: location)
        for word in ["Usage:"] + words { #expect(errors.contains(word), "\(errors)", sourceLocation: location) }
    }
}
