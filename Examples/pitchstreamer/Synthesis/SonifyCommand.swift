import ArgumentParser
import Audio
import Foundation
import MultiTask

/// `pitchstreamer sonify RESULT -o OUT.wav`: a result as sound, beside the recording if asked for.
struct SonifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sonify", abstract: "Play a result into a sound file, to hear what was heard.",
        discussion: """
            The result is a .json, .jsonl or .mid, or a recording, which is transcribed first. With --beside the recording \
            is on the left and the result, as loud, on the right.

            Examples:
              pitchstreamer sonify song.json -o heard.flac
              pitchstreamer sonify song.flac --beside song.flac -o both.flac
            """)

    @Argument(
        help: "A result (.json, .jsonl, .mid), or a recording.",
        completion: .file(extensions: ["json", "jsonl", "mid", "midi"] + Recordings.endings))
    var result: String

    @Option(
        name: .shortAndLong,
        help: "The sound file to write; its extension names the format (wav, flac, ogg, opus, mp3, aiff).",
        completion: .sound)
    var output: String

    @Option(help: "A recording to put on the left.", completion: .recording)
    var beside: String?

    @Option(
        help: "An SF2 or SF3 bank; by default the first in \(SoundBanks.folders.joined(separator: ", ")).",
        completion: .bank)
    var bank: String?

    @Option(help: "Frames per second of what is written.")
    var rate: Double = 44_100

    @OptionGroup var model: ModelOptions
    @OptionGroup var steering: SteeringOptions

    func validate() throws {
        guard 8_000...96_000 ~= rate else { throw ValidationError("--rate takes 8000 to 96000 Hz, not \(rate).") }
    }

    func run() throws {
        let target = URL(fileURLWithPath: output)
        try OutputFile.check(target)
        let bank = try bank.map { URL(fileURLWithPath: $0) } ?? SoundBanks.first()
        // Banks are at 44.1 or 48 kHz: rendered there, and resampled with a filter, so that nothing folds over.
        let synthesizer = try SoundFontSynthesizer(sampleRate: max(rate, 44_100))
        let sounds = try synthesizer.load(bank)
        let recording = try beside.map { try AudioFile.read(contentsOf: URL(fileURLWithPath: $0)) }
        let notes = try notes()
        try Task.checkCancellation()
        var heard = try synthesizer.render(notes, of: sounds)
        if heard.sampleRate != rate { heard = heard.resampled(to: rate) }
        if let recording { heard = Self.beside(recording.mono().resampled(to: rate), heard.mono()) }
        try AudioFile.write(SoundBanks.withinFullScale(heard), to: target)
    }

    private func notes() throws -> [ScoreNote] {
        let url = URL(fileURLWithPath: result)
        switch TranscriptionFormat(pathExtension: url.pathExtension) {
        // Percussion too.
        case .midi: return try MIDIFile(contentsOf: url).notes
        case .json, .jsonLines: return MIDIExport.file(for: try Transcription(contentsOf: url)).notes
        default:
            let progress = ProgressLine()
            defer { progress.clear() }
            let transcription = try model.streamer(steering).transcribe(
                contentsOf: url, from: steering.from, to: steering.to, progress: progress.show)
            return MIDIExport.file(for: transcription).notes
        }
    }

    /// Two channels of the longer's length. The right is as loud as the left where both sound.
    static func beside(_ left: AudioBuffer, _ right: AudioBuffer) -> AudioBuffer {
        let count = max(left.samples.count, right.samples.count)
        let levels = [left, right].map { MixEffects.activeLevel($0.samples) }
        let scale = levels.allSatisfy { $0 > 0 } ? levels[0] / levels[1] : 1
        func padded(_ samples: [Float], by scale: Float) -> [Float] {
            samples.map { $0 * scale } + [Float](repeating: 0, count: count - samples.count)
        }
        return AudioBuffer(
            channels: [padded(left.samples, by: 1), padded(right.samples, by: scale)], sampleRate: left.sampleRate)
    }
}
