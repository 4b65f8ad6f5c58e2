import Foundation
import MultiTask
import Synchronization

/// How far many files are, on the line that a terminal shows: a bar, files done, and the time that is left.
///
/// The files count by their sizes: to know their lengths all of them would have to be opened first.
final class BatchProgress: Sendable {
    private struct State {
        let line = ProgressLine()
        /// What of each file is heard, 0…1.
        var shares: [Double]
        var done = 0
    }

    private let sizes: [Double]
    private let started = ContinuousClock.now
    private let state: Mutex<State>

    init(_ files: [URL]) {
        sizes = files.map { file in
            // A file that can't be looked at is soon done.
            Double((try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0) + 1
        }
        state = Mutex(State(shares: Array(repeating: 0, count: files.count)))
    }

    /// So much of a file is heard.
    func heard(_ index: Int, _ progress: ListeningProgress) {
        state.withLock { state in
            state.shares[index] = progress.fraction ?? 0
            show(&state)
        }
    }

    /// A file is done, or has failed, of which a sentence is told above the line.
    func finished(_ index: Int, failure: (any Error)? = nil) {
        state.withLock { state in
            state.shares[index] = 1
            state.done += 1
            if let failure {
                state.line.clear()
                _ = ExitStatus.report(failure)
            }
            show(&state)
        }
    }

    /// Removes the line.
    func clear() { state.withLock { $0.line.clear() } }

    /// Since the beginning.
    var seconds: Double { (ContinuousClock.now - started) / .seconds(1) }

    private func show(_ state: inout State) {
        let (shares, done) = (state.shares, state.done)
        state.line.show(Self.text(sizes: sizes, shares: shares, done: done, seconds: seconds))
    }

    /// "[######--------------]  31 %  12 of 40 files, 1:40 left"; the time once it can be told.
    static func text(sizes: [Double], shares: [Double], done: Int, seconds: Double) -> String {
        let share = zip(sizes, shares).map { $0 * $1 }.reduce(0, +) / max(sizes.reduce(0, +), 1)
        let count = Int(20 * share)
        let bar = String(repeating: "#", count: count) + String(repeating: "-", count: 20 - count)
        let percent = String(Int(100 * share))
        let padding = String(repeating: " ", count: 3 - percent.count)
        let left = seconds > 1 && share > 0.01 ? ", \((seconds * (1 - share) / share).rounded(.up).asClock) left" : ""
        return "[\(bar)] \(padding)\(percent) %  \(done) of \(shares.count) files\(left)"
    }
}
