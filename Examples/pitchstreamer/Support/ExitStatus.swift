import ArgumentParser
import Audio
import Foundation
import MultiTask
import Tensor

/// Some of several recordings failed, and each was told of when it did.
struct SomeFailed: Error {}

/// How the process ends.
enum ExitStatus: Int32 {
    case good = 0
    /// Of several recordings some failed, each with a sentence on standard error; the others are done.
    case partial = 1
    /// The command line can't be understood.
    case usage = 2
    /// A file, or what is in it, is at fault: one sentence on standard error says which and why.
    case input = 3
    /// The program is at fault.
    case failure = 4

    /// Tells a person what went wrong, in the stream where it belongs, and names the status to leave with.
    static func report(_ error: any Error) -> ExitStatus {
        if let sentence = sentence(of: error) {
            tell(sentence)
            return .input
        }
        // Each has been told already.
        if error is SomeFailed { return .partial }
        if error is CancellationError { return .failure }
        let code = PitchStreamerTool.exitCode(for: error)
        let message = PitchStreamerTool.fullMessage(for: error)
        if code == .success {
            // Asked for help.
            write(message + "\n", to: .standardOutput)
            return .good
        }
        if code == .validationFailure {
            write(message + "\n", to: .standardError)
            return .usage
        }
        tell("an error of the program itself: \(error)")
        return .failure
    }

    /// A sentence under the program's name, on standard error.
    private static func tell(_ sentence: String) {
        write(Terminal.standardError.red("pitchstreamer:") + " \(sentence)\n", to: .standardError)
    }

    /// The sentence of an error that is the world's fault; nil for others.
    private static func sentence(of error: any Error) -> String? {
        switch error {
        case let error as AudioError: error.description
        case let error as ModelError: error.description
        case let error as CheckpointError: error.description
        case let error as TrainingError: error.description
        case let error as DatasetError: error.description
        case let error as SynthesisError: error.description
        case let error as CalibrationError: error.description
        case let error as CocoaError: foundationSentence(of: error)
        default: nil
        }
    }

    /// Foundation's errors hide the system's reason behind a code and a line break.
    private static func foundationSentence(of error: CocoaError) -> String {
        let reason = error.underlying.flatMap { systemReason(of: $0 as NSError) } ?? error.localizedDescription
        let words = reason.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return (error.filePath ?? "a file") + ": can't be read or written: " + words + (words.hasSuffix(".") ? "" : ".")
    }

    private static func systemReason(of error: NSError) -> String? {
        error.domain == NSPOSIXErrorDomain ? String(cString: strerror(Int32(error.code))).lowercased() : nil
    }

    private static func write(_ text: String, to stream: FileHandle) {
        // Nothing is left to tell it to where this fails.
        try? stream.write(contentsOf: Data(text.utf8))
    }
}
