import ArgumentParser
import Audio
import Foundation
import MultiTask

extension MIDIFile.Pedal: ExpressibleByArgument {}
extension MIDIFile.Overlaps: ExpressibleByArgument {}

/// `pitchstreamer midi FILE…`: what is in a MIDI file.
struct MIDICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "midi",
        abstract: "Show what is in MIDI files, draw one, or write one anew.",
        discussion: """
            Prints a line for each file, and a remark for each thing in it that isn't as it should be. With --json: the \
            notes, times in seconds, tempo map, signatures and words of every file.

            Examples:
              pitchstreamer midi score.mid
              pitchstreamer midi score.mid -o score.png
              pitchstreamer midi score.mid -o played.mid --pedal extendsNotes
            """)

    @Argument(help: "MIDI files of format 0, 1 or 2, also in RIFF files.", completion: .score)
    var files: [String]

    @Option(help: "What the sustain pedal does: nothing, or it lets notes sound on until it is lifted.")
    var pedal = MIDIFile.Pedal.ignored

    @Option(help: "What a note-off ends where a key was struck twice: all its notes, or the first.")
    var overlaps = MIDIFile.Overlaps.endTogether

    @Flag(help: "Print JSON instead of a table.")
    var json = false

    @Option(
        name: .shortAndLong,
        help: """
            Instead of printing, write the one file as .mid (format 1, one track and channel for each instrument), \
            .musicxml, .csv, .json, .png or any other format of transcribe.
            """, completion: .transcription)
    var output: String?

    @OptionGroup var tempo: TempoOptions

    func validate() throws {
        guard let output else { return }
        guard files.count == 1 else { throw ValidationError("With -o there can be one file only.") }
        guard !json else { throw ValidationError("--json is for standard output; with -o name a .json.") }
        if let objection = TranscriptionTarget.objection(to: output) { throw ValidationError(objection) }
    }

    func run() throws {
        if let output { return try write(to: output) }
        var rows: [Score] = []
        var table = TextTable(head: ["file", "tracks", "notes", "percussion", "tempos", "length"])
        var remarks: [String] = []
        for path in files {
            try Task.checkCancellation()
            let score = try read(path)
            if json {
                rows.append(Score(path, score))
            } else {
                let percussion = score.notes.filter(\.isPercussion).count
                table.add([
                    path, String(score.trackNames.count), String(score.notes.count), String(percussion),
                    String(score.tempoChanges.count), score.duration.asFineClock,
                ])
                remarks += score.remarks.map { "\(path): \($0)" }
            }
        }
        if !json { return try StandardOutput.print(([table.text] + remarks).joined(separator: "\n")) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try StandardOutput.write(encoder.encode(rows) + Data("\n".utf8))
    }

    private func read(_ path: String) throws -> MIDIFile {
        try MIDIFile(contentsOf: URL(fileURLWithPath: path), pedal: pedal, overlaps: overlaps)
    }

    private func write(to path: String) throws {
        let target = try TranscriptionTarget(path)
        var score = try read(files[0])
        let title = URL(fileURLWithPath: files[0]).lastPathComponent
        let transcription = Transcription(score, instruments: [])
        let beats = tempo.tempo == nil ? BeatGrid(score) : tempo.options.beats(of: transcription)
        guard ["mid", "midi"].contains(URL(fileURLWithPath: path).pathExtension.lowercased()) else {
            let options = ExportOptions(tempo: .grid(beats))
            return try target.destination.write(target.data(for: transcription, title: title, options: options))
        }
        if tempo.tempo != nil {
            // Percussion and words too.
            score = MIDIFile(
                notes: score.notes, trackNames: score.trackNames, tempoChanges: beats.tempoChanges(),
                timeSignatures: beats.timeSignatures, keySignatures: score.keySignatures, texts: score.texts)
        }
        try target.destination.write(Data(score.bytes()))
    }

    /// A file in JSON.
    private struct Score: Encodable {
        let file: String
        let duration: Double
        let ticksPerQuarter: Int?
        let trackNames: [String]
        let tempoChanges: [MIDIFile.TempoChange]
        let timeSignatures: [MIDIFile.TimeSignature]
        let keySignatures: [MIDIFile.KeySignature]
        let texts: [MIDIFile.TextEvent]
        let remarks: [String]
        let notes: [Row]

        init(_ path: String, _ score: MIDIFile) {
            file = path
            duration = score.duration
            ticksPerQuarter = score.ticksPerQuarter
            trackNames = score.trackNames
            tempoChanges = score.tempoChanges
            timeSignatures = score.timeSignatures
            keySignatures = score.keySignatures
            texts = score.texts
            remarks = score.remarks
            notes = score.notes.map(Row.init)
        }
    }

    private struct Row: Encodable {
        let pitch: Int
        let onset: Double
        let offset: Double
        let velocity: Int
        let program: Int
        let isPercussion: Bool
        let channel: Int
        let track: Int

        init(_ note: ScoreNote) {
            pitch = note.pitch
            onset = note.onset
            offset = note.offset
            velocity = note.velocity
            program = note.program
            isPercussion = note.isPercussion
            channel = note.channel
            track = note.track
        }
    }
}
