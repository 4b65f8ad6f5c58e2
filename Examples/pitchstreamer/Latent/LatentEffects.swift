import Foundation
import MultiTask

/// What moves in the notes when Z is moved, over a folder of recordings.
struct LatentEffects {
    /// What is heard of all of them at one amount.
    private struct Sum {
        var notes = 0
        var pitches = 0
        /// Of what is heard without a move: found again by onset and pitch, by whomever.
        var same = 0
        var before = 0
        /// Of notes of the instrument that is swapped and are found again: those that are now the other's.
        var swapped = 0
        var swappable = 0

        mutating func add(_ difference: TranscriptionDifference, moved: Transcription, swap: InstrumentSwap?) {
            notes += moved.notes.count
            pitches += moved.notes.reduce(0) { $0 + $1.pitch }
            let pairs = difference.matched + difference.otherInstrument
            same += pairs.count
            before += pairs.count + difference.missed.count
            for pair in pairs where pair.reference.instrument.name == swap?.from {
                swappable += 1
                if pair.estimate.instrument.name == swap?.to { swapped += 1 }
            }
        }
    }

    let options: LatentMoveOptions
    let amounts: [Float]

    /// The table, a row for each amount.
    ///
    /// - Throws: `AudioError`, `ValidationError`.
    func table(of recordings: Recordings, file: WeightsFile, in space: LatentSpace) throws -> TextTable {
        let unmoved = file.pitchStreamer()
        let movers = try amounts.map { file.moving(try options.move(in: space, times: $0)).pitchStreamer() }
        var sums = amounts.map { _ in Sum() }
        var seconds = 0.0
        let progress = ProgressLine()
        defer { progress.clear() }
        for (index, entry) in recordings.entries.enumerated() {
            try Task.checkCancellation()
            progress.show("\(entry.title): \(index) of \(recordings.entries.count)")
            let before = try unmoved.transcribe(contentsOf: entry.url)
            seconds += before.duration
            for (index, mover) in movers.enumerated() {
                let moved = try mover.transcribe(contentsOf: entry.url)
                let difference = TranscriptionDifference(reference: before, estimate: moved)
                sums[index].add(difference, moved: moved, swap: options.swap)
            }
        }
        var table = TextTable(
            head: ["amount", "notes a second", "mean pitch", "same notes"]
                + (options.swap.map { ["\($0.from) to \($0.to)"] } ?? []))
        for (amount, sum) in zip(amounts, sums) {
            var row = [
                String(format: "%g", amount), String(format: "%.2f", Double(sum.notes) / max(seconds, 1e-9)),
                Self.text(Double(sum.pitches), over: sum.notes, "%.1f"),
                Self.text(Double(sum.same) * 100, over: sum.before, "%.1f %%"),
            ]
            if options.swap != nil { row.append(Self.text(Double(sum.swapped) * 100, over: sum.swappable, "%.1f %%")) }
            table.add(row)
        }
        return table
    }

    private static func text(_ value: Double, over count: Int, _ format: String) -> String {
        count > 0 ? String(format: format, value / Double(count)) : "-"
    }
}
