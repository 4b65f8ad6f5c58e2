import ArgumentParser
import Audio
import Foundation
import MultiTask

/// `pitchstreamer notes`: recordings of one note each.
struct NotesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notes", abstract: "Make recordings of one note each, of every key of a register's banks.",
        discussion: """
            Each key of each sound becomes a clip of its own, piano-021-0.flac and .mid: half a second of silence, the key held, \
            and what is left of it when it is let go. Keys that are silent or off their pitch are left out. \
            `pitchstreamer evaluate --single-notes` says how many of them are named right.

            Examples:
              pitchstreamer notes --banks banks/register.csv -o notes/
              pitchstreamer evaluate --single-notes notes/
            """)

    @OptionGroup var banks: BankOptions

    @Option(help: "Seconds for which the key is held.")
    var held = 2.0

    @Option(help: "Another seed, other loudnesses.")
    var seed = 1

    @Option(name: .shortAndLong, help: "The folder to write to; it is made if it isn't there.", completion: .directory)
    var output: String

    private static let onset = 0.5
    private static let tail = 1.5

    func validate() throws {
        guard 0.1...6 ~= held else { throw ValidationError("--held takes 0.1 to 6 seconds, not \(held).") }
        guard banks.banks != nil else { throw ValidationError("Name a register with --banks.") }
    }

    func run() throws {
        let banks = try banks.read()
        let folder = URL(fileURLWithPath: output)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let renderer = try PartRenderer(files: banks.files, lengths: SoundingLengths())
        let progress = ProgressLine()
        var written = 0
        for index in try self.banks.indices() {
            let name = Instrument.nine[index].name
            for (number, timbre) in banks.recordings(of: index).enumerated() {
                progress.show("\(name): \(timbre.lowest) to \(timbre.highest)")
                for pitch in timbre.lowest...timbre.highest {
                    try Task.checkCancellation()
                    var random = CorpusRandom(seed: seed, item: index << 16 | number << 8 | pitch)
                    guard let (sound, note) = try clip(timbre, pitch, renderer, &random) else { continue }
                    let base = "\(name.replacingOccurrences(of: " ", with: "_"))-\(Self.digits(pitch))-\(number)"
                    let url = folder.appendingPathComponent(base)
                    try AudioFile.write(sound, to: url.appendingPathExtension("flac"))
                    try MIDIFile(notes: [note]).write(to: url.appendingPathExtension("mid"))
                    written += 1
                }
            }
        }
        progress.clear()
        print("\(written) notes written to \(output).")
    }

    /// A key of a sound as it would be recorded; nil where it isn't heard.
    private func clip(
        _ timbre: Timbre, _ pitch: Int, _ renderer: PartRenderer, _ random: inout CorpusRandom
    ) throws -> (AudioBuffer, ScoreNote)? {
        let written = ScoreNote(
            pitch: pitch, onset: Self.onset, offset: Self.onset + held, velocity: 60 + random.integer(below: 50),
            program: timbre.program)
        let part = ArrangedPart(timbre: timbre, notes: [written], cents: 0, gain: 0)
        guard let note = try renderer.sounding(part).first else { return nil }
        let frameCount = Int((Self.onset + held + Self.tail) * PartRenderer.sampleRate)
        var samples = try renderer.render([note], timbre: timbre, cents: 0, frameCount: frameCount)
        let peak = samples.reduce(0) { max($0, abs($1)) }
        guard peak > 1e-4 else { return nil }
        let scale = Float(pow(10, random.uniform(-18 ... -2) / 20)) / peak
        for index in samples.indices { samples[index] *= scale }
        return (AudioBuffer(samples: samples, sampleRate: PartRenderer.sampleRate), note)
    }

    private static func digits(_ pitch: Int) -> String { String(CorpusCommand.digits(pitch).suffix(3)) }
}
