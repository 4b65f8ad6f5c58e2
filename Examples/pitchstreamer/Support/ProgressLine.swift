import Foundation
import MultiTask

/// How far the work is: one line on standard error, written over and over, where that is a terminal; else nothing.
final class ProgressLine {
    private let terminal = Terminal.standardError
    private var last = Date.distantPast
    private var isDrawn = false

    deinit { clear() }

    /// Shows a line, ten times a second at most.
    func show(_ text: @autoclosure () -> String) {
        guard terminal.redraws, Date().timeIntervalSince(last) > 0.1 else { return }
        last = Date()
        isDrawn = true
        // A line that breaks can't be drawn over.
        write("\r\u{1B}[K" + text().prefix(terminal.width - 1))
    }

    /// Removes the line, so that results don't stand behind it.
    func clear() {
        guard isDrawn else { return }
        isDrawn = false
        write("\r\u{1B}[K")
    }

    private func write(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}

extension ProgressLine {
    /// A listener's report: "heard 1:20 of 3:45".
    func show(_ progress: ListeningProgress) {
        show("heard \(progress.heard.asClock)" + (progress.duration.map { " of \($0.asClock)" } ?? ""))
    }
}

extension Double {
    /// Seconds as minutes and seconds: 83.4 is "1:23".
    var asClock: String {
        let seconds = Int(max(0, self))
        return "\(seconds / 60):" + (seconds % 60 < 10 ? "0" : "") + "\(seconds % 60)"
    }

    /// The same to a tenth: "1:23.4".
    var asFineClock: String {
        let tenths = Int((max(0, self) * 10).rounded())
        return (Double(tenths / 10)).asClock + ".\(tenths % 10)"
    }

    /// 0.4567 is "45.7 %".
    var asPercent: String { String(format: "%.1f %%", 100 * self) }
}
