import ArgumentParser
import Foundation

/// `pitchstreamer manual`: the manual page, made of what `--help` is made of.
struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual",
        abstract: "Print the manual page, as man(7) reads it.",
        discussion: """
            Examples:
              pitchstreamer manual
            """,
        shouldDisplay: false)

    func run() throws {
        let page = ManualPage(try CommandDescription.wholeTool(), sections: Self.sections)
        try StandardOutput.print(page.text)
    }

    /// What belongs to all commands, and isn't said of any.
    private static let sections: [ManualPage.Section] = [
        ManualPage.Section(
            title: "EXIT STATUS",
            entries: [
                ("0", "All went well."),
                (
                    "1",
                    "Of several recordings some failed, each with a sentence on standard error; the others are done."
                ),
                ("2", "The command line can't be understood."),
                ("3", "Something is wrong with a file: one sentence on standard error says which, and what."),
                ("4", "An error of the program itself."),
            ]),
        ManualPage.Section(
            title: "ENVIRONMENT",
            entries: [
                ("NO_COLOR", "If set, nothing is bold or red; without it that is so on terminals alone."),
                ("TERM", "A terminal called dumb gets plain lines, and none that is drawn anew."),
                ("OPENBLAS_NUM_THREADS", "How many threads compute; by default as many as there are processors."),
                ("OPENBLAS_CORETYPE", "The kernels that multiply matrices, instead of the program's own choice."),
            ]),
        ManualPage.Section(
            title: "SIGNALS",
            entries: [
                (
                    "SIGINT, SIGTERM",
                    "The work ends within a window of the network and the process by the signal. "
                        + "Files that were written are whole, others aren't there. A second signal ends it at once."
                )
            ]),
    ]
}
