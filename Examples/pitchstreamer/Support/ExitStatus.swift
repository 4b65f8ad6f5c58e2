import ArgumentParser
import Audio
import Foundation
import MultiTask
import Tensor

/// How the process ends.
enum ExitStatus: Int32 {
    case good = 0
    /// The command line can't be understood.
    case usage = 2
    /// A file, or what is in it, is at fault: one sentence on standard error says which and why.
    case input = 3
    /// The program is at fault.
    case failure = 4

    /// Tells a person what went wrong, in the stream where it belongs, and names the status to leave with.
    static func report(_ error: any Error) -> ExitStatus {
        if let sentence = sentence(of: error) {
            write("pitchstreamer: \(sentence)\n", to: .standardError)
            return .input
        }
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
        write("pitchstreamer: an error of the program itself: \(error)\n", to: .standardError)
        return .failure
    }

    /// The sentence of an error that is the world's fault; nil for others.
    private static func sentence(of error: any Error) -> String? {
        switch error {
        case let error as AudioError: error.description
        case let error as ModelError: error.description
        case let error as CheckpointError: error.description
        case let error as TrainingError: error.description
        case let error as SynthesisError: error.description
        case let error as CocoaError:
            error.filePath.map { "\($0): \(error.localizedDescription)" }
                ?? error.localizedDescription
        default: nil
        }
    }

    private static func write(_ text: String, to stream: FileHandle) {
        // Nothing is left to tell it to where this fails.
        try? stream.write(contentsOf: Data(text.utf8))
    }
}
