import Foundation

/// What a stream understands besides text: lines that are drawn anew, and emphasis.
///
/// Only a terminal that a person looks at gets either; a file, a pipe and a terminal that calls itself dumb get plain text. With
/// `NO_COLOR` in the environment (https://no-color.org) there is no emphasis anywhere.
struct Terminal: Sendable {
    /// A line may be drawn over and over.
    let redraws: Bool
    /// Words may be bold or red.
    let emphasizes: Bool
    /// Where the width may be asked for.
    private let descriptor: Int32

    static let standardOutput = Terminal(STDOUT_FILENO)
    static let standardError = Terminal(STDERR_FILENO)

    private init(_ descriptor: Int32) {
        self.init(
            isTerminal: isatty(descriptor) != 0, environment: ProcessInfo.processInfo.environment,
            descriptor: descriptor)
    }

    init(isTerminal: Bool, environment: [String: String], descriptor: Int32 = -1) {
        self.descriptor = descriptor
        redraws = isTerminal && !["", "dumb"].contains(environment["TERM"] ?? "")
        // An empty NO_COLOR is none.
        emphasizes = redraws && (environment["NO_COLOR"] ?? "").isEmpty
    }

    /// For heads of tables.
    func bold(_ text: String) -> String { emphasized(text, 1) }

    /// For what went wrong.
    func red(_ text: String) -> String { emphasized(text, 31) }

    private func emphasized(_ text: String, _ code: Int) -> String {
        emphasizes ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    /// Columns of the window, which may change at any time; 80 where nobody knows.
    var width: Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
