import ArgumentParser
import Foundation

/// Where the process begins and ends: reads the command, runs it as a task that a signal cancels, and leaves with the
/// documented status.
@main
enum Program {
    static func main() async {
        // Beyond a limit on the size of files a write then fails with a reason, like any other.
        signal(SIGXFSZ, SIG_IGN)
        let work = Task { await run() }
        let interruption = Interruption { work.cancel() }
        let status = await work.value
        interruption.endIfInterrupted()
        exit(status.rawValue)
    }

    private static func run() async -> ExitStatus {
        do {
            var command = try PitchStreamerTool.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return .good
        } catch {
            return ExitStatus.report(error)
        }
    }
}
