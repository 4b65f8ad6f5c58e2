import Foundation
import Testing

/// Another program of the system, which reads what the tool wrote.
enum SystemProgram {
    /// How a run ended.
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Whether there is one.
    static func exists(_ name: String) -> Bool { path(of: name) != nil }

    private static func path(of name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs one to its end.
    ///
    /// - Parameter environment: variables beside those of the tests; nil: one that is not there.
    static func run(
        _ name: String, _ arguments: [String], environment: [String: String?] = [:]
    ) throws -> Outcome {
        let folder = try ScratchFolder()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(path(of: name), "there is no \(name)"))
        process.arguments = arguments
        var variables = ProcessInfo.processInfo.environment
        for (variable, value) in environment { variables[variable] = value }
        process.environment = variables
        process.standardInput = FileHandle.nullDevice
        let output = try folder.file("output")
        let errors = try folder.file("errors")
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus,
            output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
}
