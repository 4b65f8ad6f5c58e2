import ArgumentParser
import MultiTask

/// Where the beats lie in what has beats.
struct TempoOptions: ParsableArguments {
    @Option(
        help: """
            The tempo of .mid and .musicxml: quarters a minute (4 to 1000) from the beginning on, or tracked, to look for \
            the beats, which is the default save where a score has its own. Times in .mid stay as they are.
            """, completion: .list(["tracked", "60", "90", "120"]))
    var tempo: String?

    @Option(help: "How many quarters make a bar, 1 to 32.")
    var beatsPerBar = 4

    func validate() throws {
        if let tempo, rate == nil, tempo != "tracked" {
            throw ValidationError("--tempo takes 4 to 1000 quarters a minute, or tracked, not \(tempo).")
        }
        guard 1...32 ~= beatsPerBar else {
            throw ValidationError("--beats-per-bar takes 1 to 32, not \(beatsPerBar).")
        }
    }

    private var rate: Double? { tempo.flatMap { Double($0) }.flatMap { 4...1000 ~= $0 ? $0 : nil } }

    /// What was asked for.
    var options: ExportOptions {
        ExportOptions(tempo: rate.map { .beatsPerMinute($0) } ?? .tracked, beatsPerBar: beatsPerBar)
    }
}
